/** What the API tells of pairs, merges and the pool, and its refusals in the reader's words. */
import { Refusal } from '../../data/protocol.ts';
import type { Ref } from '../../data/rows.ts';
import { t, type Key } from '../../i18n/index.ts';

export interface Pair {
  id: string;
  first: Ref;
  second: Ref;
  score: number;
  reasons: ('phone' | 'name' | 'sound' | 'place')[];
  state: 'open' | 'different' | 'merged';
}

export interface Merge {
  id: string;
  kept: Ref;
  lost: Ref;
  by: Ref | null;
  at: string;
  moved: Record<string, number>;
  undone_at: string | null;
  undone_by: Ref | null;
}

export interface Prospect {
  moved: Record<string, number>;
  left: Record<string, number>;
  filled: string[];
}

const TABLES = ['accounts_contact', 'accounts_order', 'visits_visit', 'accounts_promise', 'accounts_touchpoint', 'accounts_need', 'accounts_preference', 'accounts_consumption', 'accounts_attachment', 'accounts_deal', 'accounts_careevent', 'accounts_trustevent', 'visits_routestop'] as const;

/** Counts by table in words, the small fry together at the end. */
export function countsOf(moved: Record<string, number>): { text: string; count: number }[] {
  const known = TABLES.filter((table) => moved[table]).map((table) => ({ text: t(`twins.t.${table}`), count: moved[table] ?? 0 }));
  const other = totalOf(moved) - known.reduce((sum, { count }) => sum + count, 0);
  return other ? [...known, { text: t('twins.t.other'), count: other }] : known;
}

export const totalOf = (moved: Record<string, number>): number => Object.values(moved).reduce((sum, count) => sum + count, 0);

const WORDED = ['account_merged', 'account_archived', 'merge_across_teams', 'merge_across_kinds', 'merge_undone', 'duplicate_decided', 'not_your_account', 'forbidden', 'account_taken', 'pool_capacity_reached', 'pool_claims_used_up', 'stale'];

export function wordsOf(error: Error): string {
  if (error.name === 'Unreachable') return t('twins.offline');
  if (error instanceof Refusal && WORDED.includes(error.code)) return t(`twins.refused.${error.code}` as Key);
  return t('twins.trouble', { detail: error.message });
}
