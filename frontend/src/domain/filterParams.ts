/** What each parameter of the account list asks of a row. Part of `accountFilter.ts`. */
import type { FilterRow, Params, World } from './accountFilter.ts';
import { cleanValue, comparable, UnfitValue, type FieldRule } from './customValue.ts';
import { addDays } from './days.ts';

export type Ask = (row: FilterRow) => boolean;
type Row = FilterRow & Record<string, unknown>;
type Make = (value: string, name: string, params: Params, world: World) => Ask | null;

const CHOICES: Record<string, string[]> = {
  kind: ['external', 'internal'],
  role: ['dealer', 'retailer', 'end_consumer', 'legal_person', 'department', 'post'],
  status: ['prospect', 'active', 'dormant', 'lost', 'archived'],
  tier: ['vip', 'gold', 'key', 'ordinary'],
  loyalty_band: ['loyal', 'stable', 'fragile', 'at_risk'],
  welcome: ['welcome', 'watch', 'unwelcome'],
  place_confidence: ['none', 'given', 'confirmed'],
};
const REFS = ['owner', 'team', 'territory', 'parent'];
const TEXTS = ['industry', 'street', 'village', 'source'];
const PLAIN = ['name', 'phone', 'currency', 'external_id', ...TEXTS];
const NUMBERS = ['annual_value', 'loyalty_index', 'open_complaints'];
const DAYS = ['tier_since', 'last_order_on', 'last_visit_on', 'last_contact_on', 'next_visit_on', 'next_order_on', 'next_action_on'];
const INSTANTS = ['created_at', 'updated_at'];
const NULLABLE = new Set(['tier', 'loyalty_band', 'owner', 'territory', 'parent', 'annual_value', 'loyalty_index', ...DAYS]);

/** Null when there is no such parameter, or its value is none. */
export function asked(name: string, value: string, params: Params, world: World): Ask | null {
  if (name.startsWith('custom.')) return own(name.slice('custom.'.length), value, world.fields);
  return (SPECIAL[name] ?? plain(name))?.(value, name, params, world) ?? null;
}

/** `tier`, `tier__in`, `last_visit_on__gte`, `owner__isnull` … */
function plain(name: string): Make | null {
  const [field = '', ending = ''] = name.split('__');
  if (ending === 'isnull') return NULLABLE.has(field) ? flag((row, on) => (row[field] == null) === on) : null;
  const read = readerOf(field);
  if (!read) return null;
  const isRange = NUMBERS.includes(field) || DAYS.includes(field) || INSTANTS.includes(field);
  if (isRange ? !['', 'gte', 'lte'].includes(ending) : !(ending === '' || (ending === 'in' && (field in CHOICES || REFS.includes(field) || TEXTS.includes(field))))) return null;
  return (value) => {
    const wanted = ending === 'in' ? (TEXTS.includes(field) ? splitList(value) : value.split(',')).map(read) : [read(value.trim())];
    if (wanted.includes(null)) return null;
    const [bound] = wanted;
    return (row) => {
      const found = valueOf(row as Row, field);
      if (found == null || bound == null) return false;
      return ending === 'gte' ? found >= bound : ending === 'lte' ? found <= bound : wanted.includes(found);
    };
  };
}

type Comparable = string | number;

/** How the value of a parameter over this field is read; null for what is none. */
function readerOf(field: string): ((text: string) => Comparable | null) | null {
  const choices = CHOICES[field];
  if (choices) return (text) => (choices.includes(text) ? text : null);
  if (REFS.includes(field)) return idOf;
  if (PLAIN.includes(field)) return (text) => text;
  if (NUMBERS.includes(field)) return (text) => (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : null);
  if (DAYS.includes(field)) return dayOf;
  if (INSTANTS.includes(field)) return (text) => (/T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text)) ? Date.parse(text) : null);
  return null;
}

function valueOf(row: Row, field: string): Comparable | null {
  const value = row[field];
  if (value == null) return null;
  if (REFS.includes(field)) return idOf((value as { id: string }).id);
  if (NUMBERS.includes(field)) return Number(value);
  if (INSTANTS.includes(field)) return Date.parse(value as string);
  return value as string;
}

function idOf(text: string): string | null {
  const digits = text.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(digits) ? digits : null;
}

function dayOf(text: string): string | null {
  const [whole, year = '', month = '', day = ''] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  if (!whole) return null;
  const named = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const made = new Date(`${named}T00:00:00Z`);
  return !Number.isNaN(made.getTime()) && made.toISOString().startsWith(named) ? named : null;
}

const flag = (ask: (row: Row, on: boolean) => boolean): Make => (value) => (value === 'true' || value === 'false' ? (row) => ask(row as Row, value === 'true') : null);

const tags = (row: FilterRow): string[] => (row as Row)['tags'] as string[];

