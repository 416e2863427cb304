/** The customers screen: which accounts, in which order, and the few rows that are in sight. */
import { daysBetween } from '../domain/days.ts';
import type { Place } from '../domain/geo.ts';
import type { Accounts } from './accounts.ts';
import { metresTo, placeOf } from './place.ts';
import type { AccountRow, Tier } from './rows.ts';

export interface Filter {
  search: string;
  tiers: Tier[];
  /** Overdue, or due today. */
  due: boolean;
  mine: boolean;
  complaint: boolean;
  /** Null: whatever `params` say. */
  kind: 'external' | 'internal' | null;
  /** Nearest first, from here. */
  near: Place | null;
  /** More, named as the API names it: of a saved view, or chosen by hand (`domain/accountFilter.ts`). */
  params: Record<string, string>;
  /** As the API has it; empty: by name. */
  ordering: string;
}

export const EVERYBODY: Filter = { search: '', tiers: [], due: false, mine: false, complaint: false, kind: 'external', near: null, params: {}, ordering: '' };

export interface AccountLine {
  id: string;
  name: string;
  tier: Tier | null;
  address: string;
  phone: string;
  owner: string;
  is_mine: boolean;
  last_visit_on: string | null;
  /** Days until the next visit is due: negative when late, null without a rhythm. */
  due_in: number | null;
  open_complaints: number;
  distance_m: number | null;
}

export interface Eyes {
  me: string;
  today: string;
}

/** What an account's line shows. */
export function line(row: AccountRow, { me, today }: Eyes, near: Place | null): AccountLine {
  return {
    id: row.id,
    name: row.name,
    tier: row.tier,
    address: row.address || [row.village, row.street].filter(Boolean).join(' '),
    phone: row.phone,
    owner: row.owner?.name ?? '',
    is_mine: row.owner?.id === me,
    last_visit_on: row.last_visit_on,
    due_in: row.next_visit_on ? daysBetween(today, row.next_visit_on) : null,
    open_complaints: row.open_complaints,
    distance_m: metresTo(row, near),
  };
}

/** All accounts that answer a filter and `ask` (which says of archived ones too): nearest first when asked, else best match and then by name. */
export async function found(accounts: Accounts, filter: Filter, eyes: Eyes, ask?: (row: AccountRow) => boolean): Promise<AccountRow[]> {
  const rows = (await accounts.sorted()).filter((row) => (ask ? ask(row) : row.status !== 'archived') && passes(row, filter, eyes));
  const answers = accounts.index.answers(rows, filter.search);
  return filter.near ? nearest(answers, filter.near) : answers;
}

function passes(row: AccountRow, filter: Filter, { me, today }: Eyes): boolean {
  return (
    (!filter.kind || row.kind === filter.kind) &&
    (!filter.tiers.length || (row.tier != null && filter.tiers.includes(row.tier))) &&
    (!filter.due || (row.next_visit_on != null && row.next_visit_on <= today)) &&
    (!filter.mine || row.owner?.id === me) &&
    (!filter.complaint || row.open_complaints > 0)
  );
}

/** Accounts without a place come last: somebody may still know where they are (row 21). */
function nearest(rows: AccountRow[], from: Place): AccountRow[] {
  return rows
    .map((row) => ({ row, away: metresTo(row, from) ?? Infinity }))
    .sort((a, b) => (a.away === b.away ? 0 : a.away - b.away))
    .map(({ row }) => row);
}

export interface Mark {
  /** Null for a cluster. */
  id: string | null;
  name: string;
  tier: Tier | null;
  latitude: number;
  longitude: number;
  count: number;
}

const MOST_MARKS = 2000;

export interface Box {
  south: number;
  west: number;
  north: number;
  east: number;
}

/** Marks for the map: each account, or above 2,000 of them one mark a grid cell. */
export function marks(rows: AccountRow[], box: Box | null): Mark[] {
  const placed = rows.flatMap((row) => {
    const place = placeOf(row);
    return place && (!box || inside(place, box)) ? [{ id: row.id, name: row.name, tier: row.tier, ...place, count: 1 }] : [];
  });
  return placed.length <= MOST_MARKS ? placed : clusters(placed, box ?? around(placed));
}

const inside = ({ latitude, longitude }: Place, box: Box): boolean => latitude >= box.south && latitude <= box.north && longitude >= box.west && longitude <= box.east;

function around(places: Place[]): Box {
  const box = { south: 90, west: 180, north: -90, east: -180 };
  for (const { latitude, longitude } of places) {
    box.south = Math.min(box.south, latitude);
    box.north = Math.max(box.north, latitude);
    box.west = Math.min(box.west, longitude);
    box.east = Math.max(box.east, longitude);
  }
  return box;
}

function clusters(placed: Mark[], box: Box): Mark[] {
  const cells = new Map<string, Mark>();
  const [high, wide] = [(box.north - box.south) / 24 || 1, (box.east - box.west) / 16 || 1];
  for (const mark of placed) {
    const cell = `${Math.floor((mark.latitude - box.south) / high)} ${Math.floor((mark.longitude - box.west) / wide)}`;
    const there = cells.get(cell);
    if (!there) cells.set(cell, { ...mark });
    else cells.set(cell, { id: null, name: '', tier: null, latitude: middle(there, mark, 'latitude'), longitude: middle(there, mark, 'longitude'), count: there.count + 1 });
  }
  return [...cells.values()];
}

const middle = (a: Mark, b: Mark, axis: 'latitude' | 'longitude'): number => a[axis] + (b[axis] - a[axis]) / (a.count + 1);
