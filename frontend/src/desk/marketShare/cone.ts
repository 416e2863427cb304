/** The range that opens with every point of satisfaction, as a shape. Pure: no texts, no DOM. */

export interface Cone {
  /** As far as the axis of points goes to either side, and the axis of share. */
  points: number;
  share: number;
  /** What so many points come to, least first. */
  at: (points: number) => { low: number; high: number };
}

const STEPS = [1, 2, 5, 10, 20, 50, 100];

/** The axis reaches a little beyond what was asked, so that one sees how the range opens. */
export function coneOf({ low, high }: { low: number; high: number }, asked: number): Cone {
  const points = STEPS.find((step) => step > Math.abs(asked)) ?? 100;
  const at = (by: number): { low: number; high: number } => {
    const ends = [by * low, by * high];
    return { low: Math.min(...ends), high: Math.max(...ends) };
  };
  return { points, share: points * Math.max(Math.abs(low), Math.abs(high)), at };
}

/** For the table: the ends, the middle of either side, and what was asked. */
export function rowsOf({ points, at }: Cone, asked: number): { points: number; low: number; high: number }[] {
  const shown = [...new Set([-points, -points / 2, points / 2, points, asked])].filter((each) => each !== 0).sort((a, b) => a - b);
  return shown.map((each) => ({ points: each, ...at(each) }));
}

/** What a person may ask: as the API takes it. Null is no such number. */
export function pointsOf(typed: string): number | null {
  const text = typed.trim().replace('−', '-').replace('，', '.').replace(',', '.');
  return /^-?\d{1,3}(\.\d{1,2})?$/.test(text) && Math.abs(Number(text)) <= 100 ? Number(text) : null;
}
