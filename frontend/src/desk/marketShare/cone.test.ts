import { expect, test } from 'vitest';
import { coneOf, pointsOf, rowsOf } from './cone.ts';

const SOURCE = { low: 0.2, high: 0.6 };

test('the range opens with every point, to both sides', () => {
  const cone = coneOf(SOURCE, 5);

  expect(cone.at(5)).toEqual({ low: 1, high: 3 });
  expect(cone.at(-5)).toEqual({ low: -3, high: -1 });
  expect(cone.points).toBe(10);
  expect(cone.share).toBe(6);
});

test('the axis never ends at what was asked, unless there is nothing beyond', () => {
  expect([0.5, 1, 4, 60, 100, -7].map((asked) => coneOf(SOURCE, asked).points)).toEqual([1, 2, 5, 100, 100, 10]);
});

test('the table holds what was asked among the others, once', () => {
  expect(rowsOf(coneOf(SOURCE, 3), 3).map(({ points }) => points)).toEqual([-5, -2.5, 2.5, 3, 5]);
  expect(rowsOf(coneOf(SOURCE, 5), 5).map(({ points }) => points)).toEqual([-10, -5, 5, 10]);
});

test('what is no number of points is not asked', () => {
  expect(['5', '-2.5', '−2.5', ' 0 ', '100'].map(pointsOf)).toEqual([5, -2.5, -2.5, 0, 100]);
  expect(['', 'many', '101', '1.234', '1e2', '--1'].map(pointsOf)).toEqual([null, null, null, null, null, null]);
});
