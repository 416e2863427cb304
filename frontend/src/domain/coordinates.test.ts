import { expect, test } from 'vitest';
import { coordinatesText, readCoordinates } from './coordinates.ts';

test.each([
  ['29.15, 120.25', { latitude: 29.15, longitude: 120.25 }],
  [' 29.15，120.25 ', { latitude: 29.15, longitude: 120.25 }],
  ['29.15 120.25', { latitude: 29.15, longitude: 120.25 }],
  ['-33.9; 18.4', { latitude: -33.9, longitude: 18.4 }],
  ['', null],
  ['120.25, 29.15', 'swapped'],
  ['0, 0', 'zero'],
  ['0.0 0', 'zero'],
  ['95, 200', 'out_of_range'],
  ['29.15', 'unread'],
  ['杭州', 'unread'],
  ['29.15, 120.25, 3', 'unread'],
])('%j', (text, read) => {
  expect(readCoordinates(text)).toEqual(read);
});

test('what is shown is read again', () => {
  expect(readCoordinates(coordinatesText(29.15, 120.25))).toEqual({ latitude: 29.15, longitude: 120.25 });
  expect(coordinatesText(null, 120)).toBe('');
});
