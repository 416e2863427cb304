// Shortening a road by 2-opt and or-opt, inside the order that classes and windows allow.
// Twin of visits/planning/shorten.py: no random numbers, no clock, so both end at the same road.

import { NOWHERE, timetable, type Ground } from './clock.ts';
import { betterThan, displacedStops, isLess, knownAfter, knownBefore, room, worth, worthLess, type Worth } from './road.ts';

const MAX_STRING = 3; // or-opt moves up to three neighbouring stops together
const MAX_ROUNDS = 20;
// So many stops may be tried because of their windows: on a day that no order can keep nearly all of them are uneasy.
const PATIENCE = 40;

/** A sequence that no reversal and no move of a string makes better. */
export function shorten(ground: Ground, sequence: readonly number[]): readonly number[] {
  const search = new Search(ground, sequence);
  for (let round = 0; round < MAX_ROUNDS; round++) if (!search.improveOnce()) break;
  return search.sequence;
}

class Search {
  sequence: readonly number[];
  private readonly ground: Ground;
  private worth: Worth;
  private displaced: Set<number>;
  private before: number[];
  private after: number[];
  private readonly tried = new Set<number>();
  private patience = PATIENCE;

  constructor(ground: Ground, sequence: readonly number[]) {
    this.ground = ground;
    this.sequence = sequence;
    this.worth = worth(ground, sequence);
    this.displaced = displacedStops(ground, sequence);
    this.before = knownBefore(ground, sequence);
    this.after = knownAfter(ground, sequence);
  }

  /** One round over all moves; whether any of them helped. */
  improveOnce(): boolean {
    const before = this.worth;
    this.reverseRuns();
    for (let length = 1; length <= MAX_STRING; length++) this.moveStrings(length);
    this.moveWindows();
    return isLess(this.worth, before);
  }

  private accept(sequence: readonly number[]): boolean {
    const found = worthLess(this.ground, sequence, this.worth);
    if (found === null) return false;
    this.look(sequence, found);
    return true;
  }

  private look(sequence: readonly number[], worth: Worth): void {
    this.sequence = sequence;
    this.worth = worth;
    this.displaced = displacedStops(this.ground, sequence);
    this.before = knownBefore(this.ground, sequence);
    this.after = knownAfter(this.ground, sequence);
    this.tried.clear();
  }

  private at(position: number): number {
    return this.sequence[position] ?? NOWHERE;
  }

  /** The position behind the run of stops from `i` on that may change places; `i` if fixed. */
  private runEnd(i: number): number {
    const { slot } = this.ground.spot(this.at(i));
    let j = i;
    for (; j < this.sequence.length; j++) {
      const stop = this.at(j);
      const spot = this.ground.spot(stop);
      if (this.displaced.has(stop) || spot.place === null || spot.slot !== slot) break;
    }
    return j;
  }

  private reverseRuns(): void {
    for (let i = 0; i < this.sequence.length; i++) {
      const end = this.runEnd(i);
      for (let j = i + 1; j < end; j++) this.reverse(i, j);
    }
  }

  private reverse(i: number, j: number): void {
    const { ground, sequence: s } = this;
    const before = this.before[i] ?? NOWHERE;
    const after = this.after[j + 1] ?? NOWHERE;
    const [first, last] = [this.at(i), this.at(j)];
    const now = ground.cost(before, first) + ground.cost(last, after);
    if (ground.cost(before, last) + ground.cost(first, after) >= now) return;
    this.accept([...s.slice(0, i), ...s.slice(i, j + 1).reverse(), ...s.slice(j + 1)]);
  }

  private moveStrings(length: number): void {
    for (let i = 0; i < this.sequence.length; i++) {
      if (i + length <= this.runEnd(i)) this.moveString(i, length);
    }
  }

  /** Move the string to the first place where it costs less road than at `i`, turned round or not. */
  private moveString(i: number, length: number): void {
    const { ground } = this;
    const string = this.sequence.slice(i, i + length);
    const rest = this.sequence.toSpliced(i, length);
    const [before, after] = [knownBefore(ground, rest), knownAfter(ground, rest)];
    const [first = NOWHERE, last = NOWHERE] = [string[0], string.at(-1)];
    const gap = (p: number): [number, number] => [before[p] ?? NOWHERE, after[p] ?? NOWHERE];
    const extra = ([b, a]: [number, number], x: number, y: number): number => ground.cost(b, x) + ground.cost(y, a) - ground.cost(b, a);
    const now = extra(gap(i), first, last);
    const [from, to] = room(ground, rest, first, this.displaced);
    for (let p = from; p <= to; p++) {
      if (extra(gap(p), first, last) < now && this.accept(rest.toSpliced(p, 0, ...string))) return;
      if (extra(gap(p), last, first) < now && this.accept(rest.toSpliced(p, 0, ...string.toReversed()))) return;
    }
  }

  /**
   * Try anew the stops that trouble the day most: whose window is missed; else that cost a long wait; else that their window holds
   * outside of their class. One that found no better place is not asked again while nothing else moves.
   */
  private moveWindows(): void {
    for (const i of this.uneasy()) {
      if (this.tried.has(i) || this.patience === 0) continue;
      this.patience--;
      const rest = this.sequence.filter((j) => j !== i);
      const found = betterThan(this.ground, rest, i, 0, rest.length, this.worth);
      if (found) this.look(...found);
      else this.tried.add(i);
    }
  }

  private uneasy(): number[] {
    const { moments, late, longWait } = timetable(this.ground, this.sequence);
    if (late) return this.sequence.filter((_, p) => moments[p]?.late);
    if (longWait) return this.sequence.filter((_, p) => moments[p]?.wait);
    return this.sequence.filter((i) => this.displaced.has(i));
  }
}
