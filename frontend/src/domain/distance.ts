// The embedded travel model: straight distance times a detour factor, over a mean speed.
// Twin of visits/planning/distance.py; whole metres and seconds, rounded half up on both sides.

import { haversineM, type Place } from './geo.ts';

/** How one gets along: the way is `detour_percent` of the straight line, at `kmh` on average. */
export interface Road {
  detour_percent: number;
  kmh: number;
}

/** Travel inside a town and over land; `engine` names the model in every answer. */
export interface TravelModel {
  town: Road;
  rural: Road;
  engine: string;
}

export const ESTIMATE: TravelModel = {
  town: { detour_percent: 130, kmh: 18 },
  rural: { detour_percent: 140, kmh: 45 },
  engine: 'estimate',
};

/** The way between two places: metres on the road and seconds under way. */
export interface Leg {
  metres: number;
  seconds: number;
}

/** Minutes under way, rounded up: a plan that rounds down is late at every door. */
export function legMinutes(leg: Leg): number {
  return Math.ceil(leg.seconds / 60);
}

/** Over land as soon as one end is a village, but nobody drives 45 km/h inside one. */
export function roadBetween(a: Place, b: Place, model: TravelModel = ESTIMATE): Road {
  return (a.village ?? '') === (b.village ?? '') ? model.town : model.rural;
}

/** The estimated way from `a` to `b`; the same in both directions. */
export function legBetween(a: Place, b: Place, model: TravelModel = ESTIMATE): Leg {
  const road = roadBetween(a, b, model);
  const metres = Math.floor((haversineM(a, b) * road.detour_percent + 50) / 100);
  return { metres, seconds: Math.floor((metres * 3600 + road.kmh * 500) / (road.kmh * 1000)) };
}

/** Kilometres with one decimal, half up. */
export function tenthsOfKm(metres: number): number {
  return Math.floor((metres + 50) / 100) / 10;
}
