/** Even territories as the API gives them, and how the loads stand while a lead decides. Pure, so that they are tested alone. */
import type { Ref, Tier } from '../../data/rows.ts';

export interface Load {
  manager: Ref;
  minutes_before: number;
  minutes_after: number;
  minutes_fixed: number;
  accounts_before: number;
  accounts_after: number;
  stuck: 'moves_used_up' | 'nothing_fits' | null;
}

export interface Run {
  id: string;
  team: Ref;
  asked_by: Ref | null;
  day: string;
  tolerance_percent: number;
  mean_minutes: number;
  loads: Load[];
  without_place: number;
  without_rhythm: number;
  created_at: string;
}

export type MoveState = 'open' | 'accepted' | 'declined' | 'stale';

export interface Move {
  id: string;
  position: number;
  account: Ref;
  tier: Tier | null;
  street: string;
  village: string;
  giver: Ref;
  taker: Ref;
  minutes: number;
  way_before: number;
  way_after: number;
  state: MoveState;
  decided_by: Ref | null;
  reason: string;
}

export interface Lock {
  id: string;
  account: Ref;
  owner: Ref | null;
  reason: string;
  locked_by: Ref | null;
}

/** Minutes of each manager with what has been accepted so far. */
export function minutesNow(run: Run, moves: Move[]): Map<string, number> {
  const now = new Map(run.loads.map(({ manager, minutes_before }) => [manager.id, minutes_before]));
  const add = (id: string, minutes: number): void => void now.set(id, (now.get(id) ?? 0) + minutes);
  for (const { state, giver, taker, minutes } of moves) {
    if (state !== 'accepted') continue;
    add(giver.id, -minutes);
    add(taker.id, minutes);
  }
  return now;
}

/** How far from the mean: 0.12 is twelve percent too much. */
export const beyondMean = (minutes: number, mean: number): number => (mean ? minutes / mean - 1 : 0);

export const isEven = (minutes: number, run: Run): boolean => Math.abs(beyondMean(minutes, run.mean_minutes)) <= run.tolerance_percent / 100 + 1e-6;
