/**
 * Which accounts a filter means: the phone's twin of `api/v1/account_filters.py`, over the rows that it keeps. Named and judged as the
 * API does, held to `tests/vectors/account_filters.json`.
 *
 * The phone knows a hierarchy only as far as its own rows tell of it, so `parent__within` stops where another team's begins.
 */
import { asked, type Ask } from './filterParams.ts';
import { comparable, type CustomValue, type FieldRule } from './customValue.ts';

export type Params = Record<string, string>;

/** A row as the API sends it; the filters say which fields they look at. */
export interface FilterRow {
  id: string;
  status: string;
  custom?: Record<string, unknown>;
  parent?: { id: string } | null;
  created_at?: string;
}

/** What a filter must know beside the row. */
export interface World {
  /** The business day. */
  today: string;
  /** The business day of an instant. */
  dayOf: (instant: string) => string;
  fields: FieldRule[];
  territories: { id: string; parent?: { id: string } | null }[];
  rows: Iterable<FilterRow>;
}

export interface Filter {
  passes: (row: FilterRow) => boolean;
  /** Parameters that are unknown here, or whose value is none: a view that names them cannot be shown. */
  problems: string[];
}

/** Archived accounts only where they are asked for. */
export function accountFilter(params: Params, world: World): Filter {
  const asks: Ask[] = [];
  const problems: string[] = [];
  for (const [name, value] of Object.entries(params)) {
    const ask = asked(name, value, params, world);
    if (ask) asks.push(ask);
    else problems.push(name);
  }
  if (!('status' in params) && !('status__in' in params)) asks.push(({ status }) => status !== 'archived');
  return { passes: (row) => asks.every((ask) => ask(row)), problems };
}

/** By which field of a row each order of the list goes. */
const ORDERS: Record<string, string> = { name: 'name_key', created_at: 'created_at', updated_at: 'updated_at', annual_value: 'annual_value', loyalty_index: 'loyalty_index' };
for (const name of ['last_order_on', 'last_visit_on', 'next_visit_on', 'last_contact_on', 'next_action_on']) ORDERS[name] = name;
const FIGURES = new Set(['annual_value', 'loyalty_index']);

/** In the order of `-annual_value`, `name` …; null where the phone does not know such an order. What is empty counts as smallest. */
export function inOrder<R extends FilterRow>(rows: R[], ordering: string, fields: FieldRule[] = []): R[] | null {
  const down = ordering.startsWith('-');
  if (/^-?custom\./.test(ordering)) return inOwnOrder(rows, fields.find(({ key }) => key === ordering.replace(/^-?custom\./, '')), down);
  const field = ORDERS[ordering.replace(/^-/, '')];
  if (!field) return null;
  const valueOf = (row: R): string | number | null => {
    const value = (row as Record<string, unknown>)[field];
    return value == null ? null : FIGURES.has(field) ? Number(value) : String(value);
  };
  const keyed = rows.map((row) => ({ row, value: valueOf(row) }));
  keyed.sort((a, b) => (compare(a.value, b.value) || compare(a.row.id, b.row.id)) * (down ? -1 : 1));
  return keyed.map(({ row }) => row);
}

/** By a field of one's own: accounts without a value, or with an amount in another currency, come last either way. */
function inOwnOrder<R extends FilterRow>(rows: R[], field: FieldRule | undefined, down: boolean): R[] | null {
  if (!field || !['number', 'date', 'money'].includes(field.type)) return null;
  const numberOf = ({ custom }: R): number | null => {
    const value = custom?.[field.key];
    const { unit, number } = value == null ? { unit: '', number: null } : comparable(value as CustomValue);
    return field.type === 'money' && unit !== field.currency ? null : number;
  };
  const keyed = rows.map((row) => ({ row, value: numberOf(row) }));
  const by = (a: (typeof keyed)[number], b: (typeof keyed)[number]): number => {
    if (a.value === null && b.value === null) return compare(b.row.id, a.row.id);
    if (a.value === null || b.value === null) return a.value === null ? 1 : -1;
    return (a.value - b.value || compare(a.row.id, b.row.id)) * (down ? -1 : 1);
  };
  return keyed.sort(by).map(({ row }) => row);
}

function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
