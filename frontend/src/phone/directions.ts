import type { Place } from '../domain/geo.ts';

/**
 * Hands a place over to the phone's navigation app. Android opens `geo:` in whatever app is chosen; elsewhere the address
 * of a map service that takes WGS-84 as it is, so that nothing is converted here.
 */
export function directions({ latitude, longitude }: Place, name: string): string {
  const title = encodeURIComponent(name);
  if (/Android/i.test(navigator.userAgent)) return `geo:${latitude},${longitude}?q=${latitude},${longitude}(${title})`;
  return `https://uri.amap.com/navigation?to=${longitude},${latitude},${title}&coordinate=wgs84&callnative=1`;
}
