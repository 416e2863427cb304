/**
 * The filter in the address: named as the API names it, so that an address says what was asked and can be sent to a colleague.
 * Pure functions over `URLSearchParams`.
 */

/** Each filter of the bar and the parameters that it owns. */
export const FILTERS = {
  tier: ['tier__in', 'tier__isnull'],
  owner: ['owner__in', 'owner__isnull'],
  territory: ['territory__within', 'territory__in'],
  contact: ['no_contact_days'],
  value: ['annual_value__gte', 'annual_value__lte'],
  visit: ['last_visit_on__lte', 'last_visit_on__isnull'],
  loyalty: ['loyalty_band__in', 'loyalty_index__lte', 'loyalty_index__isnull'],
  action: ['next_action_on__lte', 'next_action_on__isnull'],
  role: ['role__in'],
  status: ['status__in'],
  place: ['place_confidence__in'],
  tag: ['tag__in'],
  industry: ['industry__in'],
  street: ['street__in'],
  village: ['village__in'],
  source: ['source__in'],
  near: ['near', 'within_km'],
  team: ['team'],
  moved: ['tier_moved'],
  segment: ['segment'],
} as const;

export type FilterName = keyof typeof FILTERS;
export const FILTER_NAMES = Object.keys(FILTERS) as FilterName[];

/** These stand in the bar unasked; the others are added. */
export const ALWAYS: FilterName[] = ['tier', 'owner', 'territory', 'contact'];

/** A service agent reads, and so may ask, only this much. */
export const SERVICE_FILTERS: FilterName[] = ['tier'];

/** Filters over fields of one's own: `custom.KEY`, `custom.KEY__gte` … */
export const CUSTOM = 'custom.';
export const CUSTOM_ENDINGS = ['', '__in', '__gte', '__lte', '__isnull'] as const;

const OTHERS = ['search', 'ordering'];
export const DEFAULT_ORDERING = '-annual_value';

export type Params = Record<string, string>;

/** What the address asks for; unknown parameters are left alone and not sent on. */
export function paramsOf(search: URLSearchParams): Params {
  const known = new Set<string>([...Object.values(FILTERS).flat(), ...OTHERS]);
  return Object.fromEntries([...search].filter(([name, value]) => (known.has(name) || name.startsWith(CUSTOM)) && value));
}

/** The query for `/accounts/`: external customers unless a role of the house is asked for. */
export function apiQuery(params: Params, { service = false } = {}): Params {
  const allowed = service ? new Set<string>([...SERVICE_FILTERS.flatMap((name) => FILTERS[name]), 'search']) : null;
  const asked = Object.fromEntries(Object.entries(params).filter(([name]) => !allowed || allowed.has(name)));
  const inside = /department|post/.test(asked['role__in'] ?? '');
  return { ordering: service ? 'name' : DEFAULT_ORDERING, ...(inside ? {} : { kind: 'external' }), ...asked };
}

/** The filters of a query, without its order: what a view, an export or a bulk action keeps. */
export function filtersOf(query: Params): Params {
  return Object.fromEntries(Object.entries(query).filter(([name]) => name !== 'ordering'));
}

/** The address with some parameters set (or taken away by an empty value); an open panel stays open. */
export function withParams(url: URL, changes: Params): string {
  const next = new URL(url);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.searchParams.set(name, value);
    else next.searchParams.delete(name);
  }
  return next.pathname + next.search;
}

export function without(filter: FilterName): Params {
  return Object.fromEntries(FILTERS[filter].map((name) => [name, '']));
}

export function isSet(params: Params, filter: FilterName): boolean {
  return FILTERS[filter].some((name) => params[name]);
}

/** The keys of the custom fields that are asked about. */
export function customKeys(params: Params): string[] {
  const keys = Object.keys(params).filter((name) => name.startsWith(CUSTOM)).map((name) => name.slice(CUSTOM.length).split('__')[0] ?? '');
  return [...new Set(keys)];
}

export function withoutCustom(key: string): Params {
  return Object.fromEntries(CUSTOM_ENDINGS.map((ending) => [`${CUSTOM}${key}${ending}`, '']));
}

/** `vip,gold` with `key` toggled. */
export function toggled(list: string | undefined, item: string): string {
  const items = new Set((list ?? '').split(',').filter(Boolean));
  if (!items.delete(item)) items.add(item);
  return [...items].join(',');
}

/** What somebody typed as a list, as the API takes it: `中山路，解放路` → `中山路,解放路`. */
export function listOf(typed: string): string {
  return [...new Set(typed.split(/[,，、;；]/).map((item) => item.trim()).filter(Boolean))].join(',');
}

/** The next ordering when a head is clicked: descending first for figures, ascending first for names. */
export function nextOrdering(current: string, column: string): string {
  const upwards = column === 'name' || column === 'distance';
  const first = upwards ? column : `-${column}`;
  const second = upwards ? `-${column}` : column;
  return current === first ? second : first;
}

/** `days` before a day `YYYY-MM-DD`. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
