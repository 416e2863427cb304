import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, person } from '../../data/page.ts';
import type { ConsumptionRow, Ref, SupplyBasis } from '../../data/rows.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { Consent, RunOutLines, SupplyParts } from '../../ui/supply.tsx';
import { patch, post } from '../forms/writing.ts';
import type { SectionProps } from './sections.ts';

const CHANGES = ['accounts', 'touchpoints'];
const NUMBERS = ['capacity', 'width_cm', 'depth_cm', 'height_cm', 'units_per_litre', 'household', 'per_head_per_day', 'stated_per_day', 'lead_days'] as const;

/** What is in the vat and when it is empty (row 2), each figure with its parts. */
export function Supply({ account, overview, mayWrite, isShort, reload }: SectionProps): JSX.Element {
  const [editing, setEditing] = useState<ConsumptionRow | 'new' | null>(null);
  const [counting, setCounting] = useState<ConsumptionRow | null>(null);
  return (
    <Section
      title={t('notebook.supply')}
      action={
        mayWrite && !isShort && (
          <Button small kind="quiet" icon="plus" aria-label={t('notebook.add_what', { what: t('notebook.supply') })} onClick={() => setEditing('new')}>
            {t('notebook.add')}
          </Button>
        )
      }
    >
      {!overview.consumptions.length && <p class="hint">{t('notebook.no_supply')}</p>}
      {overview.consumptions.length > 0 && (
        <ul class="rows">
          {overview.consumptions.map((row) => (
            <li key={row.id} class="row">
              <div class="row__body">
                <p class="row__title">
                  {row.product.name}
                  <Consent row={row} />
                </p>
                <RunOutLines row={row} />
                {!isShort && <SupplyParts row={row} />}
              </div>
              {mayWrite && !isShort && (
                <span class="row__acts">
                  <Button small kind="quiet" aria-label={`${t('notebook.edit')} ${row.product.name}`} onClick={() => setEditing(row)}>
                    {t('notebook.edit')}
                  </Button>
                  <Button small kind="soft" aria-label={`${t('notebook.supply.count')} ${row.product.name}`} onClick={() => setCounting(row)}>
                    {t('notebook.supply.count')}
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {editing && <Edit row={editing === 'new' ? null : editing} account={account} reload={reload} onClose={() => setEditing(null)} />}
      {counting && <Count row={counting} onClose={() => setCounting(null)} />}
    </Section>
  );
}

function Count({ row, onClose }: { row: ConsumptionRow; onClose: () => void }): JSX.Element {
  const initial = { quantity: '', counted_on: person.value?.session.today ?? '' };
  const save = (values: typeof initial, _: unknown, key: string): Promise<unknown> => post(`consumptions/${row.id}/count`, { body: values, key, changes: CHANGES });
  return (
    <FormSheet title={t('notebook.supply.count_title', { product: row.product.name })} draft={`count/${row.id}`} initial={initial} save={save} isReady={({ quantity }) => quantity !== '' && Number(quantity) >= 0} onClose={onClose}>
      {({ text }) => (
        <>
          <Field label={t('notebook.supply.quantity', { unit: row.unit })} type="number" min="0" {...text('quantity')} />
          <Field label={t('notebook.preference.heard_on')} type="date" {...text('counted_on')} />
        </>
      )}
    </FormSheet>
  );
}

type Typed = Record<(typeof NUMBERS)[number], string> & { product: string; stock: string; basis: SupplyBasis | ''; has_consent: boolean; notes: string };

/** The trailing zeros of a column are nobody's typing. */
const plain = (value: string | number | null | undefined): string => (value == null ? '' : String(Number(value)));

function Edit({ row, account, reload, onClose }: { row: ConsumptionRow | null; account: { id: string; name: string }; reload: () => void; onClose: () => void }): JSX.Element {
  const products = useProducts(!row);
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, plain(row?.[name] ?? (name === 'lead_days' ? 2 : null))])) as Record<(typeof NUMBERS)[number], string>;
  const initial: Typed = { ...numbers, product: row?.product.id ?? '', stock: '', basis: row?.basis ?? '', has_consent: row?.has_consent ?? false, notes: row?.notes ?? '' };
  const save = (values: Typed, changed: Partial<Typed>, key: string): Promise<unknown> => {
    if (!row) return post('consumptions', { body: { account: account.id, ...asBody(values) }, key, changes: CHANGES });
    const body = asBody(changed);
    return Object.keys(body).length ? patch(`consumptions/${row.id}`, row.version, { body, key, changes: CHANGES }) : Promise.resolve();
  };
  const unit = row?.unit ?? products.find(({ id }) => id === initial.product)?.unit ?? '';
  return (
    <FormSheet title={t('notebook.supply.title', { name: row?.product.name ?? account.name })} draft={`supply/${row?.id ?? account.id}`} initial={initial} save={save} isReady={({ product }) => Boolean(product)} refresh={reload} onClose={onClose}>
      {({ values, set, text, error }) => {
        const of = row ? unit : (products.find(({ id }) => id === values.product)?.unit ?? '');
        return (
          <>
            {!row && (
              <Select
                label={t('notebook.supply.product')}
                value={values.product}
                options={[{ value: '', text: '—' }, ...products.map(({ id, name }) => ({ value: id, text: name }))]}
                onChoose={(product) => set({ product })}
                {...(error('product') ? { error: error('product') ?? '' } : {})}
              />
            )}
            <Field label={t('notebook.supply.capacity_in', { unit: of })} type="number" {...text('capacity')} />
            <fieldset class="field">
              <legend class="label">{t('notebook.supply.measure')}</legend>
              <div class="trio">
                {(['width_cm', 'depth_cm', 'height_cm'] as const).map((name) => (
                  <Field key={name} label={t(`notebook.supply.${name}`)} type="number" {...text(name)} />
                ))}
              </div>
            </fieldset>
            <div class="trio">
              <Field label={t('notebook.supply.household')} type="number" {...text('household')} />
              <Field label={t('notebook.supply.per_head_per_day', { unit: of })} type="number" {...text('per_head_per_day')} />
              <Field label={t('notebook.supply.stated_per_day', { unit: of })} type="number" {...text('stated_per_day')} />
            </div>
            <div class="trio">
              <Field label={t('notebook.supply.units_per_litre', { unit: of })} type="number" {...text('units_per_litre')} />
              <Field label={t('notebook.supply.lead_days')} type="number" {...text('lead_days')} />
              {!row && <Field label={t('notebook.supply.stock', { unit: of })} type="number" {...text('stock')} />}
            </div>
            <Select
              label={t('notebook.supply.basis')}
              value={values.basis}
              options={[{ value: '', text: t('notebook.supply.basis.best') }, ...(['counts', 'orders', 'stated', 'household'] as const).map((value) => ({ value, text: t(`notebook.supply.basis.${value}`) }))]}
              onChoose={(basis) => set({ basis: basis as SupplyBasis })}
            />
            <div class="chips chips--wrap">
              <Chip on={values.has_consent} onToggle={() => set({ has_consent: !values.has_consent })}>
                {t('notebook.supply.has_consent')}
              </Chip>
            </div>
          </>
        );
      }}
    </FormSheet>
  );
}

/** What the API takes: an empty number is none, and nothing is sent that the form does not ask. */
function asBody(values: Partial<Typed>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name, value]) => !((name === 'stock' || name === 'product') && value === ''))
      .map(([name, value]) => [name, value === '' && name !== 'notes' ? null : name === 'household' || name === 'lead_days' ? Number(value) : value])
      .filter(([name, value]) => !(name === 'lead_days' && value === null)),
  );
}

interface Product extends Ref {
  unit: string;
}

function useProducts(isAsked: boolean): Product[] {
  const [products, setProducts] = useState<Product[]>([]);
  useEffect(() => {
    if (isAsked)
      void ask('list', { resource: 'products', query: { limit: 200 } }).then(
        (page) => setProducts(page.results as unknown as Product[]),
        () => undefined,
      );
  }, [isAsked]);
  return products;
}
