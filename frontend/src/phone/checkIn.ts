import { signal } from '@preact/signals';
import { ask, persist } from '../data/page.ts';
import type { Fix } from '../domain/geo.ts';
import { t } from '../i18n/index.ts';
import { toast } from '../ui/toast.tsx';
import { go, here } from '../router.tsx';
import { locate } from './place.ts';

/** The check-in just made: its place is looked for while the sheet is being filled. */
export interface Fresh {
  visit: string;
  group: string;
  fix: Fix | 'seeking' | 'none';
}
export const fresh = signal<Fresh | null>(null);

/** Check in with one tap (`again`: also where one was today already): the visit is on disk before the sheet opens; the place follows. */
export async function checkIn(account: string, { again = false } = {}): Promise<void> {
  const begun = await ask('checkIn', { account, again });
  if (!begun) return toast(t('visit.visited_today'));
  const { visit, start, group } = begun;
  persist();
  openSheet(visit);
  if (start) {
    fresh.value = { visit, group, fix: 'seeking' };
    await findPlace(visit, start);
  }
}

async function findPlace(visit: string, start: string): Promise<void> {
  const fix = await locate();
  if (fresh.value?.visit === visit) fresh.value = { ...fresh.value, fix: fix ?? 'none' };
  await ask('placeFound', { start, place: fix && { latitude: fix.latitude, longitude: fix.longitude, accuracy_m: fix.accuracy_m ?? 0 } });
}

/** The visit whose sheet is open. */
export function visitShown(): string | null {
  return here.value.searchParams.get('visit');
}

/** The sheet lies over the screen that is open: `?visit=` keeps it through a reload, "back" closes it. */
export function openSheet(visit: string): void {
  const url = new URL(here.value);
  url.searchParams.set('visit', visit);
  go(url.pathname + url.search);
}

export function closeSheet(): void {
  const url = new URL(here.value);
  url.searchParams.delete('visit');
  go(url.pathname + url.search, { replace: true });
}
