// Walking a sequence of stops against the clock. Twin of visits/planning/clock.py.

import { legBetween, legMinutes, type Leg, type TravelModel } from '../distance.ts';
import type { Place } from '../geo.ts';
import type { Moment, Shift, Window } from './agenda.ts';

export const START = -1; // stands for the place where the day begins, before stop 0
export const NOWHERE = -2; // no known place before (no start) or after (end of the day)
export const UNKNOWN_LEG_MINUTES = 15; // what the clock grants for a way nobody knows
export const LONG_WAIT_MINUTES = 30; // a shorter wait is no reason to change the order
const GROUP_SECONDS = 120; // so much road is worth not leaving a street or village before it is done

/** One call as the road sees it; a lower `slot` is driven first. */
export interface Spot {
  klass: number;
  slot: number;
  group: number;
  place: Place | null;
  service_minutes: number;
  window: Window | null;
}

/** The spots of a day and the legs between them, computed when first asked for. */
export class Ground {
  readonly spots: readonly Spot[];
  readonly start: Place | null;
  readonly shift: Shift;
  readonly travel: TravelModel;
  readonly klasses: readonly number[];
  readonly windowed: readonly boolean[];
  readonly hasWindows: boolean;
  private readonly legs: (Leg | undefined)[];

  constructor(spots: readonly Spot[], start: Place | null, shift: Shift, travel: TravelModel) {
    this.spots = spots;
    this.start = start;
    this.shift = shift;
    this.travel = travel;
    this.klasses = spots.map((spot) => spot.klass);
    this.windowed = spots.map((spot) => spot.window !== null);
    this.hasWindows = this.windowed.includes(true);
    this.legs = new Array((spots.length + 1) ** 2).fill(undefined);
  }

  spot(i: number): Spot {
    const spot = this.spots[i];
    if (spot === undefined) throw new RangeError(`no stop ${i}`);
    return spot;
  }

  /** Whether stop `i`, or the start, has a place on the map. */
  isKnown(i: number): boolean {
    return (i === START ? this.start : this.spot(i).place) !== null;
  }

  /** The way between two known places; the same in both directions. */
  leg(i: number, j: number): Leg {
    const low = i < j ? i : j;
    const high = i < j ? j : i;
    const key = (low + 1) * (this.spots.length + 1) + high + 1;
    return (this.legs[key] ??= legBetween(this.place(low), this.place(high), this.travel));
  }

  /** Seconds from `i` to `j`, with a surcharge for changing the street or village; 0 from or to nowhere. */
  cost(i: number, j: number): number {
    if (i === NOWHERE || j === NOWHERE) return 0;
    const change = i !== START && this.spot(i).group !== this.spot(j).group;
    return this.leg(i, j).seconds + (change ? GROUP_SECONDS : 0);
  }

  private place(i: number): Place {
    const place = i === START ? this.start : this.spot(i).place;
    if (place === null) throw new RangeError(`stop ${i} has no place`);
    return place;
  }
}

/** All moments of a sequence, and what the search compares. */
export interface Timetable {
  moments: Moment[];
  late: number;
  wait: number;
  longWait: number;
  end: number;
  lunch: number | null;
}

/** Walk the sequence, until it is later than `mostLate`. A stop without a place takes its time but does not move us on the map. */
export function timetable(ground: Ground, sequence: readonly number[], mostLate = Infinity): Timetable {
  const moments: Moment[] = [];
  let now = ground.shift.start_minute;
  let here = START;
  let late = 0;
  let wait = 0;
  let lunchAt: number | null = null;
  const { lunch } = ground.shift;
  for (const i of sequence) {
    let moment = arrive(ground, here, i, now);
    if (lunch && now <= lunch.until_minute && lunch.until_minute < moment.leave) {
      lunchAt = Math.max(now, lunch.from_minute);
      moment = arrive(ground, here, i, lunchAt + lunch.minutes);
    }
    moments.push(moment);
    now = moment.leave;
    late += moment.late;
    if (late > mostLate) break;
    wait += moment.wait;
    if (ground.isKnown(i)) here = i;
  }
  return { moments, late, wait, longWait: Math.max(0, wait - LONG_WAIT_MINUTES), end: now, lunch: lunchAt };
}

function arrive(ground: Ground, here: number, i: number, now: number): Moment {
  const { window, service_minutes } = ground.spot(i);
  const known = ground.isKnown(i);
  const leg = known && ground.isKnown(here) ? ground.leg(here, i) : null;
  // The first stop of a day without a start is where the day begins.
  const at = now + (leg !== null ? legMinutes(leg) : known ? 0 : UNKNOWN_LEG_MINUTES);
  const wait = window === null ? 0 : Math.max(0, window.opens_minute - at);
  const late = window === null ? 0 : Math.max(0, at - window.closes_minute);
  return { arrive: at, leave: at + wait + service_minutes, wait, late, leg };
}
