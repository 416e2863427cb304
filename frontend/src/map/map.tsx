import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Box, Filter, Mark } from '../data/customers.ts';
import { useLive } from '../data/live.ts';
import { person } from '../data/page.ts';
import type { TodayStop } from '../data/today.ts';
import type { Fix, Place } from '../domain/geo.ts';
import { addTexts, t } from '../i18n/index.ts';
import { go } from '../router.tsx';
import { theme } from '../theme.ts';
import { IconButton } from '../ui/button.tsx';
import { board, bounds, drawHere, drawMarks, drawRoute, type Board } from './leaflet.ts';

await addTexts({ zh: () => import('../i18n/map.zh.json'), en: () => import('../i18n/map.en.json') });

/** A map is drawn for the eye and the finger; the list beside it says the same to everybody. */
function useBoard(): [ref: (element: HTMLDivElement | null) => void, board: Board | null] {
  const [made, setMade] = useState<Board | null>(null);
  const element = useRef<HTMLDivElement | null>(null);
  useEffect(() => {
    if (!element.current) return;
    const laid = board(element.current, person.value?.session.basemap ?? null);
    setMade(laid);
    return () => void laid.map.remove();
  }, []);
  return [(found) => void (element.current = found), made];
}

function Frame({ at, map, tall = false, children }: { at: (element: HTMLDivElement | null) => void; map: Board | null; tall?: boolean; children?: ComponentChildren }): JSX.Element {
  return (
    <div class={tall ? 'map map--tall' : 'map'} role="region" aria-label={t('map.label')}>
      <div ref={at} class="map__ground" />
      <div class="map__zoom">
        <IconButton name="plus" label={t('map.zoom_in')} onClick={() => map?.map.zoomIn()} />
        <IconButton name="minus" label={t('map.zoom_out')} onClick={() => map?.map.zoomOut()} />
      </div>
      {children}
    </div>
  );
}

const placed = <T extends { latitude: number | null; longitude: number | null }>(rows: T[]): (T & Place)[] => rows.filter((row): row is T & Place => row.latitude != null && row.longitude != null);

/** Today's stops in their order. */
export function RouteMap({ stops, here }: { stops: TodayStop[]; here: Fix | null }): JSX.Element {
  const [at, map] = useBoard();
  const shown = placed(stops);
  const key = shown.map((stop) => stop.id).join();
  useEffect(() => {
    const around = bounds(shown);
    if (map && around) map.map.fitBounds(around, { padding: [36, 36], maxZoom: 16, animate: false });
  }, [map, key]);
  useEffect(() => {
    if (!map || !shown.length) return;
    drawRoute(
      map,
      shown.map((stop, i) => ({ latitude: stop.latitude, longitude: stop.longitude, number: stop.position, label: t('map.stop', { number: stop.position, name: stop.name }), is_next: i === 0, onTap: () => go(`/accounts/${stop.id}`) })),
    );
    if (here) drawHere(map, here);
  }, [map, key, here, theme.value]);
  const unplaced = stops.length - shown.length;
  return (
    <>
      <Frame at={at} map={map} />
      {unplaced > 0 && <p class="hint hint--edge">{t('map.unplaced', { count: unplaced })}</p>}
    </>
  );
}

/** Every account that answers the filter. */
export function AccountMap({ filter }: { filter: Partial<Filter> }): JSX.Element {
  const [at, map] = useBoard();
  const [box, setBox] = useState<Box | null>(null);
  const { data: marks } = useLive('marks', { filter, box }, ['accounts']);
  const [fitted, setFitted] = useState('');
  const asked = JSON.stringify({ ...filter, near: null });
  useEffect(() => {
    if (!map) return;
    const moved = (): void => {
      const seen = map.map.getBounds();
      setBox({ south: seen.getSouth(), west: seen.getWest(), north: seen.getNorth(), east: seen.getEast() });
    };
    map.map.on('moveend', moved);
    return () => void map.map.off('moveend', moved);
  }, [map]);
  useEffect(() => setBox(null), [asked]);
  useEffect(() => {
    if (!map || !marks) return;
    const around = bounds(marks);
    if (fitted !== asked && box === null && around) {
      setFitted(asked);
      map.map.fitBounds(around, { padding: [36, 36], maxZoom: 15, animate: false });
    }
    const tap = (mark: Mark): void => (mark.id ? go(`/accounts/${mark.id}`) : void map.map.setView([mark.latitude, mark.longitude], map.map.getZoom() + 2));
    if (map.map.getZoom() !== undefined && around) drawMarks(map, marks, (count) => t('map.cluster', { count }), tap);
  }, [map, marks, theme.value]);
  return <Frame at={at} map={map} tall />;
}
