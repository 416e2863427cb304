/** The account card: all that the phone knows of one customer. */
import { RESUME_DAYS } from '../domain/candidates.ts';
import { addDays, daysBetween } from '../domain/days.ts';
import { mayWrite } from '../domain/rights.ts';
import type { Place } from '../domain/geo.ts';
import { line, type AccountLine, type Eyes } from './customers.ts';
import type { Database, Store } from './db.ts';
import type { Notebook } from './notebook.ts';
import { touches } from './ops.ts';
import { refId, refName, type AccountRow, type ChildRow, type ContactRow, type OrderRow, type PromiseRow, type Ref, type TouchpointRow, type Verdict, type VisitRow } from './rows.ts';

/** One entry of the timeline, in the order of what happened. */
export interface Moment {
  id: string;
  kind: string;
  channel: string | null;
  at: string;
  by: string;
  text: string;
  code: string;
  details: Record<string, unknown>;
  expectation: string;
  verdict: Verdict | null;
  visit: VisitRow | null;
  /** Not at the server yet. */
  is_waiting: boolean;
}

export interface Card {
  account: AccountRow;
  line: AccountLine;
  /** The branch and the group it belongs to, the nearest first, as far as the phone knows them. */
  above: Ref[];
  contacts: ContactRow[];
  /** Who was taken off the list lately. */
  archived_contacts: ContactRow[];
  promises: (PromiseRow & { days_left: number })[];
  /** The open visit of mine, if there is one. */
  open_visit: VisitRow | null;
  next_actions: VisitRow[];
  timeline: Moment[];
  timeline_total: number;
  orders: OrderRow[];
  orders_total: number;
  /** Whether this person may write to the account; team mates' accounts are for reading. */
  may_write: boolean;
  /** Ops of this account that wait or need somebody. */
  waiting: number;
}

const STORES: Store[] = ['contacts', 'promises', 'visits', 'touchpoints', 'orders', 'outbox'];

/** Null when the phone does not have the account (any more). */
export async function card(book: Notebook, { id, near, moments = 20 }: { id: string; near?: Place | null; moments?: number }): Promise<Card | null> {
  const account = await book.accounts.get(id);
  if (!account) return null;
  const { contacts, promises, visits, touchpoints, orders, entries } = await children(book.db, id);
  const eyes = book.eyes();
  const above = await groupOf(book, account);
  const waiting = new Set(entries.flatMap(touches).map((key) => key.id));
  return {
    account,
    line: line(account, eyes, near ?? null),
    above,
    contacts: contacts.filter(isHere).sort((a, b) => Number(b.is_primary) - Number(a.is_primary)),
    archived_contacts: contacts.filter((row) => !isHere(row)),
    promises: promises.filter(({ state }) => state === 'open').sort(by('due_on')).map((row) => ({ ...row, days_left: daysBetween(eyes.today, row.due_on) })),
    open_visit: openVisit(visits, eyes),
    next_actions: visits.filter(hasNextAction),
    timeline: timeline(touchpoints, visits, waiting).slice(0, moments),
    timeline_total: touchpoints.length,
    orders: orders.sort(by('ordered_at')).reverse().slice(0, 10),
    orders_total: orders.length,
    may_write: mayWrite(account, book.holder.session.user),
    waiting: entries.length,
  };
}

async function groupOf(book: Notebook, { id, parent }: AccountRow): Promise<Ref[]> {
  const above: Ref[] = [];
  for (let next = parent; next && next.id !== id && !above.some((each) => each.id === next?.id); ) {
    above.push(next);
    next = (await book.accounts.get(next.id))?.parent;
  }
  return above;
}

function children(db: Database, id: string) {
  return db.read(STORES, async (tx) => {
    const [contacts, promises, visits, touchpoints, orders, queue] = await Promise.all([
      tx.where('contacts', 'account_id', id),
      tx.where('promises', 'account_id', id),
      tx.where('visits', 'account_id', id),
      tx.where('touchpoints', 'account_id', id),
      tx.where('orders', 'account_id', id),
      tx.all('outbox'),
    ]);
    return { contacts, promises, visits, touchpoints, orders, entries: queue.filter((entry) => entry.account === id) };
  });
}

const isHere = (row: ChildRow): boolean => !row.archived_at;

const by =
  <K extends string>(field: K) =>
  (a: Record<K, string>, b: Record<K, string>): number =>
    a[field] < b[field] ? -1 : a[field] > b[field] ? 1 : 0;

/** A visit that can be gone on with: in progress, planned for today, or left over from the last weeks (the latest first). */
export function openVisit(visits: VisitRow[], { me, today }: Eyes): VisitRow | null {
  const mine = visits.filter((visit) => refId(visit.manager) === me);
  const since = addDays(today, -RESUME_DAYS);
  const planned = mine.filter(({ status, planned_on: day }) => status === 'planned' && day >= since && day <= today).sort(by('planned_on'));
  return mine.find((visit) => visit.status === 'in_progress') ?? planned.at(-1) ?? null;
}

export function hasNextAction(visit: VisitRow): boolean {
  return visit.status === 'completed' && Boolean(visit.next_action || visit.next_action_on) && !visit.next_action_done_at;
}

function timeline(touchpoints: TouchpointRow[], visits: VisitRow[], waiting: Set<string>): Moment[] {
  const known = new Map(visits.map((visit) => [visit.id, visit]));
  return touchpoints
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .map((row) => ({
      id: row.id,
      kind: row.kind,
      channel: row.channel,
      at: row.at,
      by: refName(row.by),
      text: row.text,
      code: row.code ?? '',
      details: row.details ?? {},
      expectation: row.expectation ?? '',
      verdict: row.verdict ?? null,
      visit: (row.kind === 'visit' && row.subject && known.get(row.subject)) || null,
      is_waiting: waiting.has(row.id),
    }));
}
