import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../data/page.ts';
import { moment, percent, t } from '../../i18n/index.ts';
import { go } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet, type Refused } from '../../ui/form.tsx';
import { Banner } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import { AccountPicker } from './picker.tsx';
import type { Named, Product } from './rows.ts';

interface Values {
  account: Named | null;
  registrant: Named | null;
  name: string;
  expected_value: string;
  products: { product: string; quantity: string }[];
  is_another: boolean;
}

const EMPTY: Values = { account: null, registrant: null, name: '', expected_value: '', products: [], is_another: false };

/** Registers a project for a dealer (报备): who was first, and what looks like the same project, is told in words. */
export function RegisterForm({ account, onClose }: { account?: Named; onClose: () => void }): JSX.Element {
  const products = useProducts();
  const save = async (values: Values, _: Partial<Values>, key: string): Promise<void> => {
    const deal = await post('deals', {
      key,
      changes: ['touchpoints'],
      body: {
        account: values.account?.id,
        registrant: values.registrant?.id,
        name: values.name,
        is_another: values.is_another,
        ...(values.expected_value ? { expected_value: values.expected_value } : {}),
        products: values.products.filter(({ product }) => product).map(({ product, quantity }) => ({ product, ...(quantity ? { quantity } : {}) })),
      },
    });
    go(`/deals/${String(deal['id'])}`);
  };
  return (
    <FormSheet<Values>
      title={t('deals.register')}
      draft={`deal/new/${account?.id ?? ''}`}
      initial={{ ...EMPTY, account: account ?? null }}
      save={save}
      saveText={t('deals.register_now')}
      isReady={(values) => Boolean(values.account && values.registrant && values.name.trim())}
      wordRefusal={wordRefusal}
      onClose={onClose}
    >
      {({ values, set, text, error }) => (
        <>
          <AccountPicker label={t('deals.customer')} value={values.account} onPick={(picked) => set({ account: picked })} {...said(error('account'))} />
          <AccountPicker label={t('deals.registrant')} role="dealer" value={values.registrant} onPick={(picked) => set({ registrant: picked })} {...said(error('registrant'))} />
          <Field label={t('deals.name')} maxLength={200} {...text('name')} />
          <Field label={t('deals.expected_value')} type="number" min="0" {...text('expected_value')} />
          <ProductLines products={products} lines={values.products} onChange={(lines) => set({ products: lines })} />
          <label class="check">
            <input type="checkbox" checked={values.is_another} onChange={(event) => set({ is_another: event.currentTarget.checked })} />
            {t('deals.is_another')}
          </label>
        </>
      )}
    </FormSheet>
  );
}

const said = (error: string | undefined): { error?: string } => (error ? { error } : {});

function ProductLines({ products, lines, onChange }: { products: Product[]; lines: Values['products']; onChange: (lines: Values['products']) => void }): JSX.Element {
  const put = (place: number, changes: Partial<Values['products'][number]>): void => onChange(lines.map((line, at) => (at === place ? { ...line, ...changes } : line)));
  return (
    <fieldset class="lines">
      <legend>{t('deals.products')}</legend>
      {lines.map((line, place) => (
        <div class="lines__line" key={place}>
          <select class="input" aria-label={t('deals.product')} value={line.product} onChange={(event) => put(place, { product: event.currentTarget.value })}>
            <option value="">{t('deals.choose')}</option>
            {products.map((product) => (
              <option key={product.id} value={product.id}>
                {product.name}
              </option>
            ))}
          </select>
          <Field label={t('deals.quantity')} type="number" min="0" value={line.quantity} onInput={(quantity) => put(place, { quantity })} />
        </div>
      ))}
      <Button small icon="plus" onClick={() => onChange([...lines, { product: '', quantity: '' }])}>
        {t('deals.add_product')}
      </Button>
    </fieldset>
  );
}

/** Every product that can be named; few enough for a list. */
export function useProducts(): Product[] {
  const [products, setProducts] = useState<Product[]>([]);
  useEffect(() => {
    ask('list', { resource: 'products', query: { limit: 200, ordering: 'code' } }).then(
      (page) => setProducts((page.results as unknown as Product[]).map((product) => ({ ...product, name: product.name || product.code }))),
      () => undefined,
    );
  }, []);
  return products;
}

interface ToldDeal extends Named {
  account: Named;
  registrant: Named;
  registered_at: string;
  similarity?: number;
}

function wordRefusal(refused: Refused): JSX.Element | undefined {
  const first = refused.more?.['deal'] as ToldDeal | undefined;
  if (refused.code === 'deal_registered' && first)
    return <Banner icon="warning">{t('deals.refused.registered', { registrant: first.registrant.name, at: moment(first.registered_at), name: first.name })}</Banner>;
  const similar = refused.more?.['similar'] as ToldDeal[] | undefined;
  if (refused.code === 'similar_deals' && similar)
    return (
      <Banner icon="warning">
        {t('deals.refused.similar')}
        {similar.map((deal) => (
          <span class="similar" key={deal.id}>
            {t('deals.similar_one', { name: deal.name, account: deal.account.name, registrant: deal.registrant.name, alike: percent(deal.similarity ?? 0, 0) })}
          </span>
        ))}
      </Banner>
    );
  return undefined;
}
