// Who finds room in the day: calls are placed by rank until the shift is full (row 20).
// Twin of visits/planning/capacity.py.

import type { LeftOutCode } from './agenda.ts';
import { START, timetable, type Ground } from './clock.ts';
import { isNear, isPinned, REST, type Call } from './reason.ts';
import { isLess, withStop, worth } from './road.ts';
import { shorten } from './shorten.ts';
import { Slack } from './slack.ts';

const NEAR_DETOUR_SECONDS = 300; // so much extra road is a customer worth who is not due yet

/** A day being filled; `sequence` are the calls with a place, `refused` the codes of the others. */
export class Filling {
  sequence: readonly number[] = [];
  readonly refused = new Map<number, LeftOutCode>();
  readonly ground: Ground;
  readonly calls: readonly Call[];
  private slack: Slack | null; // null while the road could be shorter

  constructor(ground: Ground, calls: readonly Call[]) {
    this.ground = ground;
    this.calls = calls;
    this.slack = new Slack(ground, []);
  }

  /** Place or refuse every call, best rank first; of one rank those nearest to the road so far. */
  fill(): void {
    const ranked = byRank(this.calls);
    for (let from = 0, to = 0; from < ranked.length; from = to) {
      const keep = ranked[from]?.[1].keep ?? [];
      while (to < ranked.length && isSame(ranked[to]?.[1].keep, keep)) to++;
      for (const [i, call] of this.nearestFirst(ranked.slice(from, to))) this.place(i, call);
    }
    this.shorten();
  }

  private nearestFirst(equals: [number, Call][]): [number, Call][] {
    const { ground } = this;
    const road = [START, ...this.sequence].filter((i) => ground.isKnown(i));
    if (equals.length === 1 || road.length === 0) return equals;
    const seconds = new Map(equals.map(([i]) => [i, ground.isKnown(i) ? Math.min(...road.map((j) => ground.leg(i, j).seconds)) : Infinity]));
    return equals.sort(([i], [j]) => {
      const [near, far] = [seconds.get(i) ?? 0, seconds.get(j) ?? 0];
      return near === far ? i - j : near - far;
    });
  }

  private place(i: number, call: Call): void {
    let code = this.refusal(i, call);
    if (code !== null && this.slack === null) {
      this.shorten(); // a better road may make room
      code = this.refusal(i, call);
    }
    if (code !== null) this.refused.set(i, code);
  }

  private shorten(): void {
    this.sequence = shorten(this.ground, this.sequence);
    this.slack = new Slack(this.ground, this.sequence);
  }

  /** Take call `i` in and answer null, or say why it finds no place. */
  private refusal(i: number, call: Call): LeftOutCode | null {
    if (this.slack !== null && call.klass === REST && !isPinned(call) && !this.slack.hasRoom(i)) return this.noRoom(i);
    const tried = withStop(this.ground, this.sequence, i);
    const code = isPinned(call) ? null : this.objection(i, call, tried);
    if (code === null) {
      this.sequence = tried;
      this.slack = null;
    }
    return code;
  }

  /** The window is only to blame when the shift itself still had the minutes. */
  private noRoom(i: number): LeftOutCode {
    const spot = this.ground.spot(i);
    const times = timetable(this.ground, this.sequence);
    const free = this.ground.shift.end_minute - times.end + times.wait;
    return spot.window !== null && spot.service_minutes <= free ? 'window_missed' : 'shift_full';
  }

  private objection(i: number, call: Call, tried: readonly number[]): LeftOutCode | null {
    const [nowLate, , , nowOverrun] = worth(this.ground, this.sequence);
    const [late, , , overrun] = worth(this.ground, tried);
    if (late > nowLate) return this.noRoom(i);
    if (isNear(call) && this.extraSeconds(i, tried) > NEAR_DETOUR_SECONDS) return 'not_near';
    return overrun > nowOverrun ? 'shift_full' : null;
  }

  /** The plain seconds call `i` adds to the road; near needs a place, and a road to be near to. */
  private extraSeconds(i: number, tried: readonly number[]): number {
    const { ground } = this;
    if (!ground.isKnown(i) || ![START, ...this.sequence].some((j) => ground.isKnown(j))) return Infinity;
    return roadSeconds(ground, tried) - roadSeconds(ground, this.sequence);
  }
}

/** The calls with their numbers, the first to be kept in front. */
export function byRank(calls: readonly Call[]): [number, Call][] {
  return [...calls.entries()].sort(([i, a], [j, b]) => {
    if (isLess(a.keep, b.keep)) return -1;
    return isLess(b.keep, a.keep) ? 1 : i - j;
  });
}

function isSame(a: Call['keep'] | undefined, b: readonly number[]): boolean {
  return a !== undefined && a.every((part, k) => part === b[k]);
}

function roadSeconds(ground: Ground, sequence: readonly number[]): number {
  const known = [START, ...sequence].filter((i) => ground.isKnown(i));
  return known.reduce((sum, j, k) => (k === 0 ? 0 : sum + ground.leg(known[k - 1] ?? START, j).seconds), 0);
}
