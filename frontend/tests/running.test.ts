import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Notebook } from '../src/data/notebook.ts';
import { drive, freeHours, minuteNow, takeHour } from '../src/data/running.ts';
import { today } from '../src/data/today.ts';
import { WORKDAY } from '../src/domain/day/agenda.ts';
import { ESTIMATE } from '../src/domain/distance.ts';
import { openBook } from './book.ts';
import { account, visit } from './fakeServer.ts';

const DAY = '2026-03-10';
const NOW = 9 * 60;
let book: Notebook;
let again: () => Promise<Notebook>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-10T01:00:00Z') }); // nine in Shanghai
  ({ book, again } = await openBook());
  await book.db.write(['accounts', 'visits'], (tx) => {
    for (let n = 1; n <= 8; n++) tx.put('accounts', { ...account(`a${n}`, { latitude: 29, longitude: 120 + n / 100, next_visit_on: n < 7 ? DAY : null }), owner_id: 'alice-id' } as never);
    tx.put('visits', visit('later', 'a7', { planned_on: '2026-03-11' }));
  });
});

afterEach(async () => {
  await book.close();
  vi.useRealTimers();
});

const near = { latitude: 29, longitude: 120 };
const names = (stops: { id: string }[]): string => stops.map(({ id }) => id).join(' ');

describe('a day changed on the road', () => {
  it('keeps what was skipped and the order through a restart, and Today shows the same', async () => {
    await drive(book, { near, now: NOW, act: { type: 'skip', account: 'a2' } });
    await drive(book, { near, now: NOW, act: { type: 'take', order: ['a6', 'a1', 'a3', 'a4', 'a5'] } });
    book = await again();

    const found = await drive(book, { near, now: NOW });

    expect(names(found.stops)).toBe('a6 a1 a3 a4 a5');
    expect(found.skipped.map(({ id }) => id)).toEqual(['a2']);
    expect(names((await today(book, { near })).stops)).toBe('a6 a1 a3 a4 a5');
  });

  it('proposes the shorter order behind the next stop, and takes it only when told', async () => {
    await drive(book, { near, now: NOW, act: { type: 'take', order: ['a1', 'a6', 'a2', 'a5', 'a3', 'a4'] } });

    const found = await drive(book, { near, now: NOW });

    expect(names(found.stops)).toBe('a1 a6 a2 a5 a3 a4');
    expect(found.proposal?.order.join(' ')).toBe('a1 a2 a3 a4 a5 a6');
    expect(found.proposal?.saved_minutes).toBeGreaterThanOrEqual(5);
    await drive(book, { near, now: NOW, act: { type: 'take', order: found.proposal?.order ?? [] } });
    expect((await drive(book, { near, now: NOW })).proposal).toBeNull();
  });

  it('works in who was added, and says who is reached too late', async () => {
    const found = await drive(book, { near, now: NOW, act: { type: 'add', account: 'a8' } });
    const late = await drive(book, { near, now: 17 * 60 + 10 });

    expect(names(found.stops)).toBe('a1 a2 a3 a4 a5 a6 a8');
    expect(late.stops.filter((stop) => stop.is_late).length).toBeGreaterThan(4);
    expect(late.overrun_minutes).toBeGreaterThan(60);
  });

  it('tells when lunch is, where the shift has one', async () => {
    expect((await drive(book, { near, now: NOW })).lunch_minute).toBeNull();
    const shift = { ...WORKDAY, lunch: { from_minute: 600, until_minute: 630, minutes: 45 } };
    book.holder.session.day = { shift, off: {}, travel: ESTIMATE, start: null };

    const { lunch_minute: eats, stops } = await drive(book, { near, now: NOW });

    expect(eats).toBeGreaterThanOrEqual(600);
    expect(eats).toBeLessThanOrEqual(630);
    expect(stops.filter(({ arrive_minute: at }) => at > (eats ?? 0) && at < (eats ?? 0) + 45)).toEqual([]);
  });

  it('starts anew from where one stands, and forgets it all on demand', async () => {
    const east = { latitude: 29, longitude: 120.07 };

    const found = await drive(book, { near: east, now: NOW, act: { type: 'start_here' } });

    expect(names(found.stops)).toBe('a6 a5 a4 a3 a2 a1');
    expect((await drive(book, { near, now: NOW, act: { type: 'reset' } })).is_running).toBe(false);
    expect(names((await today(book, {})).stops)).toBe('a1 a2 a3 a4 a5 a6');
  });

  it('knows whether orders come first on every day, and tells the company', async () => {
    await book.db.write(['orders'], (tx) => tx.put('orders', { id: 'o', account_id: 'a4', account: { id: 'a4', name: '店a4' }, kind: 'sale', ordered_at: `${DAY}T00:30:00Z`, total: '10', currency: 'CNY' } as never));
    expect(names((await today(book, {})).stops)).toMatch(/^a4 /);

    const off = await drive(book, { near, now: NOW, act: { type: 'orders_first', on: false } });

    expect(off.orders_first).toBe(false);
    expect(names(off.stops)).toBe('a1 a2 a3 a4 a5 a6');
    expect((await book.outbox.all()).map(({ op }) => [op.type, op.payload])).toEqual([['day_rule.set', { orders_first: false }]]);
    await drive(book, { near, now: NOW, act: { type: 'reset' } });
    expect(names((await today(book, {})).stops)).not.toMatch(/^a4 /);
  });

  it('is over with the day', async () => {
    await drive(book, { near, now: NOW, act: { type: 'skip', account: 'a2' } });
    vi.setSystemTime(new Date('2026-03-11T01:00:00Z'));

    expect((await drive(book, { near, now: NOW })).skipped).toEqual([]);
  });
});

describe('when could I visit', () => {
  it('finds the day whose road passes by, and puts the visit there', async () => {
    const [first] = await freeHours(book, { account: 'a8', near, now: 17 * 60 });

    expect(first?.day).toBe('2026-03-11');
    expect(first?.after_name).toBe('店a7');
    await takeHour(book, { account: 'a8', day: first?.day ?? '', why: '改期' });
    const planned = await book.db.read(['visits'], (tx) => tx.where('visits', 'account_id', 'a8'));
    expect(planned.map((row) => [row.planned_on, row.status])).toEqual([['2026-03-11', 'planned']]);
  });
});

it('reads the clock of the company, not of the phone', () => {
  expect(minuteNow('Asia/Shanghai', new Date('2026-03-10T16:05:00Z'))).toBe(5);
});
