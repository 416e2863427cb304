/** A four-week plan as the API gives it, and what the screen reckons from it. Pure, so that it is tested alone. */
import type { Ref, Tier } from '../../data/rows.ts';

export type CycleState = 'draft' | 'running' | 'ready' | 'published' | 'superseded' | 'failed' | 'cancelled';

export interface TierLoad {
  tier: string;
  accounts: number;
  visits: number;
  minutes: number;
  stretch: number;
}

export interface Load {
  needed: number;
  available: number;
  load: number;
  is_over: boolean;
  stretch: number;
  vip_stretch: number;
  tiers: TierLoad[];
}

export interface Notice {
  code: 'no_place' | 'place_guessed' | 'place_zero' | 'place_gcj02' | 'window_reversed' | 'no_shift' | 'no_start' | 'no_working_day' | 'day_off';
  account: string | null;
  detail: string;
  /** Of the account; only before planning. */
  name?: string;
}

export interface Cycle {
  id: string;
  manager: Ref;
  starts_on: string;
  state: CycleState;
  iterations: number;
  iterations_done: number;
  cost: number | null;
  costs: [number, number][];
  error: string;
  started_at: string | null;
  version: number;
}

export interface PlanAccount extends Ref {
  tier: Tier | null;
  street: string;
  village: string;
  latitude: number | null;
  longitude: number | null;
}

export interface PlanStop {
  id: string;
  account: string;
  position: number;
  begin_minute: number;
  is_locked: boolean;
  is_frozen: boolean;
}

export interface PlanDay {
  on: string;
  is_working: boolean;
  why: string;
  starts_minute: number;
  ends_minute: number;
  lunch: { minutes: number } | null;
  lunch_at_minute: number | null;
  travel_minutes: number;
  service_minutes: number;
  work_minutes: number;
  stops: PlanStop[];
}

export interface Unplaced {
  account: string;
  reason: 'not_due' | 'no_day' | 'capacity' | 'window' | 'distance' | 'by_hand';
  visits: number;
  due_on: string | null;
}

export interface Plan {
  version: number;
  state: CycleState;
  start: [number, number] | null;
  roads: Record<'town' | 'rural', { detour_percent: number; kmh: number }> & { is_learned: boolean };
  accounts: PlanAccount[];
  days: PlanDay[];
  unplaced: Unplaced[];
  short: { account: string; visits: number; missing: number }[];
  balance: { mean_minutes: number; lowest_minutes: number; highest_minutes: number; cv: number };
  can_undo: boolean;
}

export type Refused = 'day_off' | 'visited_that_day' | 'weekday_not_allowed' | 'window' | 'day_full';

export interface Price {
  on: string;
  minutes: number | null;
  uneven_days: number | null;
  begin_minute: number | null;
  refusal: Refused | null;
}

export interface Prices {
  current_on: string | null;
  best: Price[];
  days: Price[];
}

/** What is being looked at: a stop of the plan, an account without a place, or a day. */
export type Chosen = { stop: string } | { account: string } | { day: string } | null;

/** 08:36 */
export const wall = (minute: number): string => `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(Math.round(minute) % 60).padStart(2, '0')}`;

/** 1 Monday … 7 Sunday */
export const weekday = (on: string): number => new Date(`${on}T12:00:00Z`).getUTCDay() || 7;

/** The weeks of the plan, and the weekdays that stand as columns: those on which anybody works. */
export function weeks(days: PlanDay[]): { columns: number[]; rows: (PlanDay | null)[][] } {
  const columns = [...new Set(days.filter((day) => day.is_working || weekday(day.on) <= 5).map((day) => weekday(day.on)))].sort((a, b) => a - b);
  const rows = new Map<string, (PlanDay | null)[]>();
  for (const day of days) {
    const monday = new Date(Date.parse(`${day.on}T12:00:00Z`) - (weekday(day.on) - 1) * 86_400_000).toISOString().slice(0, 10);
    const row = rows.get(monday) ?? columns.map(() => null);
    const place = columns.indexOf(weekday(day.on));
    if (place >= 0) row[place] = day;
    rows.set(monday, row);
  }
  return { columns, rows: [...rows.values()] };
}

/** How much of the shift, lunch aside, the day's work takes. */
export function share(day: PlanDay): number {
  const shift = day.ends_minute - day.starts_minute - (day.lunch?.minutes ?? 0);
  return shift > 0 ? day.work_minutes / shift : 0;
}

/** The stop before which lunch is had; the number of stops when it is had after them all, null when it is not. */
export function lunchPlace({ stops, lunch_at_minute: at }: PlanDay): number | null {
  if (at === null) return null;
  const next = stops.findIndex(({ begin_minute }) => begin_minute >= at);
  return next < 0 ? stops.length : next;
}

/** Where a stop stands. */
export function found(plan: Plan, stop: string): { day: PlanDay; stop: PlanStop } | null {
  for (const day of plan.days) for (const each of day.stops) if (each.id === stop) return { day, stop: each };
  return null;
}
