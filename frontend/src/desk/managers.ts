import { useLive } from '../data/live.ts';
import { person } from '../data/page.ts';
import type { Ref } from '../data/rows.ts';

interface Person extends Ref {
  role: string;
  is_active: boolean;
  team: Ref | null;
}

export interface Manager extends Ref {
  team: Ref | null;
}

/** The managers whom this person may look at, oneself alone for a manager; null until it is known. */
export function useManagers(): Manager[] | null {
  const me = person.value?.session.user;
  const { data } = useLive('list', { resource: 'users', query: { limit: 200, ordering: 'name' } }, ['users']);
  if (me?.role === 'manager') return [{ id: me.id, name: me.name, team: null }];
  if (!data) return null;
  return (data.results as unknown as Person[]).filter(({ role, is_active: active, team }) => role === 'manager' && active !== false && team);
}
