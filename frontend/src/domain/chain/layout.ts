/** Where the steps of the process stand and how their links run, in pixels from the top: layers, few crossings, room between. */
import { crossingsOf, ordered, type Pair } from './crossings.ts';
import { layered, type Arrow } from './layers.ts';

export interface Place {
  x: number;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  /** Middle of each step. */
  at: Map<string, Place>;
  /** The points that each link runs through, from its step to the next. */
  lines: Map<string, Place[]>;
  back: Set<string>;
  circles: Set<string>;
  crossings: number;
}

export const NODE = { width: 156, height: 56 } as const;
const GAP = { x: 24, y: 52, joint: 20, back: 14, arrow: 4 } as const;
const EDGE = 16;
const ROUNDS = 6;

/** `atEnd`: the end customers, who stand last. */
export function layout(ids: readonly string[], arrows: readonly Arrow[], atEnd: ReadonlySet<string> = new Set()): Layout {
  const { layers, layerOf, back, circles } = layered(ids, arrows, atEnd);
  const drawn = arrows.filter(({ key, from, to }) => !back.has(key) && layerOf.has(from) && layerOf.has(to) && from !== to);
  const { joined, pairs, ways } = jointed(layers, layerOf, drawn);
  const order = ordered(joined, pairs);
  const isStep = (id: string): boolean => layerOf.has(id);
  const x = spread(order, pairs, isStep);
  const least = Math.min(0, ...order.flat().map((id) => (x.get(id) ?? 0) - halfOf(isStep(id))));
  const returning = arrows.filter(({ key, from, to }) => back.has(key) && layerOf.has(from) && layerOf.has(to));
  const shift = EDGE - least;
  const top = EDGE + (returning.length ? GAP.back : 0);
  const place = (id: string, layer: number): Place => ({ x: Math.round((x.get(id) ?? 0) + shift), y: Math.round(top + NODE.height / 2 + layer * (NODE.height + GAP.y)) });
  const at = new Map([...layerOf].map(([id, layer]) => [id, place(id, layer)] as const));
  const lines = new Map<string, Place[]>();
  for (const [key, way] of ways) lines.set(key, way.map(({ id, layer }) => place(id, layer)));
  const right = Math.max(0, ...[...at.values()].map((each) => each.x + NODE.width / 2), ...[...lines.values()].flat().map((each) => each.x));
  let room = 0;
  for (const { key, from, to } of returning) {
    const [start, end] = [at.get(from), at.get(to)];
    if (start && end) lines.set(key, aside(start, end, right + GAP.x + GAP.joint * room++));
  }
  const width = right + EDGE + (room ? GAP.x + GAP.joint * room : 0);
  return { width, height: layers.length ? 2 * top + layers.length * NODE.height + (layers.length - 1) * GAP.y : 0, at, lines, back, circles, crossings: crossingsOf(order, pairs) };
}

/** A link over more than one layer gets a joint in each layer between. */
function jointed(layers: readonly string[][], layerOf: Map<string, number>, arrows: readonly Arrow[]): { joined: string[][]; pairs: Pair[]; ways: Map<string, { id: string; layer: number }[]> } {
  const joined = layers.map((layer) => [...layer]);
  const pairs: Pair[] = [];
  const ways = new Map<string, { id: string; layer: number }[]>();
  for (const { key, from, to } of arrows) {
    const [first, last] = [layerOf.get(from) ?? 0, layerOf.get(to) ?? 0];
    const way = [{ id: from, layer: first }];
    for (let layer = first + 1; layer < last; layer++) {
      const joint = `${key} ${layer}`;
      joined[layer]?.push(joint);
      way.push({ id: joint, layer });
    }
    way.push({ id: to, layer: last });
    for (const [i, { id }] of way.slice(1).entries()) pairs.push([way[i]?.id ?? '', id]);
    ways.set(key, way);
  }
  return { joined, pairs, ways };
}

