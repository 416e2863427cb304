import { expect, test } from 'vitest';
import { crossingsOf, ordered } from '../../src/domain/chain/crossings.ts';
import { layered, type Arrow } from '../../src/domain/chain/layers.ts';
import { layout, NODE, pathOf } from '../../src/domain/chain/layout.ts';

const arrows = (...texts: string[]): Arrow[] =>
  texts.map((text) => {
    const [ends = '', mark] = text.split(' ');
    const [from = '', to = ''] = ends.split('>');
    return { key: ends, from, to, goesBack: mark === 'back' };
  });

const COMPANY = ['buy', 'check', 'store', 'mill', 'orders', 'money', 'pick', 'freight', 'drive', 'town', 'county', 'people'];
const LINKS = arrows('buy>check', 'check>store', 'store>mill', 'mill>store back', 'orders>store', 'store>pick', 'pick>freight', 'freight>drive', 'drive>town', 'drive>county', 'money>town', 'money>county', 'town>people', 'county>people');

test('every link leads to a later layer, by the longest way', () => {
  const { layerOf, back, circles } = layered(['a', 'b', 'c', 'd'], arrows('a>b', 'b>c', 'a>c', 'c>d'));

  expect([...layerOf.values()]).toEqual([0, 1, 2, 3]);
  expect([back.size, circles.size]).toEqual([0, 0]);
});

test('who is served by nobody stands right before whom it serves', () => {
  const { layerOf } = layered(COMPANY, LINKS);

  expect(layerOf.get('orders')).toBe((layerOf.get('store') ?? 0) - 1);
  expect(layerOf.get('money')).toBe((layerOf.get('town') ?? 0) - 1);
});

test('the end customers stand last, also those that one step serves early', () => {
  const { layerOf, layers } = layered(['a', 'b', 'c', 'x', 'y'], arrows('a>b', 'b>c', 'c>x', 'a>y'), new Set(['x', 'y']));

  expect(layerOf.get('y')).toBe(layers.length - 1);
  expect(layerOf.get('x')).toBe(layers.length - 1);
});

test('a marked way back is no circle; an unmarked one is shown as one and does not stop the drawing', () => {
  const marked = layered(['a', 'b'], arrows('a>b', 'b>a back'));
  const unmarked = layered(['a', 'b', 'c'], arrows('a>b', 'b>c', 'c>a'));

  expect([[...marked.back], [...marked.circles]]).toEqual([['b>a'], []]);
  expect([[...unmarked.back], [...unmarked.circles]]).toEqual([['c>a'], ['c>a']]);
  expect([...unmarked.layerOf.values()]).toEqual([0, 1, 2]);
});

test('what is no link of ours is left out: unknown ends, a step to itself', () => {
  const drawn = layout(['a', 'b'], arrows('a>b', 'a>x', 'y>b', 'a>a'));

  expect([...drawn.lines.keys()]).toEqual(['a>b']);
});

test('the order within the layers takes crossings away', () => {
  const layers = [['a', 'b', 'c'], ['x', 'y', 'z']];
  const pairs = [['a', 'z'], ['b', 'y'], ['c', 'x']] as const;

  expect(crossingsOf(layers, pairs)).toBe(3);
  expect(crossingsOf(ordered(layers, pairs), pairs)).toBe(0);
});

test('the company: two who both serve the same two cross once, nothing else does, and none stands upon another', () => {
  const drawn = layout(COMPANY, LINKS, new Set(['people']));

  expect(drawn.crossings).toBe(1);
  expect(drawn.lines.size).toBe(LINKS.length);
  expect(overlaps(drawn)).toEqual([]);
  expect(drawn.width).toBeLessThan(760);
});

test('forty steps stay apart and within the drawing, the same on every run', () => {
  const ids = Array.from({ length: 40 }, (_, i) => `s${i}`);
  const many = ids.flatMap((id, i) => [i + 3, i + 5, i + 11].filter((to) => to < 40 && (i * to) % 3 !== 1).map((to) => `${id}>s${to}`));

  const drawn = layout(ids, arrows(...many, 's30>s2 back'));

  expect(overlaps(drawn)).toEqual([]);
  for (const { x, y } of [...drawn.at.values(), ...[...drawn.lines.values()].flat()]) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(drawn.width);
    expect(y).toBeLessThanOrEqual(drawn.height);
  }
  expect(layout(ids, arrows(...many, 's30>s2 back')).at).toEqual(drawn.at);
});

test('nothing to draw is an empty drawing', () => {
  expect(layout([], [])).toMatchObject({ height: 0, crossings: 0 });
});

test('a path begins under its step and ends over the next one', () => {
  const path = pathOf([{ x: 100, y: 50 }, { x: 200, y: 158 }], false);

  expect(path.startsWith(`M100 ${50 + NODE.height / 2} C`)).toBe(true);
  expect(path.endsWith(`200 ${158 - NODE.height / 2 - 6}`)).toBe(true);
});

function overlaps({ at }: { at: Map<string, { x: number; y: number }> }): string[] {
  const placed = [...at];
  return placed.flatMap(([id, a], i) =>
    placed.slice(i + 1).filter(([, b]) => a.y === b.y && Math.abs(a.x - b.x) < NODE.width).map(([other]) => `${id} ${other}`),
  );
}
