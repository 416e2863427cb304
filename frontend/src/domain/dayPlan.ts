// The day plan (rows 17, 20): customers with an order first, then the overdue by tier, then the road.
// Twin of visits/planning/day.py; tests/vectors/day_plan.json holds both to the same plans.

import type { Candidate, DayPlan, DayRequest, LeftOut, Moment, Reason, Shift, Stop } from './day/agenda.ts';
import { WORKDAY } from './day/agenda.ts';
import { byRank, Filling } from './day/capacity.ts';
import { Ground, timetable, type Spot } from './day/clock.ts';
import { isPinned, judge, ORDERS, type Call } from './day/reason.ts';
import { displacedStops } from './day/road.ts';
import { ESTIMATE, legMinutes, tenthsOfKm } from './distance.ts';
import type { Place } from './geo.ts';

export type { Candidate, DayPlan, DayRequest, LeftOut, Reason, Shift, Stop };
export { WORKDAY };

const LAST = 1_000_000; // behind every position on a route
const MAX_CALLS = 400; // no shift holds more; the rest is out without asking the road

/**
 * Plan a day. Give every account of the manager: who is not due comes back in `left_out`. To plan the
 * rest of a day from where one stands, give that place as `start` and the time as the shift's start.
 */
export function planDay(request: DayRequest): DayPlan {
  const { day, today, start = null, shift = WORKDAY, travel = ESTIMATE, orders_first = true } = request;
  const worthwhile: Call[] = [];
  const leftOut: LeftOut[] = [];
  for (const candidate of request.candidates.toSorted(byAccount)) {
    const verdict = judge(candidate, day, today, orders_first);
    if (typeof verdict === 'string') leftOut.push({ account: candidate.account, code: verdict, reason: null });
    else worthwhile.push(verdict);
  }
  const [calls, beyond] = cut(worthwhile);
  for (const { candidate, reason } of beyond) leftOut.push({ account: candidate.account, code: 'shift_full', reason });
  const filling = new Filling(new Ground(spotsOf(calls, shift), start, shift, travel), calls);
  filling.fill();
  for (const [i, code] of filling.refused) {
    const call = calls[i];
    if (call) leftOut.push({ account: call.candidate.account, code, reason: call.reason });
  }
  leftOut.sort((a, b) => compare(a.account, b.account) || compare(a.code, b.code));
  return written(day, filling.ground, calls, filling.sequence, leftOut, day <= today);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byAccount(a: Candidate, b: Candidate): number {
  return compare(a.account, b.account) || compare(a.visit ?? '', b.visit ?? '');
}

/** The calls to find room for, and those that rank too low to be asked; both in the order given. */
function cut(calls: readonly Call[]): [asked: Call[], beyond: Call[]] {
  const asked = new Set(byRank(calls).flatMap(([i, call], rank) => (rank < MAX_CALLS || isPinned(call) ? [i] : [])));
  return [calls.filter((_, i) => asked.has(i)), calls.filter((_, i) => !asked.has(i))];
}

export function spotsOf(calls: readonly Call[], shift: Shift): Spot[] {
  const areas = new Map<string, number>();
  for (const { candidate } of calls) if (!areas.has(areaOf(candidate))) areas.set(areaOf(candidate), areas.size);
  const groups = calls.map((call) => areas.get(areaOf(call.candidate)) ?? 0);
  const behind = ranksWithoutPlace(calls, groups);
  return calls.map(({ candidate, klass }, i) => ({
    klass,
    slot: klass * (calls.length + 1) + (behind.get(i) ?? 0),
    group: groups[i] ?? 0,
    place: placeOf(candidate),
    service_minutes: candidate.service_minutes ?? shift.service_minutes,
    window: candidate.window ?? null,
  }));
}

function areaOf(candidate: Candidate): string {
  return JSON.stringify([candidate.village ?? '', candidate.street ?? '']);
}

function placeOf(candidate: Candidate): Place | null {
  if (candidate.latitude == null || candidate.longitude == null) return null;
  return { latitude: candidate.latitude, longitude: candidate.longitude, village: candidate.village ?? '' };
}

/** Calls without a location, ranked from 1: by street or village, then as the route has them. */
function ranksWithoutPlace(calls: readonly Call[], groups: readonly number[]): Map<number, number> {
  const at = (i: number): number => calls[i]?.candidate.position ?? LAST;
  const unknown = [...calls.keys()].filter((i) => calls[i] && placeOf(calls[i].candidate) === null);
  unknown.sort((i, j) => (groups[i] ?? 0) - (groups[j] ?? 0) || at(i) - at(j) || i - j);
  return new Map(unknown.map((i, rank) => [i, rank + 1]));
}

/** A sequence of calls as the plan of the day: every stop with its times and its reason. */
export function written(day: string, ground: Ground, calls: readonly Call[], sequence: readonly number[], leftOut: LeftOut[], countsOrders: boolean): DayPlan {
  const times = timetable(ground, sequence);
  const moved = movedByWindows(ground, sequence);
  const stops: Stop[] = [];
  for (const [p, i] of sequence.entries()) {
    const [call, moment] = [calls[i], times.moments[p]];
    if (call && moment) stops.push(stopOf(call, p + 1, moment, moved.has(i), countsOrders));
  }
  const distance = stops.reduce((sum, stop) => sum + (stop.distance_m ?? 0), 0);
  return {
    day,
    stops,
    left_out: leftOut,
    travel_minutes: stops.reduce((sum, stop) => sum + (stop.travel_minutes ?? 0), 0),
    distance_m: distance,
    distance_km: tenthsOfKm(distance),
    overrun_minutes: stops.length > 0 ? Math.max(0, times.end - ground.shift.end_minute) : 0,
    engine: ground.travel.engine,
    lunch_minute: times.lunch,
  };
}

/**
 * Stops without an order that a window, their own or another's, puts out of the usual order. A stop
 * with an order keeps its reason; whoever fills the time before its window opens does not.
 */
function movedByWindows(ground: Ground, sequence: readonly number[]): Set<number> {
  const lastOrder = sequence.findLastIndex((i) => ground.spot(i).klass === ORDERS);
  const moved = new Set([...sequence.slice(0, Math.max(0, lastOrder)), ...displacedStops(ground, sequence)]);
  for (const i of moved) if (ground.spot(i).klass === ORDERS) moved.delete(i);
  return moved;
}

function stopOf(call: Call, position: number, moment: Moment, isMoved: boolean, countsOrders: boolean): Stop {
  const { candidate } = call;
  return {
    account: candidate.account,
    visit: candidate.visit ?? null,
    position,
    arrive_minute: moment.arrive,
    leave_minute: moment.leave,
    wait_minutes: moment.wait,
    orders_today: countsOrders ? (candidate.orders_today ?? 0) : 0,
    reason: isMoved ? withWindow(call) : call.reason,
    overdue_days: call.overdueDays,
    travel_minutes: moment.leg ? legMinutes(moment.leg) : null,
    distance_m: moment.leg?.metres ?? null,
  };
}

/** A window decided the place; the numbers of the reason to go stay readable. */
function withWindow(call: Call): Reason {
  return { code: 'window', parts: { ...call.reason.parts, ...call.candidate.window } };
}
