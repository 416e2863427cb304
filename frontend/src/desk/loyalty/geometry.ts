/** Where the marks stand on the radar. Pure. */

export interface Point {
  x: number;
  y: number;
}

/** A mark of so many points (0 to 100) on the axis `place` of `count`, the first one upwards, then clockwise. */
export function pointAt(place: number, count: number, value: number, radius: number): Point {
  const angle = (2 * Math.PI * place) / count - Math.PI / 2;
  const reach = (Math.min(100, Math.max(0, value)) / 100) * radius;
  return { x: rounded(reach * Math.cos(angle)), y: rounded(reach * Math.sin(angle)) };
}

/** Null where a mark was not observed: nothing is drawn there, least of all a zero. */
export function pointsOf(values: (number | null)[], radius: number): (Point | null)[] {
  return values.map((value, place) => (value === null ? null : pointAt(place, values.length, value, radius)));
}

/** The outline through what was observed: closed from three points on, an edge between two, nothing through one. */
export function outline(points: (Point | null)[]): string {
  const seen = points.filter((point) => point !== null);
  if (seen.length < 2) return '';
  return `M${seen.map(({ x, y }) => `${x} ${y}`).join('L')}${seen.length > 2 ? 'Z' : ''}`;
}

/** A ring of the grid. */
export function ring(count: number, value: number, radius: number): string {
  return outline(Array.from({ length: count }, (_, place) => pointAt(place, count, value, radius)));
}

/** How a label beside an axis is anchored, so that it does not run into the drawing. */
export function anchorOf(place: number, count: number): 'start' | 'middle' | 'end' {
  const { x } = pointAt(place, count, 100, 100);
  return x > 10 ? 'start' : x < -10 ? 'end' : 'middle';
}

const rounded = (value: number): number => Math.round(value * 100) / 100 + 0;
