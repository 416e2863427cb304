import { expect, test } from 'vitest';
import { businessDay, localInstant } from '../src/data/clock.ts';
import { waitAfter } from '../src/data/sync.ts';
import { grouped, type Task } from '../src/data/todo.ts';

test.each([
  ['2026-03-09T16:00:00Z', 'Asia/Shanghai', '2026-03-10'],
  ['2026-03-09T15:59:59Z', 'Asia/Shanghai', '2026-03-09'],
  ['2026-03-10T00:30:00+08:00', 'America/New_York', '2026-03-09'],
])('%s in %s is %s', (instant, zone, day) => {
  expect(businessDay(instant, zone)).toBe(day);
});

test('an instant is written with the offset of the phone and means the same', () => {
  const now = Date.parse('2026-03-10T04:05:06.789Z');

  expect(localInstant(now)).toMatch(/^2026-03-\d\dT\d\d:\d\d:06\.789[+-]\d\d:\d\d$/);
  expect(Date.parse(localInstant(now))).toBe(now);
});

test('waits double, stay within a minute and differ from phone to phone', () => {
  expect([1, 2, 3, 20].map((failures) => waitAfter(failures, 1))).toEqual([2_000, 4_000, 8_000, 60_000]);
  expect(waitAfter(3, 0)).toBe(4_000);
});

test('tasks are grouped by the day they are due; a week ends on its Sunday', () => {
  const task = (id: string, due_on: string | null): Task => ({ kind: 'promise', id, account: 'a', account_name: '店', tier: null, side: 'keep', text: id, due_on, days_left: null });
  const tasks = [task('none', null), task('sunday', '2026-03-15'), task('monday', '2026-03-16'), task('late', '2026-03-01'), task('now', '2026-03-10')];

  const groups = grouped(tasks, '2026-03-10');

  expect(groups.map(({ when, tasks: due }) => [when, due.map(({ id }) => id)])).toEqual([
    ['overdue', ['late']],
    ['today', ['now']],
    ['this_week', ['sunday']],
    ['later', ['monday', 'none']],
  ]);
});

test('of what is due together, customers that buy from us come before those still to be won', () => {
  const task = (id: string, side: 'keep' | 'win', due_on: string): Task => ({ kind: 'promise', id, account: 'a', account_name: '店', tier: null, side, text: id, due_on, days_left: null });
  const tasks = [task('prospect, since long', 'win', '2026-03-01'), task('kept, yesterday', 'keep', '2026-03-09'), task('kept, since long', 'keep', '2026-03-02'), task('prospect, today', 'win', '2026-03-10')];

  const groups = grouped(tasks, '2026-03-10');

  expect(groups.map(({ tasks: due }) => due.map(({ id }) => id))).toEqual([['kept, since long', 'kept, yesterday', 'prospect, since long'], ['prospect, today']]);
});
