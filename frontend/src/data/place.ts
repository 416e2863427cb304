import { haversineM, type Place } from '../domain/geo.ts';

interface Placed {
  latitude: number | null;
  longitude: number | null;
}

/** The place of a row, or null while it is unknown (row 21). */
export function placeOf(row: Placed): Place | null {
  return row.latitude == null || row.longitude == null ? null : { latitude: row.latitude, longitude: row.longitude };
}

/** Straight metres to a row's place. */
export function metresTo(row: Placed, from: Place | null | undefined): number | null {
  const place = placeOf(row);
  return place && from ? haversineM(place, from) : null;
}
