import { signal } from '@preact/signals';
import type { Fix } from '../domain/geo.ts';

/** Where the phone was last, and whether it could be found; screens sort and measure from here. */
export const position = signal<Fix | null>(null);
export const trouble = signal<'denied' | 'none' | null>(null);

/** Asks the phone where it is; null when it cannot or may not say (after at most 10 s). */
export function locate(): Promise<Fix | null> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) {
      trouble.value = 'none';
      resolve(null);
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        position.value = { latitude: coords.latitude, longitude: coords.longitude, accuracy_m: Math.round(coords.accuracy) };
        trouble.value = null;
        resolve(position.value);
      },
      (error) => {
        trouble.value = error.code === error.PERMISSION_DENIED ? 'denied' : 'none';
        resolve(null);
      },
      { timeout: 10_000, maximumAge: 60_000, enableHighAccuracy: true },
    );
  });
}

/** Looks where we are only if the person has allowed it before: opening a screen must not raise a question. */
export async function locateQuietly(): Promise<void> {
  try {
    const { state } = await navigator.permissions.query({ name: 'geolocation' });
    if (state === 'granted') await locate();
  } catch {
    // An older browser that cannot tell: then we do not ask.
  }
}
