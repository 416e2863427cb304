// Going on with a day that has begun (rows 17, 20): skipped, added, late, or from another place than planned.
// Twin of visits/planning/replan.py; tests/vectors/replan.json holds both to the same answers.

import { spotsOf, written } from '../dayPlan.ts';
import { ESTIMATE, type TravelModel } from '../distance.ts';
import type { Place } from '../geo.ts';
import { WORKDAY, type Candidate, type DayPlan, type Shift } from './agenda.ts';
import { byRank } from './capacity.ts';
import { Ground, timetable, type Timetable } from './clock.ts';
import { judge, type Call } from './reason.ts';
import { withStop } from './road.ts';
import { shorten } from './shorten.ts';

const WORTH_MINUTES = 5;
const WORTH_PERCENT = 3;

/** The stops that remain; who is not in `order` is worked in. The next stop is frozen unless said otherwise. */
export interface ReplanRequest {
  day: string;
  candidates: readonly Candidate[];
  order: readonly string[];
  now_minute: number;
  here?: Place | null;
  is_next_frozen?: boolean;
  shift?: Shift;
  travel?: TravelModel;
  orders_first?: boolean;
}

/** The rest of the day as it is being driven, and a better order where one is worth the change. */
export interface Replan {
  kept: DayPlan;
  proposal: DayPlan | null;
  saved_minutes: number;
  /** Reached after their hours, or left after the shift's end. */
  late: string[];
}

export function replan(request: ReplanRequest): Replan {
  const { day, order, now_minute: from, here = null, is_next_frozen: frozen = true, shift = WORKDAY, travel = ESTIMATE, orders_first = true } = request;
  const calls = request.candidates.toSorted((a, b) => compare(a.account, b.account) || compare(a.visit ?? '', b.visit ?? '')).map((candidate) => callOf(candidate, day, orders_first));
  const whole = new Ground(spotsOf(calls, shift), here, { ...shift, start_minute: from }, travel);
  const [sequence, newcomers] = split(calls, order);
  const head = frozen ? sequence.slice(0, 1) : [];
  const rest = behind(whole, head);
  let kept = sequence.slice(head.length);
  for (const i of newcomers) kept = withStop(rest, kept, i);
  const better = shorten(rest, inClasses(rest, kept));
  const now = timetable(whole, [...head, ...kept]);
  const saved = cost(now) - cost(timetable(whole, [...head, ...better]));
  const worthIt = saved >= threshold(now, from);
  return {
    kept: written(day, whole, calls, [...head, ...kept], [], true),
    proposal: worthIt ? written(day, whole, calls, [...head, ...better], [], true) : null,
    saved_minutes: worthIt ? saved : 0,
    late: [...head, ...kept].filter((_, p) => isLate(now, p, shift.end_minute)).map((i) => calls[i]?.candidate.account ?? ''),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Somebody put these stops on the day: a stop that no rule asks for is there by hand. */
export function callOf(candidate: Candidate, day: string, ordersFirst: boolean, today = day): Call {
  let verdict = judge(candidate, day, today, ordersFirst);
  if (typeof verdict === 'string') verdict = judge({ ...candidate, added: true }, day, today, ordersFirst);
  if (typeof verdict === 'string') throw new Error('A stop put in by hand is always a call.');
  return verdict;
}

/** The calls in the order being driven, and those to be worked in, the weightiest first. */
function split(calls: readonly Call[], order: readonly string[]): [driven: number[], newcomers: number[]] {
  const number = new Map(calls.map((call, i) => [call.candidate.account, i]));
  const driven = new Set<number>();
  for (const account of order) {
    const i = number.get(account);
    if (i !== undefined) driven.add(i);
  }
  return [[...driven], byRank(calls).flatMap(([i]) => (driven.has(i) ? [] : [i]))];
}

/** The ground behind the next stop: one starts there, when it is done. */
function behind(whole: Ground, head: readonly number[]): Ground {
  const [next] = head;
  if (next === undefined) return whole;
  return new Ground(whole.spots, whole.spot(next).place ?? whole.start, { ...whole.shift, start_minute: timetable(whole, head).end }, whole.travel);
}

/** Orders that came in on the road may stand behind others: the search begins in the order of the classes. */
function inClasses(ground: Ground, sequence: number[]): number[] {
  const slot = (i: number): number => ground.spot(i).slot;
  const steady = sequence.filter((i) => ground.spot(i).window === null);
  const sorted = steady.every((i, p) => p === 0 || slot(steady[p - 1] ?? i) <= slot(i));
  return sorted ? sequence : sequence.toSorted((i, j) => slot(i) - slot(j));
}

/** When the day ends, and every minute that somebody waits for us beyond their hours. */
function cost(times: Timetable): number {
  return times.end + times.late;
}

/** Five minutes; of a short rest three per cent, and never less than one. */
function threshold(times: Timetable, from: number): number {
  return Math.max(1, Math.min(WORTH_MINUTES, Math.ceil(((times.end - from) * WORTH_PERCENT) / 100)));
}

function isLate(times: Timetable, position: number, end: number): boolean {
  const moment = times.moments[position];
  return moment !== undefined && (moment.late > 0 || moment.leave > end);
}
