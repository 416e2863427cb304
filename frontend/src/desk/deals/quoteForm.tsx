import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../data/page.ts';
import { exactMoney, t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Arithmetic } from '../../ui/explain.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet, type Refused } from '../../ui/form.tsx';
import { Banner } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import { AccountPicker } from './picker.tsx';
import { useProducts } from './register.tsx';
import type { Bound, Deal, JudgedLine, Named } from './rows.ts';

interface Line {
  product: string;
  quantity: string;
  unit_price: string;
}

interface Values {
  dealer: Named | null;
  lines: Line[];
  was_given: boolean;
  note: string;
}

/** A dealer's quote beside what binds it; below a bound it is refused with the fine, unless the customer has it already. */
export function QuoteForm({ deal, onClose }: { deal: Deal; onClose: () => void }): JSX.Element {
  const products = useProducts();
  const [dealer, setDealer] = useState<Named | null>(deal.registrant);
  const bounds = useBounds(deal, dealer);
  const lines = deal.products.map(({ product, quantity }) => ({ product: product.id, quantity: quantity ? String(Number(quantity)) : '1', unit_price: '' }));
  const initial: Values = { dealer: deal.registrant, lines: lines.length ? lines : [{ product: '', quantity: '1', unit_price: '' }], was_given: false, note: '' };
  const save = (values: Values, _: Partial<Values>, key: string): Promise<unknown> =>
    post('quotes', { key, changes: ['deals', 'price-offences', 'welcome-proposals', 'touchpoints'], body: { ...values, deal: deal.id, dealer: values.dealer?.id } });
  return (
    <FormSheet<Values>
      title={t('deals.quote_title', { name: deal.name })}
      draft={`quote/${deal.id}`}
      initial={initial}
      save={save}
      saveText={t('deals.give_quote')}
      isReady={(values) => Boolean(values.dealer) && values.lines.every((line) => line.product && Number(line.quantity) && line.unit_price)}
      wordRefusal={(refused) => wordRefusal(refused, deal)}
      onClose={onClose}
    >
      {({ values, set, text, error }) => {
        const put = (place: number, changes: Partial<Line>): void => set({ lines: values.lines.map((line, at) => (at === place ? { ...line, ...changes } : line)) });
        return (
          <>
            <AccountPicker
              label={t('deals.dealer')}
              role="dealer"
              value={values.dealer}
              onPick={(picked) => {
                set({ dealer: picked });
                setDealer(picked);
              }}
            />
            {values.lines.map((line, place) => (
              <fieldset class="lines" key={place}>
                <legend>{t('deals.line', { place: place + 1 })}</legend>
                <select class="input" aria-label={t('deals.product')} value={line.product} onChange={(event) => put(place, { product: event.currentTarget.value })}>
                  <option value="">{t('deals.choose')}</option>
                  {products.map((product) => (
                    <option key={product.id} value={product.id}>
                      {product.name}
                    </option>
                  ))}
                </select>
                <div class="lines__line">
                  <Field label={t('deals.quantity')} type="number" min="0" value={line.quantity} onInput={(quantity) => put(place, { quantity })} {...said(error(`lines.${place}.quantity`))} />
                  <Field
                    label={t('deals.unit_price', { currency: deal.currency })}
                    type="number"
                    min="0"
                    value={line.unit_price}
                    onInput={(unit_price) => put(place, { unit_price })}
                    {...said(error(`lines.${place}.unit_price`))}
                    hint={boundWords(bounds.find(({ product }) => product.id === line.product), deal.currency)}
                  />
                </div>
              </fieldset>
            ))}
            <Button small icon="plus" onClick={() => set({ lines: [...values.lines, { product: '', quantity: '1', unit_price: '' }] })}>
              {t('deals.add_product')}
            </Button>
            <label class="check">
              <input type="checkbox" checked={values.was_given} onChange={(event) => set({ was_given: event.currentTarget.checked })} />
              {t('deals.was_given')}
            </label>
            <Field label={t('deals.note')} maxLength={300} {...text('note')} />
          </>
        );
      }}
    </FormSheet>
  );
}

const said = (error: string | undefined): { error?: string } => (error ? { error } : {});

function useBounds(deal: Deal, dealer: Named | null): Bound[] {
  const [bounds, setBounds] = useState<Bound[]>([]);
  useEffect(() => {
    ask('get', { path: `deals/${deal.id}/bounds`, ...(dealer ? { query: { dealer: dealer.id } } : {}) }).then(
      ({ data }) => setBounds(data['results'] as Bound[]),
      () => undefined,
    );
  }, [deal.id, deal.version, dealer?.id]);
  return bounds;
}

function boundWords(bound: Bound | undefined, currency: string): string {
  if (!bound) return '';
  return [
    bound.floor ? t('deals.floor_is', { price: exactMoney(bound.floor, currency) }) : t('deals.no_floor'),
    bound.first_price ? t('deals.first_is', { price: exactMoney(bound.first_price, currency) }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Why it cannot stand, with the arithmetic of what would be due. */
function wordRefusal(refused: Refused, deal: Deal): JSX.Element | undefined {
  const lines = refused.more?.['lines'] as JudgedLine[] | undefined;
  if (!lines || !['below_floor', 'below_first_registrant'].includes(refused.code ?? '')) {
    return refused.code === 'deal_closed' ? <Banner icon="warning">{t('deals.refused.closed')}</Banner> : undefined;
  }
  return (
    <>
      <Banner tone="red" icon="warning">
        {lines
          .filter((line) => line.below_floor || line.below_first)
          .map((line) => {
            const price = exactMoney(line.unit_price, deal.currency);
            return line.below_floor
              ? t('deals.refused.below_floor', { product: line.product, price, floor: exactMoney(line.floor ?? 0, deal.currency) })
              : t('deals.refused.below_first', { product: line.product, price, first: exactMoney(line.first_price ?? 0, deal.currency), registrant: deal.registrant.name });
          })
          .join(' ')}{' '}
        {t('deals.refused.if_given')}
      </Banner>
      {lines.map((line) => line.fine && <Arithmetic key={line.product} figure={line.fine} />)}
    </>
  );
}
