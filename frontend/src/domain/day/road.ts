// The order on the road: what a sequence of stops is worth, and where one more stop fits best.
// Twin of visits/planning/road.py.

import { NOWHERE, START, timetable, type Ground, type Timetable } from './clock.ts';
import { REST } from './reason.ts';

/** The weightiest first, less is better: late, long wait, displaced, overrun, cost. */
export type Worth = readonly [late: number, longWait: number, displaced: number, overrun: number, cost: number];

export function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (let k = 0; k < a.length; k++) {
    const x = a[k] ?? 0;
    const y = b[k] ?? 0;
    if (x !== y) return x < y;
  }
  return false;
}

/** Judge a whole sequence. */
export function worth(ground: Ground, sequence: readonly number[]): Worth {
  return worthLess(ground, sequence, [Infinity]) as Worth; // less than never, whatever it is
}

/** What a sequence is worth if that is less than `limit`, else null: asked part by part, the weightiest first. */
export function worthLess(ground: Ground, sequence: readonly number[], limit: readonly number[]): Worth | null {
  const { late, longWait, end } = timetable(ground, sequence, limit[0]);
  if (late > (limit[0] ?? 0)) return null;
  const displaced = displacedStops(ground, sequence).size;
  const overrun = Math.max(0, end - ground.shift.end_minute);
  if (isLess(limit.slice(0, 4), [late, longWait, displaced, overrun])) return null;
  const found: Worth = [late, longWait, displaced, overrun, roadCost(ground, sequence)];
  return isLess(found, limit) ? found : null;
}

function roadCost(ground: Ground, sequence: readonly number[]): number {
  let here = ground.isKnown(START) ? START : NOWHERE;
  let cost = 0;
  for (const i of sequence) {
    if (!ground.isKnown(i)) continue;
    cost += ground.cost(here, i);
    here = i;
  }
  return cost;
}

/**
 * The stops that their window holds outside their class. First those at odds with a stop without a
 * window, which never leaves its class; then every two with windows that stand the wrong way round.
 */
export function displacedStops(ground: Ground, sequence: readonly number[]): Set<number> {
  const out = new Set<number>();
  if (!ground.hasWindows) return out;
  const { klasses, windowed } = ground;
  let [highest, lowest] = [0, REST];
  for (const i of sequence) {
    const klass = klasses[i] ?? 0;
    if (!windowed[i]) highest = Math.max(highest, klass);
    else if (klass < highest) out.add(i);
  }
  for (let p = sequence.length - 1; p >= 0; p--) {
    const i = sequence[p] ?? 0;
    const klass = klasses[i] ?? 0;
    if (!windowed[i]) lowest = Math.min(lowest, klass);
    else if (klass > lowest) out.add(i);
  }
  for (const i of inverted(klasses, sequence.filter((i) => windowed[i] && !out.has(i)))) out.add(i);
  return out;
}

/** Stops behind a higher class, or before a lower one. */
function inverted(klasses: readonly number[], sequence: readonly number[]): number[] {
  const out: number[] = [];
  let [highest, lowest] = [0, REST];
  for (const i of sequence) {
    highest = Math.max(highest, klasses[i] ?? 0);
    if ((klasses[i] ?? 0) < highest) out.push(i);
  }
  for (let p = sequence.length - 1; p >= 0; p--) {
    const i = sequence[p] ?? 0;
    lowest = Math.min(lowest, klasses[i] ?? 0);
    if ((klasses[i] ?? 0) > lowest) out.push(i);
  }
  return out;
}

/** For each position 0 to n the last known place before it. */
export function knownBefore(ground: Ground, sequence: readonly number[]): number[] {
  let here = ground.isKnown(START) ? START : NOWHERE;
  const found = [here];
  for (const i of sequence) {
    if (ground.isKnown(i)) here = i;
    found.push(here);
  }
  return found;
}

/** For each position 0 to n the first known place at or behind it. */
export function knownAfter(ground: Ground, sequence: readonly number[]): number[] {
  let there = NOWHERE;
  const found = [there];
  for (const i of sequence.toReversed()) {
    if (ground.isKnown(i)) there = i;
    found.push(there);
  }
  return found.reverse();
}

