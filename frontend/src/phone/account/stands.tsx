import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import type { ConsumptionRow, CustomFieldRow } from '../../data/rows.ts';
import { completeness, ownFieldsKept } from '../../domain/completeness.ts';
import { healthLine } from '../../domain/healthLine.ts';
import { t } from '../../i18n/index.ts';
import { FileMeter, HealthLine } from '../../ui/health.tsx';
import type { PartProps } from './sections.ts';

/** How the customer stands in one line, and how complete the file is (row 16), from what the phone has. */
export function Stands({ card: { account, contacts, promises } }: PartProps): JSX.Element | null {
  const needs = useLive('rowsOf', { table: 'needs', account: account.id }, ['needs', 'outbox']).data;
  const preferences = useLive('rowsOf', { table: 'preferences', account: account.id }, ['preferences', 'outbox']).data;
  const supplies = useLive('rowsOf', { table: 'consumptions', account: account.id }, ['consumptions', 'outbox']).data as ConsumptionRow[] | undefined;
  const { data: own } = useLive('every', { table: 'custom_fields' }, ['custom_fields']);
  if (!needs || !preferences || !supplies || !own) return null;
  const kept = ownFieldsKept(own as CustomFieldRow[], account);
  const items = healthLine(
    {
      last_visit_on: account.last_visit_on,
      next_visit_on: account.next_visit_on,
      loyalty_band: account.loyalty_band ?? null,
      open_complaints: account.open_complaints,
      promises: promises.map(({ due_on }) => due_on),
      supplies: supplies.map(({ run_out_from, run_out_on, product }) => ({ run_out_from, run_out_on, product: product.name })),
    },
    person.value?.session.today ?? '',
  );
  const file = completeness(
    {
      contact: contacts.length > 0,
      phone: Boolean(account.phone),
      address: Boolean(account.address),
      place: account.latitude != null,
      personality: contacts.some(({ personality }) => personality),
      need: needs.length > 0,
      preference: preferences.length > 0,
      consumption: supplies.length > 0,
      licence: Boolean(account.licence_name),
      order_days: account.order_weekdays.length > 0,
      hours: Boolean(account.opens_at),
      ...(kept === undefined ? {} : { own_fields: kept }),
    },
    account,
  );
  return (
    <section class="card card--pad" aria-label={t('notebook.health')}>
      <HealthLine items={items} />
      <FileMeter file={file} />
    </section>
  );
}
