import { expect, test } from 'vitest';
import { planDay, type DayPlan, type DayRequest } from './dayPlan.ts';
import { readVectors } from './testVectors.ts';

interface Case {
  name: string;
  request: DayRequest;
  plan: DayPlan;
}

interface Told extends Case {
  stops: string[];
  left_out: Record<string, string>;
}

const vectors = readVectors<{ told: Told[]; drawn: Case[] }>('day_plan');

test.each(vectors.told)('told: $name', ({ request, plan, stops, left_out }) => {
  const found = planDay(request);

  expect(found.stops.map((stop) => `${stop.account} ${stop.reason.code}`)).toEqual(stops);
  expect(Object.fromEntries(found.left_out.map((out) => [out.account, out.code]))).toEqual(left_out);
  expect(found).toEqual(plan);
});

test.each(vectors.drawn)('$name: the same plan as the server', ({ request, plan }) => {
  expect(planDay(request)).toEqual(plan);
});

test('the order in which candidates are given does not matter', () => {
  const request = vectors.drawn[40]?.request;
  if (!request) throw new Error('no such case');

  const turned = planDay({ ...request, candidates: request.candidates.toReversed() });

  expect(turned).toEqual(planDay(request));
});

test('a candidate list is not changed by planning', () => {
  const request = structuredClone(vectors.drawn[40]?.request);
  if (!request) throw new Error('no such case');
  const before = structuredClone(request);

  planDay(request);

  expect(request).toEqual(before);
});
