// When could I visit X? The cheapest places for one more call in the days to come (row 17), and what a rule costs (row 20).
// Twin of visits/planning/slots.py; tests/vectors/slots.json holds both to the same answers.

import { planDay, spotsOf } from '../dayPlan.ts';
import { isoWeekday } from '../days.ts';
import { ESTIMATE, type TravelModel } from '../distance.ts';
import type { Place } from '../geo.ts';
import { WORKDAY, type Candidate, type DayRequest, type Shift } from './agenda.ts';
import { Ground, START, timetable } from './clock.ts';
import { callOf } from './replan.ts';
import { withStop } from './road.ts';

const MOST_SLOTS = 3;

/** A day with the stops it has. `order`: as they are driven; left out, the plan says. `from_minute`: it has begun. */
export interface OpenDay {
  day: string;
  candidates: readonly Candidate[];
  start?: Place | null;
  order?: readonly string[] | null;
  from_minute?: number | null;
}

export interface SlotsRequest {
  wanted: Candidate;
  days: readonly OpenDay[];
  today: string;
  shift?: Shift;
  travel?: TravelModel;
  orders_first?: boolean;
  count?: number;
}

/** One place in one day. `extra_minutes`: road and waiting that the day costs more; null where no way is known. */
export interface Slot {
  day: string;
  arrive_minute: number;
  leave_minute: number;
  position: number;
  after: string | null;
  extra_minutes: number | null;
  extra_m: number | null;
  is_order_day: boolean;
}

/** The cheapest slot of each day, the cheapest days first; of equals the sooner. Days without room are not among them. */
export function bestSlots(request: SlotsRequest): Slot[] {
  const slots = request.days.flatMap((day) => slotOf(day, request) ?? []);
  slots.sort((a, b) => rank(a) - rank(b) || (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  return slots.slice(0, request.count ?? MOST_SLOTS);
}

function rank({ extra_minutes: extra }: Slot): number {
  return extra ?? Number.MAX_SAFE_INTEGER;
}

function slotOf(open: OpenDay, request: SlotsRequest): Slot | null {
  const { wanted, today, shift: usual = WORKDAY, travel = ESTIMATE, orders_first = true } = request;
  const { day, start = null } = open;
  const others = open.candidates.filter((each) => each.account !== wanted.account).map((each) => ({ ...each, added: true }));
  const shift = open.from_minute == null ? usual : { ...usual, start_minute: Math.max(usual.start_minute, open.from_minute) };
  const order = open.order ?? planDay({ day, today, candidates: others, start, shift, travel, orders_first }).stops.map((stop) => stop.account);
  const calls = [...others, { ...wanted, added: true, visit: null }].map((each) => callOf(each, day, orders_first, today));
  const number = new Map(calls.map((call, i) => [call.candidate.account, i]));
  const sequence = order.flatMap((account) => (account === wanted.account ? [] : (number.get(account) ?? [])));
  const ground = new Ground(spotsOf(calls, shift), start, shift, travel);
  const added = calls.length - 1;
  const tried = withStop(ground, sequence, added);
  const now = timetable(ground, sequence);
  const then = timetable(ground, tried);
  if (then.late > now.late || then.end > Math.max(now.end, shift.end_minute)) return null;
  const at = tried.indexOf(added);
  const moment = then.moments[at];
  if (!moment) return null;
  const before = road(ground, sequence);
  const after = road(ground, tried);
  const known = ground.isKnown(added) && [START, ...sequence].some((i) => ground.isKnown(i));
  return {
    day,
    arrive_minute: moment.arrive + moment.wait,
    leave_minute: moment.leave,
    position: at + 1,
    after: at > 0 ? (calls[tried[at - 1] ?? -1]?.candidate.account ?? null) : null,
    extra_minutes: known ? Math.max(0, Math.ceil((after.seconds - before.seconds) / 60) + then.wait - now.wait) : null,
    extra_m: known ? Math.max(0, after.metres - before.metres) : null,
    is_order_day: (wanted.order_weekdays ?? []).includes(isoWeekday(day)),
  };
}

/** Seconds and metres of the known legs. */
function road(ground: Ground, sequence: readonly number[]): { seconds: number; metres: number } {
  const known = [START, ...sequence].filter((i) => ground.isKnown(i));
  let [seconds, metres] = [0, 0];
  for (let k = 1; k < known.length; k++) {
    const leg = ground.leg(known[k - 1] ?? START, known[k] ?? START);
    seconds += leg.seconds;
    metres += leg.metres;
  }
  return { seconds, metres };
}

/** Minutes on the road that calling on orders first costs, over the same stops (row 20). */
export function priceOfOrdersFirst(request: DayRequest): number {
  const candidates = request.candidates.map((each) => ({ ...each, added: true }));
  const [first, free] = [true, false].map((orders_first) => planDay({ ...request, candidates, orders_first }).travel_minutes);
  return Math.max(0, (first ?? 0) - (free ?? 0));
}
