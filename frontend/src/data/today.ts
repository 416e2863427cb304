/** Today: the day plan made on the phone by the twin of the server's rule, and what is done already (rows 17, 20). */
import { fieldOf, RESUME_DAYS, type Field } from '../domain/candidates.ts';
import type { Candidate, DayPlan, DayRequest, Reason, Stop } from '../domain/day/agenda.ts';
import { planDay } from '../domain/dayPlan.ts';
import { addDays } from '../domain/days.ts';
import type { Place } from '../domain/geo.ts';
import { supplyHint, type SupplyHint } from '../domain/supply.ts';
import { businessDay } from './clock.ts';
import { line, type AccountLine } from './customers.ts';
import type { Tx } from './db.ts';
import { hasContent } from './drafts.ts';
import type { Notebook } from './notebook.ts';
import { metresTo } from './place.ts';
import { refId, type AccountRow, type ConsumptionRow, type OrderRow, type Outcome, type RouteRow, type StopRow, type VisitRow } from './rows.ts';

export interface TodayStop extends AccountLine {
  position: number;
  visit: string | null;
  in_progress_since: string | null;
  reason: Reason;
  overdue_days: number;
  orders_today: number;
  /** Metres on the road from the stop before; `distance_m` is the straight way from here. */
  leg_m: number | null;
  latitude: number | null;
  longitude: number | null;
  has_draft: boolean;
  /** What may be empty before the next visit (row 2). */
  run_out: SupplyHint | null;
}

export interface Done {
  visit: string;
  account: string;
  name: string;
  at: string;
  outcome: Outcome | null;
  status: 'completed' | 'missed';
  /** Not at the server yet. */
  is_waiting: boolean;
}

export interface Today {
  date: string;
  stops: TodayStop[];
  done: Done[];
  left_out: number;
  distance_km: number;
  travel_minutes: number;
  /** A day off: nobody is proposed, what was put on it by hand stands. */
  is_off: boolean;
}

interface Facts {
  visits: VisitRow[];
  orders: OrderRow[];
  routes: RouteRow[];
  stops: StopRow[];
  drafts: Set<string>;
  waiting: Set<string>;
  /** The manager's own rule; without one customers with an order come first (row 20). */
  orders_first: boolean;
}

/** A day that has begun: its order as it is driven, and what a person changed in it; kept on this phone. */
export interface Running {
  date: string;
  order: string[];
  skipped: string[];
  added: string[];
}

/** What the day is planned from. `inProgress`: at whose door somebody stands. `terms`: the person's shift and roads. */
export interface DayRead {
  terms: Pick<DayRequest, 'shift' | 'travel'>;
  isOff: boolean;
  date: string;
  facts: Facts;
  field: Field;
  accounts: Map<string, AccountRow>;
  running: Running | undefined;
  inProgress: string | null;
}

export async function readDay(book: Notebook, added: string[] = []): Promise<DayRead> {
  const { me, today: date } = book.eyes();
  const [facts, stored] = await book.db.read(['visits', 'orders', 'routes', 'stops', 'drafts', 'outbox', 'day_rules', 'meta'], (tx) => Promise.all([read(tx, date), tx.fact<Running>('running')]));
  const running = stored?.date === date ? stored : undefined;
  const mine = facts.visits.filter((visit) => refId(visit.manager) === me);
  const accounts = await book.accounts.own(me, [...mine.map((visit) => visit.account_id), ...(running?.added ?? []), ...added]);
  const orders_today = ordersOf(facts.orders, date, book.holder.session.time_zone);
  const found = fieldOf({ manager: me, day: date, today: date, customers: accounts.values(), visits: mine, routes: facts.routes, stops: facts.stops, orders_today });
  const { day } = book.holder.session;
  const terms = day ? { shift: day.shift, travel: day.travel } : {};
  const field = { ...found, start: found.start ?? day?.start ?? null };
  return { terms, isOff: keepsFree(day?.off[date]), date, facts, field, accounts, running, inProgress: mine.find((visit) => visit.status === 'in_progress')?.account_id ?? null };
}

/** A weekend that no shift tells of is as good a day as any for who asks. Twin of visits/planning/working.py. */
function keepsFree(why: string | undefined): boolean {
  return why !== undefined && why !== 'weekend';
}

/** Whom the day may propose. */
export function proposable({ field, isOff }: DayRead): Candidate[] {
  return isOff ? field.candidates.filter(({ visit, added }) => visit || added) : field.candidates;
}

