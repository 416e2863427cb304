import { describe, expect, test } from 'vitest';
import { businessDay } from '../data/clock.ts';
import { accountFilter, inOrder, type FilterRow, type Params, type World } from './accountFilter.ts';
import { cleanValue, UnfitValue, type FieldRule } from './customValue.ts';
import { readVectors } from './testVectors.ts';

interface Told {
  world: [{ today: string; zone: string; fields: FieldRule[]; territories: World['territories'] }];
  rows: (FilterRow & { name: string })[];
  asked: { params: Params; found: string[] }[];
  refused: { params: Params; problem: string }[];
  ordered: { ordering: string; found: string[] }[];
}

const told = readVectors<Told>('account_filters');
const [{ today, zone, fields, territories }] = told.world;
const world: World = { today, dayOf: (instant) => businessDay(instant, zone), fields, territories, rows: told.rows };
const names = (rows: { name: string }[]): string[] => rows.map(({ name }) => name);

describe('a filter', () => {
  test.each(told.asked)('$params finds $found', ({ params, found }) => {
    const { passes, problems } = accountFilter(params, world);

    expect(problems).toEqual([]);
    expect(names(told.rows.filter(passes))).toEqual(found);
  });

  test.each(told.refused)('$params is refused', ({ params, problem }) => {
    expect(accountFilter(params, world).problems).toEqual([problem]);
  });
});

test.each(told.ordered)('in the order of $ordering: $found', ({ ordering, found }) => {
  const rows = told.rows.filter(accountFilter({}, world).passes);

  expect(names(inOrder(rows, ordering, fields) ?? [])).toEqual(found);
});

test('an order that the phone does not know is none', () => {
  expect(inOrder(told.rows, 'colour')).toBeNull();
  expect(inOrder(told.rows, 'custom.remark', fields)).toBeNull();
});

interface Judged {
  field: FieldRule;
  value: unknown;
  kept?: unknown;
  refused?: true;
}

test.each(readVectors<Judged[]>('custom_values'))('$field.type $value is kept as $kept', ({ field, value, kept, refused }) => {
  if (refused) expect(() => cleanValue(field, value)).toThrow(UnfitValue);
  else expect(cleanValue(field, value)).toEqual(kept);
});
