import { expect, test } from 'vitest';
import { differing, proposed, taken, type Twin } from './fields.ts';

const twin = (id: string, more: Partial<Twin> = {}): Twin => ({ id, name: '福记', role: 'retailer', team: { id: 't', name: 'T' }, tier: null, status: 'active', phone: '', address: '', street: '', village: '', version: 1, ...more });

test('only what differs is asked', () => {
  expect(differing(twin('a', { opens_at: '08:00:00' }), twin('b', { opens_at: '08:00', phone: '138' }))).toEqual(['phone']);
});

test('the kept one is proposed unless it says nothing', () => {
  const [kept, lost] = [twin('a', { street: '东街' }), twin('b', { street: '西街', phone: '138' })];
  expect(proposed('street', kept, lost)).toBe('a');
  expect(proposed('phone', kept, lost)).toBe('b');
});

test('what is chosen from the lost one is sent, a place as both its columns, what is filled unasked is not', () => {
  const kept = twin('a', { name: '福记', latitude: 24, longitude: 110, street: '东街' });
  const lost = twin('b', { name: '福记粮油', latitude: 25, longitude: 110, phone: '138' });
  expect(taken({ name: 'b', place: 'b', phone: 'b', street: 'b' }, kept, lost)).toEqual(['name', 'latitude', 'longitude']);
  expect(taken({ name: 'a' }, kept, lost)).toEqual([]);
});
