import { expect, test } from 'vitest';
import { advise, type Advice, type Try } from './approach.ts';
import { nextOn } from './careDays.ts';
import { readVectors } from './testVectors.ts';

interface Vectors {
  advice: { personality: string | null; tries: Try[]; of_type: Try[]; advice: Omit<Advice, 'methods'> & { methods: [string, string][] } }[];
  days: { day: string; from: string; next: string }[];
}

const { advice, days } = readVectors<Vectors>('approach');

test.each(advice)('$personality after $tries.length tries', ({ personality, tries, of_type, advice: expected }) => {
  const { methods, ...rest } = advise(personality, tries, of_type);

  expect({ ...rest, methods: methods.map(({ method, why }) => [method, why]) }).toEqual(expected);
});

test.each(days)('$day comes round after $from', ({ day, from, next }) => {
  expect(nextOn(day, from)).toBe(next);
});
