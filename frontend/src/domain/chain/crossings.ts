/** The order of the steps within their layers, so that few links cross. */

/** One layer to the next: pairs of ids. Long links pass the layers between as joints of their own. */
export type Pair = readonly [upper: string, lower: string];

const SWEEPS = 12;

/** Each layer in the order that crosses least of those tried; the same input always gives the same order. */
export function ordered(layers: readonly (readonly string[])[], pairs: readonly Pair[]): string[][] {
  const [down, up] = [neighbours(pairs, 0), neighbours(pairs, 1)];
  let order = layers.map((layer) => [...layer]);
  let best = order;
  let fewest = crossingsOf(order, pairs);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    order = swept(order, sweep % 2 ? down : up, sweep % 2 === 1);
    order = transposed(order, pairs);
    const crossings = crossingsOf(order, pairs);
    if (crossings < fewest) [best, fewest] = [order, crossings];
  }
  return best;
}

/** How many pairs of links cross, over all layers. */
export function crossingsOf(layers: readonly (readonly string[])[], pairs: readonly Pair[]): number {
  const place = placesIn(layers);
  let crossings = 0;
  for (let layer = 0; layer + 1 < layers.length; layer++) {
    const upper = new Set(layers[layer]);
    const drawn = pairs.filter(([from]) => upper.has(from)).map(([from, to]) => [place.get(from) ?? 0, place.get(to) ?? 0] as const);
    for (const [i, [from, to]] of drawn.entries()) for (const [otherFrom, otherTo] of drawn.slice(i + 1)) if ((from - otherFrom) * (to - otherTo) < 0) crossings++;
  }
  return crossings;
}

function swept(layers: string[][], beside: Map<string, string[]>, fromEnd: boolean): string[][] {
  const result = layers.map((layer) => [...layer]);
  const steps = fromEnd ? [...result.keys()].reverse() : [...result.keys()];
  for (const step of steps) {
    const place = placesIn(result);
    const layer = result[step] ?? [];
    const weight = new Map(layer.map((id, i) => [id, mean((beside.get(id) ?? []).map((other) => place.get(other) ?? 0)) ?? i]));
    result[step] = layer.map((id, i) => ({ id, i })).sort((a, b) => (weight.get(a.id) ?? 0) - (weight.get(b.id) ?? 0) || a.i - b.i).map(({ id }) => id);
  }
  return result;
}

/** Changes neighbours that cross less the other way round; only the layers beside them can tell. */
function transposed(layers: string[][], pairs: readonly Pair[]): string[][] {
  const result = layers.map((layer) => [...layer]);
  for (const [step, row] of result.entries()) {
    const beside = (): number => crossingsOf(result.slice(Math.max(0, step - 1), step + 2), near);
    const here = new Set(row);
    const near = pairs.filter(([upper, lower]) => here.has(upper) || here.has(lower));
    let fewest = beside();
    for (let i = 0; i + 1 < row.length && fewest > 0; i++) {
      change(row, i);
      const crossings = beside();
      if (crossings < fewest) fewest = crossings;
      else change(row, i);
    }
  }
  return result;
}

function change(row: string[], i: number): void {
  row.splice(i, 2, ...row.slice(i, i + 2).reverse());
}

function neighbours(pairs: readonly Pair[], side: 0 | 1): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const pair of pairs) found.set(pair[side], [...(found.get(pair[side]) ?? []), pair[side ? 0 : 1]]);
  return found;
}

function placesIn(layers: readonly (readonly string[])[]): Map<string, number> {
  return new Map(layers.flatMap((layer) => layer.map((id, i) => [id, i] as const)));
}

function mean(values: number[]): number | null {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}
