import { expect, test } from 'vitest';
import { sideOf } from './sides.ts';
import { readVectors } from './testVectors.ts';

test.each(readVectors<{ status: string; side: string }[]>('sides'))('$status: to $side', ({ status, side }) => {
  expect(sideOf(status)).toBe(side);
});