export async function today(book: Notebook, { near }: { near?: Place | null } = {}): Promise<Today> {
  const day = await readDay(book);
  const { date, facts, field, accounts, running } = day;
  const plan = running ? (await import('./running.ts')).driven(book, day, running, near ?? null) : planDay({ day: date, today: date, candidates: proposable(day), start: field.start, orders_first: facts.orders_first, ...day.terms });
  const supplies = await suppliesOf(book, plan);
  const visits = new Map(facts.visits.map((visit) => [visit.id, visit]));
  const visitOf = (stop: Stop): VisitRow | undefined => visits.get(stop.visit ?? field.resumed.get(stop.account) ?? '');
  return {
    date,
    stops: plan.stops.flatMap((stop) => onScreen(stop, accounts.get(stop.account), visitOf(stop), { ...facts, supplies }, book, near ?? null)),
    done: field.done.flatMap((id) => doneOnScreen(visits.get(id), accounts, facts)).sort((a, b) => Date.parse(b.at) - Date.parse(a.at)),
    left_out: leftOut(plan),
    distance_km: plan.distance_km,
    travel_minutes: plan.travel_minutes,
    is_off: day.isOff,
  };
}

async function read(tx: Tx, date: string): Promise<Facts> {
  const [visits, orders, routes, stops, drafts, outbox, [rule]] = await Promise.all([
    tx.where('visits', 'planned_on', IDBKeyRange.lowerBound(addDays(date, -RESUME_DAYS))),
    tx.where('orders', 'ordered_at', IDBKeyRange.lowerBound(addDays(date, -1))),
    tx.all('routes'),
    tx.all('stops'),
    tx.all('drafts'),
    tx.all('outbox'),
    tx.all('day_rules'),
  ]);
  return {
    visits,
    orders,
    routes,
    stops,
    orders_first: rule?.orders_first ?? true,
    drafts: new Set(drafts.filter(hasContent).map((draft) => draft.visit)),
    waiting: new Set(outbox.flatMap(({ op }) => ('visit' in op.payload ? [op.payload.visit] : []))),
  };
}

/** Of the day's stops only: a territory has thousands of vats. */
function suppliesOf(book: Notebook, { stops }: DayPlan): Promise<Map<string, ConsumptionRow[]>> {
  return book.db.read(['consumptions'], async (tx) => new Map(await Promise.all(stops.map(async ({ account }) => [account, (await tx.where('consumptions', 'account_id', account)).filter((row) => !row.archived_at)] as const))));
}

/** Sale orders of the business day by account; a return is no order (row 20). */
function ordersOf(orders: OrderRow[], date: string, zone: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const order of orders)
    if (order.kind === 'sale' && businessDay(order.ordered_at, zone) === date) counts.set(order.account_id, (counts.get(order.account_id) ?? 0) + 1);
  return counts;
}

function onScreen(stop: Stop, row: AccountRow | undefined, visit: VisitRow | undefined, facts: Facts & { supplies: Map<string, ConsumptionRow[]> }, book: Notebook, near: Place | null): TodayStop[] {
  if (!row) return [];
  return [
    {
      ...line(row, book.eyes(), near),
      distance_m: metresTo(row, near),
      position: stop.position,
      visit: visit?.id ?? null,
      in_progress_since: visit?.status === 'in_progress' ? visit.started_at : null,
      reason: stop.reason,
      overdue_days: stop.overdue_days,
      orders_today: stop.orders_today,
      leg_m: stop.distance_m,
      latitude: row.latitude,
      longitude: row.longitude,
      has_draft: visit ? facts.drafts.has(visit.id) : false,
      run_out: supplyHint(facts.supplies.get(row.id) ?? [], book.eyes().today, row.visit_interval_days ?? null),
    },
  ];
}

function doneOnScreen(visit: VisitRow | undefined, accounts: Map<string, AccountRow>, facts: Facts): Done[] {
  const row = visit && accounts.get(visit.account_id);
  if (!row || (visit.status !== 'completed' && visit.status !== 'missed')) return [];
  return [{ visit: visit.id, account: row.id, name: row.name, at: visit.completed_at ?? visit.planned_on, outcome: visit.outcome, status: visit.status, is_waiting: facts.waiting.has(visit.id) }];
}

/** Customers with a reason to be seen for whom the day was too short. */
function leftOut(plan: DayPlan): number {
  return plan.left_out.filter(({ code }) => code === 'shift_full' || code === 'window_missed').length;
}
