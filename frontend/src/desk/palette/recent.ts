/** The accounts opened last on this device, by this person: what one comes back to most. */
import { person } from '../../data/page.ts';

export interface Recent {
  id: string;
  name: string;
}

const MOST = 8;
const place = (): string => `recent-${person.value?.session.user.id ?? ''}`;

export function recent(): Recent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place()) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each): each is Recent => typeof each?.id === 'string' && typeof each?.name === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function remember({ id, name }: Recent): void {
  const others = recent().filter((each) => each.id !== id);
  localStorage.setItem(place(), JSON.stringify([{ id, name }, ...others].slice(0, MOST)));
}