const SPECIAL: Record<string, Make> = {
  mixed_currency: flag((row, on) => row['mixed_currency'] === on),
  tag: (value) => (row) => tags(row).includes(value.trim()),
  tag__in: (value) => {
    const any = splitList(value);
    return (row) => any.some((tag) => tags(row).includes(tag));
  },
  territory__within: (value, _, __, { territories }) => {
    const from = idsOf(value);
    if (!from) return null;
    const inside = below(from, territories);
    return (row) => inside.has(valueOf(row as Row, 'territory') as string);
  },
  parent__within: (value, _, __, { rows }) => {
    const from = idsOf(value);
    if (!from) return null;
    const inside = below(from, rows, false);
    return ({ id }) => inside.has(idOf(id) ?? '');
  },
  no_contact_days: (value, _, __, world) => {
    const days = /^\d+$/.test(value.trim()) ? Number(value) : NaN;
    if (!(days >= 0 && days <= 3650)) return null;
    const until = addDays(world.today, -days);
    return (row) => {
      const last = (row as Row)['last_contact_on'] as string | null | undefined;
      return last == null ? row.created_at != null && world.dayOf(row.created_at) <= until : last <= until;
    };
  },
  near: (value, _, params) => {
    const [latitude = NaN, longitude = NaN, ...more] = value.split(',').map((part) => (part.trim() ? Number(part) : NaN));
    const km = params['within_km'] ? Number(params['within_km']) : 5;
    if (more.length || !(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) || !(km > 0 && km <= 500)) return null;
    return (row) => {
      const { latitude: north, longitude: east } = row as Row as unknown as { latitude: number | null; longitude: number | null };
      return north != null && east != null && metres(latitude, longitude, north, east) <= km * 1000;
    };
  },
  within_km: (value, _, params) => (params['near'] && Number(value) > 0 && Number(value) <= 500 ? () => true : null),
};

/** As `api/v1/near.py` measures it. */
function metres(fromLat: number, fromLng: number, lat: number, lng: number): number {
  const radians = Math.PI / 180;
  const rise = Math.sin(((lat - fromLat) * radians) / 2) ** 2;
  const run = Math.sin(((lng - fromLng) * radians) / 2) ** 2;
  return 6371.0 * 2000 * Math.asin(Math.sqrt(Math.min(1, rise + Math.cos(fromLat * radians) * Math.cos(lat * radians) * run)));
}

function idsOf(value: string): string[] | null {
  const ids = value.split(',').map(idOf);
  return ids.every((id) => id !== null) ? ids : null;
}

/** Whatever hangs below these, however deep, with or without themselves. */
function below(from: string[], rows: Iterable<{ id: string; parent?: { id: string } | null }>, withThemselves = true): Set<string> {
  const children = new Map<string, string[]>();
  for (const { id, parent } of rows) {
    const over = parent && idOf(parent.id);
    if (over) children.set(over, [...(children.get(over) ?? []), idOf(id) ?? '']);
  }
  const found = new Set(withThemselves ? from : []);
  for (const open = [...from]; open.length; )
    for (const id of children.get(open.pop() ?? '') ?? [])
      if (!found.has(id)) {
        found.add(id);
        open.push(id);
      }
  return found;
}

/** `a,b\,c` → `a` and `b,c`: what people wrote themselves may hold a comma. */
export function splitList(text: string): string[] {
  const items = [...text.matchAll(/(?:\\.|[^\\,])+/gs)].map(([item]) => item.replace(/\\(.)/gs, '$1').trim());
  return items.filter(Boolean);
}

const ENDINGS: Record<FieldRule['type'], string[]> = { text: ['in'], choice: ['in'], yes_no: [], number: ['gte', 'lte'], date: ['gte', 'lte'], money: ['gte', 'lte'] };

/** `custom.area__gte`: a field of one's own, judged by its definition. */
function own(name: string, value: string, fields: FieldRule[]): Ask | null {
  const at = name.indexOf('__');
  const [key, ending] = at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at + 2)];
  const field = fields.find((each) => each.key === key);
  if (!field || !['', 'isnull', ...ENDINGS[field.type]].includes(ending)) return null;
  const found = (row: FilterRow): unknown => row.custom?.[key];
  if (ending === 'isnull') return value === 'true' || value === 'false' ? (row) => (found(row) == null) === (value === 'true') : null;
  const wanted = (ending === 'in' ? splitList(value) : [value]).map((item) => cleaned(field, item));
  const [bound] = wanted;
  if (wanted.includes(null) || bound == null) return null;
  if (ending === '' || ending === 'in') return (row) => wanted.some((each) => same(found(row), each));
  const { unit, number } = comparable(bound);
  return (row) => {
    const value = found(row);
    if (value == null) return false;
    const there = comparable(value as NonNullable<typeof bound>);
    return there.unit === unit && (ending === 'gte' ? there.number >= number : there.number <= number);
  };
}

function cleaned(field: FieldRule, text: string): ReturnType<typeof cleanValue> {
  try {
    return cleanValue(field, text);
  } catch (error) {
    if (error instanceof UnfitValue) return null;
    throw error;
  }
}

/** Two values as they are kept; amounts by both their parts. */
function same(a: unknown, b: unknown): boolean {
  if (a == null || b == null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  return (a as { amount: string }).amount === (b as { amount: string }).amount && (a as { currency: string }).currency === (b as { currency: string }).currency;
}
