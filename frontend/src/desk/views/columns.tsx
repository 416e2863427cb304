/** Every column that the table can show, named as the API names it, so that a view and an export speak of the same. */
import type { JSX } from 'preact';
import { person } from '../../data/page.ts';
import { daysBetween } from '../../domain/days.ts';
import { day, inDays, money, number, t } from '../../i18n/index.ts';
import { TierBadge } from '../../ui/badge.tsx';
import { Popover } from '../popover.tsx';
import { CUSTOM } from '../query.ts';
import type { DeskAccount } from '../rows.ts';
import type { Column } from '../table.tsx';
import { labelOf, shown, type CustomField } from './customFields.ts';

const today = (): string => person.value?.session.today ?? new Date().toISOString().slice(0, 10);

const COLUMNS: Column<DeskAccount>[] = [
  { id: 'name', title: 'desk.column.name', ordering: 'name', cell: (row) => <Name row={row} /> },
  { id: 'tier', title: 'desk.column.tier', cell: (row) => <TierBadge tier={row.tier} /> },
  { id: 'annual_value', title: 'desk.column.value', ordering: 'annual_value', isFigure: true, cell: (row) => value(row) },
  { id: 'loyalty_index', title: 'desk.column.loyalty', ordering: 'loyalty_index', isFigure: true, cell: (row) => loyalty(row) },
  { id: 'last_visit_on', title: 'desk.column.last_visit', ordering: 'last_visit_on', cell: (row) => ago(row.last_visit_on) },
  { id: 'next_visit_on', title: 'desk.column.next_visit', ordering: 'next_visit_on', cell: (row) => <Due on={row.next_visit_on} /> },
  { id: 'last_order_on', title: 'desk.column.last_order', ordering: 'last_order_on', cell: (row) => ago(row.last_order_on) },
  { id: 'owner', title: 'desk.column.owner', cell: (row) => row.owner?.name ?? <span class="faint">{t('desk.no_owner')}</span> },
  { id: 'territory', title: 'desk.column.territory', cell: (row) => row.territory?.name ?? '' },
  { id: 'next_action', title: 'desk.column.next_action', cell: (row) => <Action row={row} /> },
  { id: 'last_contact_on', title: 'views.column.contact', ordering: 'last_contact_on', cell: (row) => ago(row.last_contact_on) },
  { id: 'status', title: 'views.column.status', cell: (row) => t(`desk.status.${row.status}` as 'desk.status.active') },
  { id: 'role', title: 'views.column.role', cell: (row) => t(`desk.role.${row.role}` as 'desk.role.dealer') },
  { id: 'tags', title: 'views.column.tags', cell: (row) => (row.tags ?? []).join('、') },
  { id: 'industry', title: 'views.column.industry', cell: (row) => row.industry },
  { id: 'street', title: 'views.column.street', cell: (row) => row.street },
  { id: 'village', title: 'views.column.village', cell: (row) => row.village },
  { id: 'phone', title: 'desk.column.phone', cell: (row) => row.phone },
  { id: 'address', title: 'desk.column.address', cell: (row) => row.address },
];

export const FIRST_COLUMNS = COLUMNS.slice(0, 10).map(({ id }) => id);
export const SERVICE_COLUMNS = ['name', 'tier', 'phone', 'address'];
const SORTED = new Set(['number', 'date', 'money']);

export function allColumns(fields: CustomField[]): Column<DeskAccount>[] {
  return [
    ...COLUMNS,
    ...fields.map((field): Column<DeskAccount> => ({
      id: CUSTOM + field.key,
      title: 'views.field',
      label: labelOf(field),
      isFigure: field.type === 'number' || field.type === 'money',
      ...(SORTED.has(field.type) ? { ordering: CUSTOM + field.key } : {}),
      cell: (row) => shown(field, row.custom?.[field.key]),
    })),
  ];
}

/** The chosen ones in the order in which they were chosen; unknown ones are left out. */
export function columnsOf(ids: string[], all: Column<DeskAccount>[]): Column<DeskAccount>[] {
  return ids.map((id) => all.find((column) => column.id === id)).filter((column) => column !== undefined);
}

export function ColumnPicker({ all, ids, onChoose }: { all: Column<DeskAccount>[]; ids: string[]; onChoose: (ids: string[]) => void }): JSX.Element {
  const toggle = (id: string, on: boolean): void => onChoose(on ? [...ids, id] : ids.filter((each) => each !== id));
  return (
    <Popover text={t('views.columns')} on={false}>
      {all.map(({ id, title, label }) => (
        <label class="check" key={id}>
          <input type="checkbox" checked={ids.includes(id)} disabled={id === 'name'} onChange={(event) => toggle(id, event.currentTarget.checked)} />
          {label ?? t(title)}
        </label>
      ))}
    </Popover>
  );
}

/** A real link for a new tab; a plain click is the row's own. */
function Name({ row }: { row: DeskAccount }): JSX.Element {
  const rowOpens = (event: MouseEvent): void => {
    if (!event.metaKey && !event.ctrlKey) event.preventDefault();
  };
  return (
    <a href={`/accounts/${row.id}`} class="name" onClick={rowOpens}>
      {row.name}
      <span class="faint">{t(`desk.role.${row.role}` as 'desk.role.dealer')}</span>
    </a>
  );
}

function value(row: DeskAccount): string {
  return row.annual_value == null ? t('not_computed') : money(row.annual_value, row.currency ?? 'CNY');
}

function loyalty(row: DeskAccount): JSX.Element | string {
  return row.loyalty_index == null ? <span class="faint">{t('not_computed')}</span> : number(Number(row.loyalty_index));
}

function ago(on: string | null | undefined): JSX.Element | string {
  return on ? <span title={day(on)}>{inDays(daysBetween(today(), on))}</span> : <span class="faint">{t('desk.never')}</span>;
}

function Due({ on }: { on: string | null | undefined }): JSX.Element | null {
  if (!on) return null;
  const days = daysBetween(today(), on);
  return <span class={days < 0 ? 'late' : ''}>{days < 0 ? t('due.overdue', { count: -days }) : day(on)}</span>;
}

function Action({ row }: { row: DeskAccount }): JSX.Element | null {
  if (!row.next_action && !row.next_action_on) return null;
  return (
    <span class="one-line" title={row.next_action}>
      {[row.next_action_on && day(row.next_action_on), row.next_action].filter(Boolean).join(' · ')}
    </span>
  );
}
