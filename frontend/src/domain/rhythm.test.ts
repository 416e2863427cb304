import { expect, test } from 'vitest';
import { addDays, isoWeekday } from './days.ts';
import { intervalFor, nextVisitOn, rhythmOn, type Rhythm, type Tier, type VisitHistory } from './rhythm.ts';
import { readVectors } from './testVectors.ts';

interface Case {
  tier: Tier | null;
  history: VisitHistory;
  day: string;
  rhythm: Rhythm;
}

const vectors = readVectors<Case[]>('rhythm');

test.each(vectors)('$tier seen $history.last_visit_on is $rhythm.state', ({ tier, history, day, rhythm }) => {
  const next = nextVisitOn(history);

  expect(intervalFor(tier)).toBe(history.interval_days);
  expect(rhythmOn(day, next, history.interval_days)).toEqual(rhythm);
});

test('days are counted across a leap day and a change of the clocks', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
  expect(addDays('2025-03-29', 2)).toBe('2025-03-31');
  expect([isoWeekday('2025-03-10'), isoWeekday('2025-03-16')]).toEqual([1, 7]);
});
