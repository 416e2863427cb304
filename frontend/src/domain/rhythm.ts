// The visit rhythm: how often a tier is seen, and when a customer's next visit is due (row 7).
// Twin of visits/planning/rhythm.py, pinned by tests/vectors/rhythm.json.

import { addDays, daysBetween } from './days.ts';

export type Tier = 'vip' | 'gold' | 'key' | 'ordinary';
export type RhythmState = 'overdue' | 'due' | 'fine' | 'none';

// Only defaults: the tier policy carries its own, per version.
export const DEFAULT_INTERVALS: Readonly<Partial<Record<Tier, number>>> = { vip: 7, gold: 14, key: 28, ordinary: 56 };
export const FIRST_VISIT_DAYS = 7; // a new customer is met within a week, whatever the tier (row 18)
export const EARLY_PERCENT = 20; // a visit counts as "in rhythm" from 80 % of the interval on

/** Where a customer stands in the rhythm; `days_left` is negative when late, null without a rhythm. */
export interface Rhythm {
  state: RhythmState;
  next_visit_on: string | null;
  interval_days: number | null;
  days_left: number | null;
  overdue_days: number;
}

/** Days between two visits for a tier; null while the tier is not known. */
export function intervalFor(tier: Tier | null, intervals: Readonly<Partial<Record<Tier, number>>> = DEFAULT_INTERVALS): number | null {
  return tier === null ? null : (intervals[tier] ?? null);
}

/** How many days before the due day a visit still keeps the rhythm. */
export function earlyDays(interval: number | null): number {
  return interval ? Math.max(1, Math.floor((interval * EARLY_PERCENT) / 100)) : 0;
}

export interface VisitHistory {
  last_visit_on: string | null;
  created_on: string;
  interval_days: number | null;
  /** A day agreed with the customer: goes before the rhythm until a visit on or after it. */
  agreed_on?: string | null;
  first_visit_days?: number;
}

/** The day the next visit is due; null when there is neither a rhythm nor a first visit to make. */
export function nextVisitOn(history: VisitHistory): string | null {
  const { last_visit_on: last, interval_days: interval, agreed_on: agreed } = history;
  if (agreed && (last === null || agreed > last)) return agreed;
  const first = history.first_visit_days ?? FIRST_VISIT_DAYS;
  if (last === null) return addDays(history.created_on, Math.min(interval || first, first));
  return interval ? addDays(last, interval) : null;
}

/** Whole days since the due day; 0 on the due day, before it, and without a rhythm. */
export function overdueDays(day: string, nextVisit: string | null): number {
  return nextVisit === null ? 0 : Math.max(0, daysBetween(nextVisit, day));
}

/** The state of a customer on a day, as the lists colour it. */
export function rhythmOn(day: string, nextVisit: string | null, interval: number | null): Rhythm {
  const left = nextVisit === null ? null : daysBetween(day, nextVisit);
  return {
    state: stateOf(left, interval),
    next_visit_on: nextVisit,
    interval_days: interval,
    days_left: left,
    overdue_days: overdueDays(day, nextVisit),
  };
}

function stateOf(left: number | null, interval: number | null): RhythmState {
  if (left === null) return 'none';
  if (left < 0) return 'overdue';
  return left <= earlyDays(interval) ? 'due' : 'fine';
}
