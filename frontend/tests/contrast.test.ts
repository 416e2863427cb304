import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');
const tokens = new Map([...css.matchAll(/--([\w-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)/g)].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]));

/** Inks and the grounds on which the screens put them. */
const TEXT: [ink: string, grounds: string[]][] = [
  ['ink', ['paper', 'card', 'sunken']],
  ['ink-2', ['paper', 'card', 'sunken']],
  ['ink-3', ['paper', 'card']],
  ['accent', ['paper', 'card', 'accent-soft']],
  ['on-accent', ['accent']],
  ['red', ['paper', 'card', 'red-soft']],
  ['amber', ['paper', 'card', 'amber-soft']],
  ['green', ['paper', 'card', 'green-soft']],
  ['blue', ['paper', 'card', 'blue-soft']],
  ['violet', ['card', 'violet-soft']],
  ['paper', ['ink']],
  ['card', ['red', 'blue']],
];

/** Marks on a map or a chart need 3. */
const MARKS: [string, string][] = ['violet', 'amber', 'blue', 'ink-3', 'accent', 'red'].map((mark) => [mark, 'sunken']);

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  const of = (name: string): string => {
    const token = tokens.get(name);
    if (!token) throw new Error(`no token --${name}`);
    return token[theme];
  };

  test.each(TEXT.flatMap(([ink, grounds]) => grounds.map((ground) => [ink, ground])))('%s on %s can be read', (ink, ground) => {
    expect(contrast(of(ink), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(MARKS)('%s stands out on %s', (mark, ground) => {
    expect(contrast(of(mark), of(ground))).toBeGreaterThanOrEqual(3);
  });
});

test('the formula knows black on white', () => {
  expect(contrast('000000', 'ffffff')).toBeCloseTo(21);
  expect(contrast('777777', 'ffffff')).toBeLessThan(4.5);
});
