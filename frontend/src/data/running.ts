/** A day that has begun: its order as it is driven, what was skipped and added, kept on this phone and planned anew without a network. */
import { fieldOf } from '../domain/candidates.ts';
import { WORKDAY, type Candidate, type DayPlan } from '../domain/day/agenda.ts';
import { replan, type Replan } from '../domain/day/replan.ts';
import { bestSlots, priceOfOrdersFirst, type OpenDay, type Slot } from '../domain/day/slots.ts';
import { planDay } from '../domain/dayPlan.ts';
import { addDays, isoWeekday } from '../domain/days.ts';
import type { Place } from '../domain/geo.ts';
import type { Notebook } from './notebook.ts';
import { refId, type VisitRow } from './rows.ts';
import { proposable, readDay, type DayRead, type Running } from './today.ts';
import { save, UNDO_MS } from './visiting.ts';
import { uuidv7 } from './uuid.ts';

const WEEKDAYS = [1, 2, 3, 4, 5];
const MOST_DAYS = 10;

export type DriveAct =
  | { type: 'start_here' }
  | { type: 'skip' | 'unskip' | 'add'; account: string }
  | { type: 'take'; order: string[] }
  | { type: 'orders_first'; on: boolean }
  | { type: 'reset' };

export interface RoadStop {
  id: string;
  name: string;
  arrive_minute: number;
  travel_minutes: number | null;
  distance_m: number | null;
  is_late: boolean;
}

/** What the sheet shows: the order being driven from now on, and what would be better. */
export interface Drive {
  stops: RoadStop[];
  distance_km: number;
  travel_minutes: number;
  overrun_minutes: number;
  /** When lunch begins; null without one on the way. */
  lunch_minute: number | null;
  proposal: { order: string[]; names: string[]; saved_minutes: number } | null;
  skipped: { id: string; name: string }[];
  orders_first: boolean;
  /** Minutes on the road that calling on orders first costs today. */
  price_minutes: number;
  is_running: boolean;
  took_ms: number;
}

/** Minutes after midnight of the business day. */
export function minuteNow(zone: string, at = new Date()): number {
  const [hour = 0, minute = 0] = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at).split(':').map(Number);
  return hour * 60 + minute;
}

/** The rest of the day in the order being driven, as Today shows it. */
export function driven(book: Notebook, read: DayRead, running: Running, here: Place | null): DayPlan {
  return rest(read, running, here, minuteNow(book.holder.session.time_zone)).kept;
}

function rest(read: DayRead, running: Running, here: Place | null, now: number, frozen = true): Replan {
  const { date, field, inProgress, isOff, terms } = read;
  const skipped = new Set(running.skipped);
  const wanted = new Set([...running.order, ...running.added]);
  const listed = new Set(field.candidates.map(({ account }) => account));
  const strangers = running.added.filter((account) => !listed.has(account)).flatMap((account) => candidate(read, account) ?? []);
  const candidates = [...field.candidates, ...strangers]
    .filter(({ account, visit, orders_today }) => !skipped.has(account) && (wanted.has(account) || visit || (orders_today && !isOff)))
    .map((each) => (running.added.includes(each.account) ? { ...each, added: true } : each));
  const order = inProgress ? [inProgress, ...running.order.filter((account) => account !== inProgress)] : running.order;
  return replan({ day: date, candidates, order, now_minute: Math.max(now, (terms.shift ?? WORKDAY).start_minute), here: here ?? field.start, is_next_frozen: frozen || inProgress !== null, orders_first: read.facts.orders_first, ...terms });
}

function fresh(read: DayRead): DayPlan {
  return planDay({ day: read.date, today: read.date, candidates: proposable(read), start: read.field.start, orders_first: read.facts.orders_first, ...read.terms });
}