/** The first and last position that the order of the classes leaves to stop `i`. */
export function room(ground: Ground, sequence: readonly number[], i: number, displaced: ReadonlySet<number>): [first: number, last: number] {
  const { slot } = ground.spot(i);
  let first = 0;
  for (const [position, other] of sequence.entries()) {
    if (displaced.has(other)) continue;
    const otherSlot = ground.spot(other).slot;
    if (otherSlot < slot) first = position + 1;
    else if (otherSlot > slot) return [first, position];
  }
  return [first, sequence.length];
}

/**
 * The sequence with stop `i` at its best position: the cheapest one in its class. Only when a window
 * is missed there, or a long wait remains, every position is tried: in its class, or anywhere for a
 * stop with a window.
 */
export function withStop(ground: Ground, sequence: readonly number[], i: number): number[] {
  const [first, last] = room(ground, sequence, i, displacedStops(ground, sequence));
  const tried = sequence.toSpliced(cheapest(ground, sequence, i, first, last), 0, i);
  if (tried.every((j) => ground.spot(j).window === null)) return tried;
  const times = timetable(ground, tried);
  const before = timetable(ground, sequence);
  if (times.late <= before.late && times.longWait === 0) return tried;
  const best =
    ground.spot(i).window === null
      ? bestOf(ground, sequence, i, first, last)
      : bestOf(ground, sequence, i, 0, sequence.length);
  const late = timetable(ground, best);
  if (late.late <= before.late) return best;
  return keptInTime(ground, best, lateStops(best, late), lateStops(sequence, before));
}

/**
 * Each stop that now comes too late for its window, and did not before, moved to where it does better, anywhere on the road.
 *
 * So an agreed hour in the morning makes nobody with an order stay out: it is kept before them.
 */
function keptInTime(ground: Ground, sequence: readonly number[], late: number[], lateBefore: number[]): number[] {
  let kept = [...sequence];
  for (const i of late) {
    if (lateBefore.includes(i)) continue;
    const rest = kept.filter((j) => j !== i);
    kept = betterThan(ground, rest, i, 0, rest.length, worth(ground, kept))?.[0] ?? kept;
  }
  return kept;
}

function lateStops(sequence: readonly number[], { moments }: Timetable): number[] {
  return sequence.filter((_, position) => (moments[position]?.late ?? 0) > 0);
}

/** Stop `i` at the best of these positions; of equals the last. */
function bestOf(ground: Ground, sequence: readonly number[], i: number, first: number, last: number): number[] {
  const behind = sequence.toSpliced(last, 0, i);
  return betterThan(ground, sequence, i, first, last - 1, worth(ground, behind))?.[0] ?? behind;
}

/** Stop `i` at the best of these positions that is worth less than `limit`; of equals the last. */
export function betterThan(ground: Ground, sequence: readonly number[], i: number, first: number, last: number, limit: Worth): [sequence: number[], worth: Worth] | null {
  let best: [number[], Worth] | null = null;
  for (let position = last; position >= first; position--) {
    const tried = sequence.toSpliced(position, 0, i);
    const found = worthLess(ground, tried, best?.[1] ?? limit);
    if (found !== null) best = [tried, found];
  }
  return best;
}

function cheapest(ground: Ground, sequence: readonly number[], i: number, first: number, last: number): number {
  if (!ground.isKnown(i)) return first;
  const before = knownBefore(ground, sequence);
  const after = knownAfter(ground, sequence);
  let best = last;
  let least = Infinity;
  // Where two positions cost the same, the better-ranked stop, which came first, stays in front.
  for (let position = last; position >= first; position--) {
    const extra = detour(ground, before[position] ?? NOWHERE, i, after[position] ?? NOWHERE);
    if (extra < least) [best, least] = [position, extra];
  }
  return best;
}

/** What the road costs more when `i` comes between two known places (or `NOWHERE`). */
function detour(ground: Ground, before: number, i: number, after: number): number {
  return ground.cost(before, i) + ground.cost(i, after) - ground.cost(before, after);
}
