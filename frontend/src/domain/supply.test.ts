import { expect, test } from 'vitest';
import { completeness, ownFieldsKept, type Completeness, type FilePart } from './completeness.ts';
import { deliverBy, runOut, supplyHint, type DayRate, type Filling, type RunOut } from './supply.ts';
import { readVectors } from './testVectors.ts';

interface Supply {
  count: Filling | null;
  deliveries: Filling[];
  rate: DayRate;
  lead_days: number;
  weekdays: number[];
  run_out: RunOut | null;
  deliver_by: string | null;
}

test.each(readVectors<Supply[]>('supply'))('a vat counted $count.on with $deliveries.length deliveries is empty on $run_out.on', (told) => {
  const found = runOut(told.count, told.deliveries, told.rate);

  expect(found && { ...found, level: Math.round(found.level * 1e6) / 1e6 }).toEqual(told.run_out);
  expect(found && deliverBy(found.earliest, told.lead_days, told.weekdays)).toBe(told.deliver_by);
});

interface File {
  has: Partial<Record<FilePart, boolean>>;
  kind: string;
  role: string;
  file: Completeness;
}

test.each(readVectors<File[]>('completeness'))('a file of $kind $role is $file.percent % complete', ({ has, kind, role, file }) => {
  expect(completeness(has, { kind, role })).toEqual(file);
});

const bag = (product: string, from: string, on: string, to: string, lead_days = 0) => ({ product: { name: product }, run_out_on: on, run_out_from: from, run_out_to: to, lead_days });

test.each([
  ['the soonest of what may be empty before the next visit', [bag('油', '2026-03-20', '2026-03-24', '2026-03-30'), bag('米', '2026-03-12', '2026-03-15', '2026-03-19')], 14, '米'],
  ['its earliest day counts, not its likely one', [bag('米', '2026-03-24', '2026-04-10', '2026-04-20')], 14, '米'],
  ['nothing when it lasts until the next visit', [bag('米', '2026-03-25', '2026-03-28', '2026-04-01')], 14, undefined],
  ['a delivery that takes long is asked about early', [bag('米', '2026-03-25', '2026-03-28', '2026-04-01', 20)], 14, '米'],
  ['without a rhythm only what is near', [bag('米', '2026-03-18', '2026-03-20', '2026-03-25')], null, undefined],
  ['what ran out long ago says nothing', [bag('米', '2026-02-20', '2026-03-01', '2026-03-05')], 14, undefined],
])('%s', (_, supplies, interval, product) => {
  expect(supplyHint(supplies, '2026-03-10', interval)?.product).toBe(product);
});

test('what the company requires counts for whom it is required', () => {
  const field = { key: 'area', kind: 'external', roles: [], required_roles: ['retailer'], required_tiers: ['vip'], archived_at: null };
  const dealer = { kind: 'external', role: 'dealer', tier: 'key' };

  expect(ownFieldsKept([field], dealer)).toBeUndefined();
  expect(ownFieldsKept([field], { ...dealer, tier: 'vip' })).toBe(false);
  expect(ownFieldsKept([field], { ...dealer, role: 'retailer', custom: { area: 12 } })).toBe(true);
  expect(ownFieldsKept([{ ...field, archived_at: '2026-01-01T00:00:00Z' }], { ...dealer, role: 'retailer' })).toBeUndefined();
});
