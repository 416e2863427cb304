/** The phone's screens: one line each; the first entry whose pattern fits the address is shown. Only Today is there at once. */
import type { ComponentType } from 'preact';
import { lazy } from '../lazy.tsx';
import { match } from '../router.tsx';
import { Today } from './today.tsx';

/** What an address of a pattern with `:id` hands over. */
export interface Parameters {
  id: string;
}

const SCREENS: { pattern: string; screen: ComponentType<Parameters> }[] = [
  { pattern: '/', screen: Today },
  { pattern: '/accounts', screen: lazy(async () => (await import('./customers.tsx')).Customers) },
  { pattern: '/accounts/:id', screen: lazy(async () => (await import('./account/card.tsx')).Account) },
  { pattern: '/add', screen: lazy(async () => (await import('./add.tsx')).Add) },
  { pattern: '/todo', screen: lazy(async () => (await import('./todo.tsx')).Todo) },
  { pattern: '/pool', screen: lazy(async () => (await import('./pool.tsx')).Pool) },
  { pattern: '/chain', screen: lazy(async () => (await import('./chain.tsx')).Chain) },
  { pattern: '/route-sheet', screen: lazy(async () => (await import('./routeSheet.tsx')).OwnRouteSheet) },
  { pattern: '/handovers', screen: lazy(async () => (await import('./handovers.tsx')).Handovers) },
  { pattern: '/me', screen: lazy(async () => (await import('./me.tsx')).Me) },
];

export function screenAt(pathname: string): { pattern: string; screen: ComponentType<Parameters>; id: string } | null {
  for (const { pattern, screen } of SCREENS) {
    const values = match(pattern, pathname);
    if (values) return { pattern, screen, id: values['id'] ?? '' };
  }
  return null;
}
