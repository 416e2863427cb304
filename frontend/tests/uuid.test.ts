import { expect, test } from 'vitest';
import { uuidv7 } from '../src/data/uuid.ts';

test('ids are UUIDs of version 7 that carry their time', () => {
  const id = uuidv7(Date.parse('2040-01-01T00:00:00Z'));

  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse('2040-01-01T00:00:00Z'));
});

test('ids sort in the order they were made, also within a millisecond and when the clock is set back', () => {
  const ids = Array.from({ length: 20_000 }, () => uuidv7(1_700_000_000_000));

  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
