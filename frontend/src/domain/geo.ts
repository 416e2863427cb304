// Where a customer is, and how far from there a check-in was made (rows 17, 21).
// Twin of visits/planning/geo.py, pinned by tests/vectors/geo.json.

export const EARTH_RADIUS_M = 6_371_008.8; // mean radius (IUGG)
export const NEAR_M = 200; // a shop front, its yard and the other side of the street
export const COARSE_M = 100; // a phone that knows its place worse than this has only seen a mast

/** A point on WGS-84 in degrees; `village` is set in the country and empty in town. */
export interface Place {
  latitude: number;
  longitude: number;
  village?: string;
}

/** What the phone's positioning answered: degrees, and the radius in metres it vouches for. */
export interface Fix {
  latitude: number;
  longitude: number;
  accuracy_m?: number | null;
}

/** `no_fix`: the phone gave no position. `no_place`: this check-in can tell us where the customer is. */
export type Verdict = 'ok' | 'far' | 'low_accuracy' | 'no_fix' | 'no_place';

/** The verdict on a check-in with its parts. It warns and never blocks. */
export interface CheckIn {
  verdict: Verdict;
  distance_m: number | null;
  accuracy_m: number | null;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Straight distance over the globe in whole metres, half a metre rounded up. */
export function haversineM(a: Fix | Place, b: Fix | Place): number {
  const latA = radians(a.latitude);
  const latB = radians(b.latitude);
  const rise = Math.sin((latB - latA) / 2);
  const run = Math.sin(radians(b.longitude - a.longitude) / 2);
  const chord = rise * rise + Math.cos(latA) * Math.cos(latB) * run * run;
  return Math.floor(2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(Math.min(1, chord))) + 0.5);
}

/**
 * Compare a check-in with the customer's place. `far` is only said when the whole circle of the fix
 * lies outside `nearM`: a coarse fix that may still be at the door is `low_accuracy`.
 */
export function judgeCheckIn(place: Place | null, fix: Fix | null, nearM = NEAR_M, coarseM = COARSE_M): CheckIn {
  if (fix === null) return { verdict: 'no_fix', distance_m: null, accuracy_m: null };
  const accuracy = fix.accuracy_m ?? null;
  if (place === null) return { verdict: 'no_place', distance_m: null, accuracy_m: accuracy };
  const distance = haversineM(place, fix);
  return { verdict: verdictOf(distance, accuracy, nearM, coarseM), distance_m: distance, accuracy_m: accuracy };
}

function verdictOf(distance: number, accuracy: number | null, nearM: number, coarseM: number): Verdict {
  if (distance - (accuracy ?? 0) > nearM) return 'far';
  return accuracy === null || accuracy > coarseM ? 'low_accuracy' : 'ok';
}
