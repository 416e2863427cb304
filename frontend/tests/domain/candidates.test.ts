import { describe, expect, it } from 'vitest';
import vectors from '../../../tests/vectors/candidates.json';
import { fieldOf, type Appointment, type Customer, type Drive, type DriveStop } from '../../src/domain/candidates.ts';

const MONDAY = '2026-03-02';

interface Case {
  name: string;
  day?: string;
  customers: object[];
  visits?: { account: string }[];
  routes?: object[];
  stops?: { account: string }[];
  orders_today?: Record<string, number>;
  candidates: object[];
  resumed?: Record<string, string>;
  done?: string[];
  start?: object;
}

const { defaults } = vectors;

/** What a vector leaves out of a candidate. */
const CANDIDATE = {
  latitude: null,
  longitude: null,
  street: '',
  village: '',
  tier: null,
  orders_today: 0,
  order_weekdays: [],
  next_visit_on: null,
  last_visit_on: null,
  interval_days: null,
  window: null,
  visit: null,
  position: null,
};

function fieldFrom(given: Case) {
  return fieldOf({
    manager: 'alice',
    day: given.day ?? MONDAY,
    today: MONDAY,
    customers: given.customers.map((row) => ({ ...defaults.customer, ...row })) as unknown as Customer[],
    visits: (given.visits ?? []).map(({ account, ...row }) => ({ ...defaults.visit, ...row, account_id: account })) as unknown as Appointment[],
    routes: (given.routes ?? []).map((row) => ({ ...defaults.route, ...row })) as unknown as Drive[],
    stops: (given.stops ?? []).map(({ account, ...row }) => ({ ...defaults.stop, ...row, account_id: account })) as unknown as DriveStop[],
    orders_today: new Map(Object.entries(given.orders_today ?? {})),
  });
}

describe('who may be on a plan', () => {
  it.each(vectors.cases as unknown as Case[])('$name', (given) => {
    const field = fieldFrom(given);

    expect(field.candidates).toEqual(given.candidates.map((row) => ({ ...CANDIDATE, ...row })));
    expect(Object.fromEntries(field.resumed)).toEqual(given.resumed ?? {});
    expect(field.done).toEqual(given.done ?? []);
    expect(field.start).toEqual(given.start ?? null);
  });

  it('reads references as the API writes them', () => {
    const given = vectors.cases.find(({ name }) => name.startsWith('a visit planned for the day')) as unknown as Case;
    const alice = { id: 'alice', name: 'Alice' };
    const customers = given.customers.map((row) => ({ ...defaults.customer, owner: alice, ...row })) as unknown as Customer[];

    const field = fieldOf({ manager: 'alice', day: MONDAY, today: MONDAY, customers, visits: [], routes: [], stops: [], orders_today: new Map() });

    expect(field.candidates.map((candidate) => candidate.account)).toEqual(['a']);
  });
});
