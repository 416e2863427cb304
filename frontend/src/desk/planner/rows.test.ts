import { describe, expect, it } from 'vitest';
import { lunchPlace, share, wall, weekday, weeks, type PlanDay } from './rows.ts';

const day = (on: string, more: Partial<PlanDay> = {}): PlanDay => ({ on, is_working: weekday(on) <= 5, why: '', starts_minute: 510, ends_minute: 1050, lunch: { minutes: 60 }, lunch_at_minute: null, travel_minutes: 60, service_minutes: 180, work_minutes: 240, stops: [], ...more });

describe('the grid of a plan', () => {
  it('has a column a weekday that is worked, and a row a week', () => {
    const days = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09'].map((on) => day(on));
    const { columns, rows } = weeks(days);
    expect(columns).toEqual([1, 2, 3, 4, 5]);
    expect(rows.map((row) => row.map((each) => each?.on.slice(8) ?? ''))).toEqual([
      ['02', '03', '04', '05', '06'],
      ['09', '', '', '', ''],
    ]);
  });

  it('shows a Saturday that is worked, and a holiday on its weekday', () => {
    const { columns } = weeks([day('2026-03-06', { is_working: false, why: 'holiday' }), day('2026-03-07', { is_working: true })]);
    expect(columns).toEqual([5, 6]);
  });

  it('weighs the work against the shift without lunch', () => {
    expect(share(day('2026-03-02'))).toBe(0.5);
    expect(share(day('2026-03-02', { ends_minute: 510 }))).toBe(0);
  });

  it('has lunch before the stop that begins behind it, or after them all', () => {
    const stops = [540, 760].map((begin, position) => ({ id: `${position}`, account: '', position, begin_minute: begin, is_locked: false, is_frozen: false }));
    const places = [690, 720, 780, null].map((at) => lunchPlace(day('2026-03-02', { stops, lunch_at_minute: at })));
    expect(places).toEqual([1, 1, 2, null]);
  });

  it('tells the time of the wall', () => {
    expect([wall(516), wall(0), wall(1439)]).toEqual(['08:36', '00:00', '23:59']);
  });
});
