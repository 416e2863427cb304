import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { person } from '../../data/page.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { board, bounds, drawHere, drawRoute, type Board } from '../../map/leaflet.ts';
import { theme } from '../../theme.ts';
import { IconButton } from '../../ui/button.tsx';
import type { PlanAccount, PlanDay } from './rows.ts';

await addTexts({ zh: () => import('../../i18n/map.zh.json'), en: () => import('../../i18n/map.en.json') });

/** A day's stops in their order; the list beside it says the same. */
export function DayMap({ day, accounts, start, onStop }: { day: PlanDay; accounts: Map<string, PlanAccount>; start: [number, number] | null; onStop: (stop: string) => void }): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const [laid, setLaid] = useState<Board | null>(null);
  useEffect(() => {
    if (!element.current) return;
    const made = board(element.current, person.value?.session.basemap ?? null);
    setLaid(made);
    return () => void made.map.remove();
  }, []);
  const pins = day.stops.flatMap((stop, i) => {
    const account = accounts.get(stop.account);
    return account?.latitude != null && account.longitude != null ? [{ latitude: account.latitude, longitude: account.longitude, number: i + 1, label: t('map.stop', { number: i + 1, name: account.name }), is_next: false, onTap: () => onStop(stop.id) }] : [];
  });
  const key = day.stops.map(({ id }) => id).join();
  useEffect(() => {
    if (!laid || !pins.length) return;
    const home = start ? [{ latitude: start[0], longitude: start[1] }] : [];
    const around = bounds([...pins, ...home]);
    if (around) laid.map.fitBounds(around, { padding: [30, 30], maxZoom: 16, animate: false });
    drawRoute(laid, pins);
    if (home[0]) drawHere(laid, home[0]);
  }, [laid, key, theme.value]);
  return (
    <div class="map" role="region" aria-label={t('map.label')}>
      <div ref={element} class="map__ground" />
      <div class="map__zoom">
        <IconButton name="plus" label={t('map.zoom_in')} onClick={() => laid?.map.zoomIn()} />
        <IconButton name="minus" label={t('map.zoom_out')} onClick={() => laid?.map.zoomOut()} />
      </div>
    </div>
  );
}
