import { expect, test } from 'vitest';
import { clockText, hoursTold, isReversed, windowProblem, type Window } from './hours.ts';

test.each<[Window[], ReturnType<typeof windowProblem>[]]>([
  [[['08:30', '11:00']], [null]],
  [[['08:30', '']], ['incomplete']],
  [[['', '']], ['incomplete']],
  [[['18:00', '08:00']], ['reversed']],
  [[['08:00', '08:00']], ['reversed']],
  [[['08:00', '11:00'], ['10:00', '12:00']], [null, 'overlap']],
  [[['10:00', '12:00'], ['08:00', '11:00']], ['overlap', null]],
  [[['08:00', '10:00'], ['10:00', '12:00']], [null, 'overlap']],
  [[['08:00', '10:00'], ['08:00', '10:00']], [null, 'overlap']],
  [[['08:00', '10:00'], ['10:01', '12:00']], [null, null]],
  [[['12:00', '08:00'], ['09:00', '10:00']], ['reversed', null]],
])('%j: %j', (windows, problems) => {
  expect(windows.map((_, i) => windowProblem(windows, i))).toEqual(problems);
});

test('hours that nobody told are not reversed', () => {
  expect([isReversed('', '08:00'), isReversed('18:00', ''), isReversed('18:00', '08:00')]).toEqual([false, false, true]);
  expect([hoursTold({}), hoursTold({ opens_at: '' }), hoursTold({ opens_at: '08:30', closes_at: '' })]).toEqual([{}, { opens_at: null }, { opens_at: '08:30', closes_at: null }]);
  expect([clockText('08:30:00'), clockText(null), clockText(undefined)]).toEqual(['08:30', '', '']);
});
