import { expect, test } from 'vitest';
import { haversineM, judgeCheckIn, type Fix, type Place, type Verdict } from './geo.ts';
import { readVectors } from './testVectors.ts';

type Point = [latitude: number, longitude: number];

interface CheckInCase {
  place: Point | null;
  fix: [...Point, accuracy: number | null] | null;
  verdict: Verdict;
  distance_m: number | null;
  accuracy_m: number | null;
}

const vectors = readVectors<{ distances: { a: Point; b: Point; metres: number }[]; check_ins: CheckInCase[] }>('geo');

const place = ([latitude, longitude]: Point): Place => ({ latitude, longitude });
const fix = ([latitude, longitude, accuracy_m]: [...Point, number | null]): Fix => ({ latitude, longitude, accuracy_m });

test.each(vectors.distances)('$a to $b is $metres m', ({ a, b, metres }) => {
  expect(haversineM(place(a), place(b))).toBe(metres);
});

test.each(vectors.check_ins)('check-in $fix at $place: $verdict', ({ place: at, fix: seen, ...expected }) => {
  expect(judgeCheckIn(at && place(at), seen && fix(seen))).toEqual(expected);
});
