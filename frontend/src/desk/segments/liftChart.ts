/** The axis of a difference and its interval: zero is always on it, so that "no difference" can be seen. */
export interface Axis {
  low: number;
  high: number;
  /** Where a value stands, from 0 to 1. */
  at: (value: number) => number;
}

const AIR = 0.08;

export function axisOf(low: number, high: number): Axis {
  const [from, to] = [Math.min(low, 0), Math.max(high, 0)];
  const air = (to - from || 1) * AIR;
  const [start, end] = [from - air, to + air];
  return { low: start, high: end, at: (value) => (value - start) / (end - start) };
}
