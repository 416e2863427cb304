import { describe, expect, it } from 'vitest';
import { beyondMean, isEven, minutesNow, type Move, type Run } from './rows.ts';

const ref = (id: string) => ({ id, name: id });
const load = (id: string, minutes: number) => ({ manager: ref(id), minutes_before: minutes, minutes_after: 100, minutes_fixed: 0, accounts_before: 1, accounts_after: 1, stuck: null });
const run: Run = { id: 'r', team: ref('t'), asked_by: null, day: '2026-03-02', tolerance_percent: 5, mean_minutes: 100, loads: [load('a', 130), load('b', 70)], without_place: 0, without_rhythm: 0, created_at: '' };
const move = (state: Move['state'], minutes: number): Move => ({ id: state, position: 1, account: ref('x'), tier: null, street: '', village: '', giver: ref('a'), taker: ref('b'), minutes, way_before: 1, way_after: 2, state, decided_by: null, reason: '' });

describe('the loads while a lead decides', () => {
  it('count what is accepted and nothing else', () => {
    expect(Object.fromEntries(minutesNow(run, [move('accepted', 25), move('open', 10), move('declined', 5)]))).toEqual({ a: 105, b: 95 });
  });

  it('are even up to and with the edge of the band', () => {
    expect([105, 105.1, 95, 94.9].map((minutes) => isEven(minutes, run))).toEqual([true, false, true, false]);
  });

  it('are even where nobody has work', () => {
    expect(beyondMean(0, 0)).toBe(0);
  });
});
