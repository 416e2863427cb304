import { beforeAll, expect, test } from 'vitest';
import { barsOf } from '../../src/desk/equity/bars.ts';
import type { Change } from '../../src/desk/equity/rows.ts';
import { anchorOf, outline, pointAt, pointsOf } from '../../src/desk/loyalty/geometry.ts';
import { partLines, stateWords } from '../../src/desk/loyalty/marks.tsx';
import type { Mark, Proof } from '../../src/desk/loyalty/rows.ts';
import { addTexts, loadLanguage } from '../../src/i18n/index.ts';
import { NOTEBOOK_TEXTS } from '../../src/i18n/notebook.ts';
import { WORTH_TEXTS } from '../../src/i18n/worth.ts';
import { loyaltyLines } from '../../src/phone/account/loyaltyWhy.tsx';

beforeAll(async () => {
  await addTexts(WORTH_TEXTS);
  await loadLanguage('en');
});

test('the first mark stands upwards, the others clockwise, a hundred on the rim', () => {
  expect(pointAt(0, 5, 100, 100)).toEqual({ x: 0, y: -100 });
  expect(pointAt(1, 4, 50, 100)).toEqual({ x: 50, y: 0 });
  expect(pointAt(2, 4, 130, 100)).toEqual({ x: 0, y: 100 });
});

test('what was not observed is not drawn, least of all as nothing', () => {
  const points = pointsOf([80, 60, null, null, null], 100);

  expect(points.slice(2)).toEqual([null, null, null]);
  expect(outline(points)).toMatch(/^M0 -80L[\d. -]+$/); // two points make an edge, not an area
  expect(outline(pointsOf([80, 60, 20, null, null], 100))).toMatch(/Z$/);
  expect(outline(pointsOf([80, null, null, null, null], 100))).toBe('');
});

test('labels grow away from the drawing', () => {
  expect([0, 1, 2, 3, 4].map((place) => anchorOf(place, 5))).toEqual(['middle', 'start', 'start', 'end', 'end']);
});

const change = (parts: Change['parts']): Change => ({ currency: 'CNY', before: '100.00', after: '70.00', change: '-30.00', parts, terms_before: null });

test('what came stands on one side of nothing, what went on the other, to one scale', () => {
  const { bars, zero } = barsOf(
    change([
      { cause: 'lost', accounts: 2, change: '-40.00' },
      { cause: 'new', accounts: 3, change: '10.00' },
    ]),
  );

  expect(bars.map(({ cause, value }) => [cause, value])).toEqual([
    ['new', 10],
    ['lost', -40],
  ]);
  expect(zero).toBeCloseTo(0.8);
  expect(bars.map(({ from, to }) => [from, to])).toEqual([
    [zero, 1],
    [0, zero],
  ]);
});

test('a change of nothing draws nothing that is no number', () => {
  expect(barsOf(change([]))).toEqual({ bars: [], zero: 0 });
  expect(barsOf(change([{ cause: 'grown', accounts: 1, change: '0.00' }])).bars[0]).toMatchObject({ from: 0, to: 0 });
});

const proof: Proof = { id: 'a', kind: 'competitor_promotion', on: '2024-03-01', about: null, competitor: 'X', note: '', by: null, state: 'counts', proves: 0.88, weight: 1, age_days: 40, orders_under: 3, orders_expected: 3.4 };

test('a row of evidence says what it does to its mark, or why nothing yet', () => {
  expect(stateWords(proof)).toBe('kept 88% (ordered on 3 days, usually 3.4)');
  expect(stateWords({ ...proof, kind: 'line_lost', proves: 0, weight: 2, orders_under: null, orders_expected: null })).toBe('kept 0%, weight 2');
  expect(stateWords({ ...proof, kind: 'testimonial', proves: 0.76, weight: null, orders_expected: null })).toBe('+0.76 (40 days ago)');
  expect(stateWords({ ...proof, state: 'running', proves: null })).toBe('judged after 30 days');
});

test('a mark whose evidence changed since the night says so', () => {
  const mark: Mark = { name: 'advocacy', value: 50, weight: 15, points: 7, average: null, before: null, evidence: [], parts: { sum: 0.69, scale: 1, now: 49.98 } };

  expect(partLines(mark)).toHaveLength(1);
  expect(partLines({ ...mark, parts: { sum: 0.2, scale: 1, now: 18.1 } })).toHaveLength(2);
  expect(partLines({ ...mark, value: null })).toEqual([]);
});

test('the phone says why a customer is as loyal as it is, and when too little was seen', async () => {
  await addTexts(NOTEBOOK_TEXTS);
  const why = { as_of: '2024-03-01', coverage: 30, marks: { repurchase: 71.25, retention: null, immunity: null, advocacy: null, helping: null } };

  const lines = loyaltyLines(why);

  expect(lines[0]).toBe('Provisional: too little was seen');
  expect(lines[1]).toBe('Keeps buying the range: 71.3');
  expect(lines[2]).toBe('Stays with us: not observed, left out');
  expect(loyaltyLines({ ...why, coverage: 55 })[0]).toBe(lines[1]);
});