/** Each step as near to those before and after it as its neighbours allow. */
function spread(order: readonly string[][], pairs: readonly Pair[], isStep: (id: string) => boolean): Map<string, number> {
  const x = new Map<string, number>();
  for (const layer of order) {
    let right = 0;
    for (const id of layer) {
      x.set(id, right + halfOf(isStep(id)));
      right += 2 * halfOf(isStep(id)) + gapAt(isStep(id));
    }
    const middle = (right - GAP.x) / 2;
    for (const id of layer) x.set(id, (x.get(id) ?? 0) - middle);
  }
  const beside = new Map<string, string[]>();
  for (const [upper, lower] of pairs) {
    beside.set(upper, [...(beside.get(upper) ?? []), lower]);
    beside.set(lower, [...(beside.get(lower) ?? []), upper]);
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const layer of round % 2 ? [...order].reverse() : order) {
      const wanted = layer.map((id) => {
        const others = (beside.get(id) ?? []).map((other) => x.get(other) ?? 0);
        return others.length ? others.reduce((sum, value) => sum + value, 0) / others.length : (x.get(id) ?? 0);
      });
      for (const [i, value] of apart(layer, wanted, isStep).entries()) x.set(layer[i] ?? '', value);
    }
  return x;
}

/** The wanted places, moved apart as little as needed: from the left, from the right, and the middle of both. */
function apart(layer: readonly string[], wanted: readonly number[], isStep: (id: string) => boolean): number[] {
  const distance = (i: number): number => halfOf(isStep(layer[i - 1] ?? '')) + halfOf(isStep(layer[i] ?? '')) + gapAt(isStep(layer[i] ?? '') || isStep(layer[i - 1] ?? ''));
  const fromLeft = [...wanted];
  for (let i = 1; i < layer.length; i++) fromLeft[i] = Math.max(fromLeft[i] ?? 0, (fromLeft[i - 1] ?? 0) + distance(i));
  const fromRight = [...wanted];
  for (let i = layer.length - 2; i >= 0; i--) fromRight[i] = Math.min(fromRight[i] ?? 0, (fromRight[i + 1] ?? 0) - distance(i + 1));
  return wanted.map((_, i) => ((fromLeft[i] ?? 0) + (fromRight[i] ?? 0)) / 2);
}

const halfOf = (isStep: boolean): number => (isStep ? NODE.width : GAP.joint) / 2;
const gapAt = (isStep: boolean): number => (isStep ? GAP.x : 0);

/** Back to an earlier step: out below, along the right of everything, in again from above, never over another step. */
function aside(start: Place, end: Place, x: number): Place[] {
  const [below, above] = [start.y + NODE.height / 2 + GAP.back, end.y - NODE.height / 2 - GAP.back];
  const [out, back] = [start.x + NODE.width / 4, end.x + NODE.width / 4];
  return [
    { x: out, y: start.y + NODE.height / 2 },
    { x: out, y: below },
    { x, y: below },
    { x, y: above },
    { x: back, y: above },
    { x: back, y: end.y - NODE.height / 2 - GAP.arrow },
  ];
}

/** A link as an SVG path: soft bends downwards, straight ones back. */
export function pathOf(points: readonly Place[], isBack: boolean): string {
  const [first, ...rest] = points;
  if (!first) return '';
  if (isBack) return rest.reduce((path, { x, y }) => `${path} L${x} ${y}`, `M${first.x} ${first.y}`);
  const half = NODE.height / 2;
  let path = `M${first.x} ${first.y + half}`;
  let from = { x: first.x, y: first.y + half };
  for (const [i, point] of rest.entries()) {
    const isLast = i === rest.length - 1;
    const to = { x: point.x, y: isLast ? point.y - half - 6 : point.y - half };
    const bend = (to.y - from.y) / 2;
    path += ` C${from.x} ${from.y + bend} ${to.x} ${to.y - bend} ${to.x} ${to.y}`;
    if (!isLast) path += ` L${to.x} ${point.y + half}`;
    from = { x: to.x, y: isLast ? to.y : point.y + half };
  }
  return path;
}
