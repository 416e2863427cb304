/** A place as one pastes it from a map: `29.15, 120.25`, latitude first. */
export interface Coordinates {
  latitude: number;
  longitude: number;
}

export type PlaceProblem = 'unread' | 'swapped' | 'out_of_range' | 'zero';

const PAIR = /^([+-]?\d{1,3}(?:\.\d+)?)°?\s*[,，;；\s]\s*([+-]?\d{1,3}(?:\.\d+)?)°?$/;

/** Null where nothing is written; a word for what is wrong. */
export function readCoordinates(text: string): Coordinates | PlaceProblem | null {
  const typed = text.trim();
  if (!typed) return null;
  const found = PAIR.exec(typed);
  if (!found) return 'unread';
  const [latitude, longitude] = [Number(found[1]), Number(found[2])];
  if (latitude === 0 && longitude === 0) return 'zero';
  if (Math.abs(latitude) > 90) return Math.abs(longitude) <= 90 && Math.abs(latitude) <= 180 ? 'swapped' : 'out_of_range';
  if (Math.abs(longitude) > 180) return 'out_of_range';
  return { latitude, longitude };
}

/** What a form shows of a place that is there. */
export function coordinatesText(latitude: number | null | undefined, longitude: number | null | undefined): string {
  return latitude == null || longitude == null ? '' : `${latitude}, ${longitude}`;
}
