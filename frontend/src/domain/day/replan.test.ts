import process from 'node:process';
import { expect, test } from 'vitest';
import { readVectors } from '../testVectors.ts';
import { replan, type Replan, type ReplanRequest } from './replan.ts';
import { bestSlots, priceOfOrdersFirst, type Slot, type SlotsRequest } from './slots.ts';
import type { DayRequest } from './agenda.ts';

interface Case<Request, Answer> {
  name: string;
  request: Request;
  answer: Answer;
}
type Cases<Request, Answer> = Record<'told' | 'drawn', Case<Request, Answer>[]>;

const replans = readVectors<Cases<ReplanRequest, Replan>>('replan');
const slots = readVectors<Cases<SlotsRequest, Slot[]>>('slots');

test.each([...replans.told, ...replans.drawn])('re-plan, $name: the same answer as the server', ({ request, answer }) => {
  expect(replan(request)).toEqual(answer);
});

test.each([...slots.told, ...slots.drawn])('slots, $name: the same answer as the server', ({ request, answer }) => {
  expect(bestSlots(request)).toEqual(answer);
});

test('forty stops are planned anew within 50 ms of work', () => {
  const days = replans.drawn.filter(({ request }) => request.candidates.length === 40);
  expect(days.length).toBeGreaterThan(3);
  for (const { request } of days) replan(request); // warm, as on a phone that was opened

  const taken = days.flatMap(({ request }) => [1, 2, 3].map(() => timed(() => replan(request)))).sort((a, b) => a - b);

  expect(taken[Math.floor(taken.length / 2)]).toBeLessThan(50);
});

test('orders first has its price, and none where they lie on the way', () => {
  const at = (account: string, east: number, orders_today = 0): DayRequest['candidates'][number] => ({ account, latitude: 29, longitude: 120 + east / 100, orders_today });
  const day: DayRequest = { day: '2025-03-12', today: '2025-03-12', start: { latitude: 29, longitude: 120 }, candidates: [at('a', 1), at('b', 2, 1)] };

  expect(priceOfOrdersFirst(day)).toBe(4);
  expect(priceOfOrdersFirst({ ...day, candidates: [at('a', 1, 1), at('b', 2)] })).toBe(0);
});

/** Milliseconds of work, not of waiting for a busy machine. */
function timed(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
