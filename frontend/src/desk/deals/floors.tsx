import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { person, watch } from '../../data/page.ts';
import { DEALS_TEXTS } from '../../i18n/deals.ts';
import { addTexts, day, exactMoney, t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Screen } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import { usePages } from '../pages.ts';
import { useProducts } from './register.tsx';
import type { Named, Product } from './rows.ts';
import './deals.css';

await addTexts(DEALS_TEXTS);

interface Floor {
  id: string;
  product: Product;
  deal: Named | null;
  team: Named | null;
  currency: string;
  price: string;
  valid_from: string;
  valid_until: string | null;
  reason: string;
  set_by: Named | null;
}

/** The price policy: every floor that was ever set, the newest first; a lead sets the next one. */
export function Floors(): JSX.Element {
  const pages = usePages<Floor>('floor-prices', { ordering: '-created_at' });
  const [adding, setAdding] = useState(false);
  useEffect(() => watch(['floor-prices'], pages.reload), []);
  const maySet = ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
  return (
    <Screen
      title={t('deals.floors')}
      backTo="/deals"
      sub={t('deals.floors_hint')}
      actions={
        maySet && (
          <Button kind="primary" small icon="plus" onClick={() => setAdding(true)}>
            {t('deals.set_floor')}
          </Button>
        )
      }
    >
      {!pages.isFirst && !pages.rows.length && <p class="hint">{t('deals.no_floors')}</p>}
      <ul class="rows">
        {pages.rows.map((floor) => (
          <li class="row" key={floor.id}>
            <div class="row__body">
              <p class="row__title">{floor.product.name}</p>
              <p class="row__sub">
                {[
                  t('deals.from', { day: day(floor.valid_from) }),
                  floor.valid_until ? t('deals.to', { day: day(floor.valid_until) }) : '',
                  floor.deal ? t('deals.only_deal', { name: floor.deal.name }) : (floor.team?.name ?? t('deals.all_teams')),
                  floor.set_by?.name,
                  floor.reason,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            <strong>{exactMoney(floor.price, floor.currency)}</strong>
          </li>
        ))}
      </ul>
      {pages.hasMore && (
        <Button wide onClick={pages.more}>
          {t('more')}
        </Button>
      )}
      {adding && <FloorForm onClose={() => setAdding(false)} />}
    </Screen>
  );
}

function FloorForm({ onClose }: { onClose: () => void }): JSX.Element {
  const products = useProducts();
  const teams = usePages<Named & { currency: string }>('teams', {}).rows;
  const today = person.value?.session.today ?? '';
  return (
    <FormSheet
      title={t('deals.set_floor')}
      draft="floor/new"
      initial={{ product: '', team: '', price: '', valid_from: today, valid_until: '', reason: '' }}
      save={({ product, team, price, valid_from, valid_until, reason }, _, key) => {
        const chosen = teams.find(({ id }) => id === team);
        return post('floor-prices', { key, body: { product, price, valid_from, reason, currency: chosen?.currency ?? 'CNY', ...(team ? { team } : {}), ...(valid_until ? { valid_until } : {}) } });
      }}
      isReady={({ product, price, reason, team }) => Boolean(product && price && reason.trim() && (team || person.value?.session.user.role === 'admin'))}
      onClose={onClose}
    >
      {({ values, set, text, error }) => (
        <>
          <Select label={t('deals.product')} value={values.product} options={products} onChange={(product) => set({ product })} />
          <Select label={t('deals.team')} value={values.team} options={teams} onChange={(team) => set({ team })} />
          <Field label={t('deals.floor')} type="number" min="0" {...text('price')} />
          <Field label={t('deals.valid_from')} type="date" min={today} {...text('valid_from')} />
          <Field label={t('deals.valid_until')} type="date" min={values.valid_from} {...text('valid_until')} />
          <Field label={t('deals.reason')} maxLength={300} {...text('reason')} />
          {error('currency') && <p class="error">{error('currency')}</p>}
        </>
      )}
    </FormSheet>
  );
}

function Select({ label, value, options, onChange }: { label: string; value: string; options: Named[]; onChange: (id: string) => void }): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select class="input" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t('deals.choose')}</option>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}