/** Carries out `act`, if there is one, and answers with the rest of the day. */
export async function drive(book: Notebook, { near = null, act, now = minuteNow(book.holder.session.time_zone) }: { near?: Place | null; act?: DriveAct; now?: number }): Promise<Drive> {
  const added = act?.type === 'add' ? [act.account] : [];
  let read = await readDay(book, added);
  const stored = read.running;
  let running: Running = stored ?? { date: read.date, order: fresh(read).stops.map((stop) => stop.account), skipped: [], added: [] };
  if (act?.type === 'orders_first') {
    await setRule(book, act.on);
    read = await readDay(book);
  }
  const from = performance.now();
  if (act) {
    running = after(act, running, read, near, now);
    await book.db.write(['meta'], (tx) => (act.type === 'reset' ? tx.delete('meta', 'running') : tx.setFact('running', running)));
    await book.changed([], ['drafts']);
    read = { ...read, running: act.type === 'reset' ? undefined : running };
  }
  const found = rest(read, running, near, now);
  const took = performance.now() - from;
  const name = (id: string): string => read.accounts.get(id)?.name ?? '';
  const late = new Set(found.late);
  const { kept, proposal } = found;
  const ids = new Set(kept.stops.map((stop) => stop.account));
  const hasOrders = kept.stops.some((stop) => stop.orders_today > 0);
  return {
    stops: kept.stops.map(({ account, arrive_minute, travel_minutes, distance_m }) => ({ id: account, name: name(account), arrive_minute, travel_minutes, distance_m, is_late: late.has(account) })),
    distance_km: kept.distance_km,
    travel_minutes: kept.travel_minutes,
    overrun_minutes: kept.overrun_minutes,
    lunch_minute: kept.lunch_minute,
    proposal: proposal && { order: proposal.stops.map((stop) => stop.account), names: proposal.stops.map((stop) => name(stop.account)), saved_minutes: found.saved_minutes },
    skipped: running.skipped.map((id) => ({ id, name: name(id) })),
    orders_first: read.facts.orders_first,
    price_minutes: hasOrders ? priceOfOrdersFirst({ day: read.date, today: read.date, candidates: read.field.candidates.filter(({ account }) => ids.has(account)), start: near ?? read.field.start, ...read.terms }) : 0,
    is_running: read.running !== undefined,
    took_ms: took,
  };
}

function after(act: DriveAct, running: Running, read: DayRead, near: Place | null, now: number): Running {
  const without = (list: string[], account: string): string[] => list.filter((each) => each !== account);
  switch (act.type) {
    case 'skip':
      return { ...running, order: without(running.order, act.account), added: without(running.added, act.account), skipped: [...without(running.skipped, act.account), act.account] };
    case 'unskip':
    case 'add':
      return { ...running, added: [...without(running.added, act.account), act.account], skipped: without(running.skipped, act.account) };
    case 'take':
      return { ...running, order: act.order };
    case 'orders_first': {
      const found = rest(read, { ...running, order: fresh(read).stops.map((stop) => stop.account).filter((account) => !running.skipped.includes(account)) }, near, now, false);
      return { ...running, order: (found.proposal ?? found.kept).stops.map((stop) => stop.account) };
    }
    case 'start_here': {
      const found = rest(read, running, near, now, false);
      return { ...running, order: (found.proposal ?? found.kept).stops.map((stop) => stop.account) };
    }
    case 'reset':
      return { ...running, order: fresh(read).stops.map((stop) => stop.account), skipped: [], added: [] };
  }
}

/** The rule is the manager's everywhere, not this day's alone: it goes out like whatever is done here. */
async function setRule(book: Notebook, on: boolean): Promise<void> {
  const { me } = book.author();
  await save(book, [{ id: uuidv7(), account: me, op: { type: 'day_rule.set', payload: { orders_first: on } } }], { group: uuidv7() });
}

export interface FreeHour extends Slot {
  after_name: string;
}

