// Room in a finished timetable: can one more call come in anywhere without making anybody late?
// Twin of visits/planning/slack.py.

import { legMinutes } from '../distance.ts';
import type { Moment } from './agenda.ts';
import { NOWHERE, UNKNOWN_LEG_MINUTES, timetable, type Ground, type Spot } from './clock.ts';
import { knownBefore } from './road.ts';

/** How far each arrival of a sequence may shift, so that a position is judged without a walk. */
export class Slack {
  private readonly ground: Ground;
  private readonly sequence: readonly number[];
  private readonly moments: readonly Moment[];
  private readonly before: readonly number[];
  private readonly leaves: readonly number[];
  private readonly shifts: readonly number[];

  constructor(ground: Ground, sequence: readonly number[]) {
    const times = timetable(ground, sequence);
    this.ground = ground;
    this.sequence = sequence;
    this.moments = times.moments;
    this.before = knownBefore(ground, sequence);
    this.leaves = [ground.shift.start_minute, ...times.moments.map((moment) => moment.leave)];
    this.shifts = shiftsOf(ground, sequence, times.moments, times.end);
  }

  /** Whether some position keeps every window and the shift's end; the classes are not asked. */
  hasRoom(i: number): boolean {
    return this.leaves.some((leave, position) => this.fits(i, position, leave));
  }

  private fits(i: number, position: number, now: number): boolean {
    const spot = this.ground.spot(i);
    const arrive = now + this.wayTo(i, position);
    if (spot.window !== null && arrive > spot.window.closes_minute) return false;
    const leave = leaveOf(spot, arrive);
    const shift = this.shifts[position] ?? 0;
    const next = this.moments[position];
    if (next === undefined) return leave - now <= shift;
    const way = this.wayOn(i, position, next, now);
    return way === null || leave + way - next.arrive <= shift;
  }

  private wayTo(i: number, position: number): number {
    if (!this.ground.isKnown(i)) return UNKNOWN_LEG_MINUTES;
    const here = this.before[position] ?? NOWHERE;
    return here === NOWHERE ? 0 : legMinutes(this.ground.leg(here, i));
  }

  /** Minutes from stop `i` to the one now at `position`; null where only a walk can tell. */
  private wayOn(i: number, position: number, next: Moment, now: number): number | null {
    const there = this.sequence[position] ?? NOWHERE;
    if (!this.ground.isKnown(i)) return next.arrive - now;
    return this.ground.isKnown(there) ? legMinutes(this.ground.leg(i, there)) : null;
  }
}

function leaveOf(spot: Spot, arrive: number): number {
  return Math.max(arrive, spot.window?.opens_minute ?? arrive) + spot.service_minutes;
}

/** Minutes each arrival may come later; the last entry is for the end of the day. */
function shiftsOf(ground: Ground, sequence: readonly number[], moments: readonly Moment[], end: number): number[] {
  let shift = Math.max(0, ground.shift.end_minute - end);
  const shifts = [shift];
  for (const [back, i] of sequence.toReversed().entries()) {
    const moment = moments[moments.length - 1 - back];
    const { window } = ground.spot(i);
    shift += moment?.wait ?? 0;
    if (window !== null) shift = Math.min(shift, Math.max(0, window.closes_minute - (moment?.arrive ?? 0)));
    shifts.push(shift);
  }
  return shifts.reverse();
}