/** When could I visit this customer? The three cheapest hours of the next ten working days, from what this phone knows. */
export async function freeHours(book: Notebook, { account, near = null, now = minuteNow(book.holder.session.time_zone) }: { account: string; near?: Place | null; now?: number }): Promise<FreeHour[]> {
  const read = await readDay(book, [account]);
  const wanted = read.field.candidates.find((each) => each.account === account) ?? candidate(read, account);
  if (!wanted) return [];
  const { me, today } = book.eyes();
  const off = book.holder.session.day?.off;
  const days = Array.from({ length: 60 }, (_, n) => addDays(today, n)).filter((day) => (off ? !(day in off) : WEEKDAYS.includes(isoWeekday(day)))).slice(0, MOST_DAYS);
  const planned = (await book.db.read(['visits'], (tx) => tx.where('visits', 'planned_on', IDBKeyRange.lowerBound(today)))).filter((visit) => visit.status === 'planned' && refId(visit.manager) === me);
  const running: Running = read.running ?? { date: today, order: fresh(read).stops.map((stop) => stop.account), skipped: [], added: [] };
  const { kept } = rest(read, { ...running, skipped: [...running.skipped, account] }, near, now);
  const known = new Map(read.field.candidates.map((each) => [each.account, each]));
  const open = days.map((day): OpenDay => {
    if (day === today) {
      const order = kept.stops.map((stop) => stop.account);
      return { day, candidates: order.flatMap((id) => known.get(id) ?? []), start: near ?? read.field.start, order, from_minute: now };
    }
    const stops = planned.filter((visit) => visit.planned_on === day).flatMap((visit) => known.get(visit.account_id) ?? candidate(read, visit.account_id) ?? []);
    return { day, candidates: stops.map((each) => ({ ...each, visit: null })), start: read.field.start };
  });
  const skippedToday = running.skipped.includes(account);
  const slots = bestSlots({ wanted, days: skippedToday ? open.filter(({ day }) => day !== today) : open, today, orders_first: read.facts.orders_first, ...read.terms });
  return slots.map((slot) => ({ ...slot, after_name: slot.after ? (read.accounts.get(slot.after)?.name ?? '') : '' }));
}

/** A customer who is on nobody's plan: as the day's rule would see them. */
function candidate({ date, accounts }: DayRead, id: string): Candidate | undefined {
  const row = accounts.get(id);
  if (!row) return undefined;
  const visit = { id: 'asked', account_id: id, manager: 'me', planned_on: date, status: 'planned' } as unknown as VisitRow;
  const found = fieldOf({ manager: 'me', day: date, today: date, customers: [row], visits: [visit], routes: [], stops: [], orders_today: new Map() });
  return found.candidates.map((each) => ({ ...each, visit: null }))[0];
}

/** Puts the visit on that day; one that was planned for today is given up, with the reason. */
export async function takeHour(book: Notebook, { account, day, why }: { account: string; day: string; why: string }): Promise<{ group: string }> {
  const { me, today } = book.eyes();
  const row = await book.accounts.get(account);
  if (!row) throw new Error('The customer is not on this phone.');
  const visits = await book.db.read(['visits'], (tx) => tx.where('visits', 'account_id', account));
  const given = visits.filter((visit) => visit.status === 'planned' && visit.planned_on <= today && refId(visit.manager) === me);
  const group = uuidv7();
  const named = { id: account, name: row.name };
  const ops = [
    ...given.map((visit) => ({ id: uuidv7(), account: named, op: { type: 'visit.miss' as const, payload: { visit: visit.id, reason: why } } })),
    { id: uuidv7(), account: named, op: { type: 'visit.add' as const, payload: { id: uuidv7(), account, planned_on: day } } },
  ];
  await save(book, ops, { group, holdMs: UNDO_MS });
  return { group };
}

/** What the page asks about the road; one name in the worker, so that the first screen carries no more of it. */
export type RoadQuestion = { drive: Parameters<typeof drive>[1] } | { hours: Parameters<typeof freeHours>[1] } | { take: Parameters<typeof takeHour>[1] };

export async function road(book: Notebook, question: RoadQuestion): Promise<{ drive?: Drive; hours?: FreeHour[]; group?: string }> {
  if ('drive' in question) return { drive: await drive(book, question.drive) };
  if ('hours' in question) return { hours: await freeHours(book, question.hours) };
  return takeHour(book, question.take);
}
