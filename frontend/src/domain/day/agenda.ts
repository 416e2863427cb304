// What goes into a day plan and what comes out of it. Twin of visits/planning/agenda.py.
// Times are minutes after midnight of the business day; a plan that runs over may pass 1440.

import type { Leg, TravelModel } from '../distance.ts';
import type { Place } from '../geo.ts';
import type { Tier } from '../rhythm.ts';

/** Begun between two minutes of the day, before the first visit that would end after the later one. */
export interface Lunch {
  from_minute: number;
  until_minute: number;
  minutes: number;
}

/** The working day: first start, last visit done, minutes a visit takes, and lunch. */
export interface Shift {
  start_minute: number;
  end_minute: number;
  service_minutes: number;
  lunch?: Lunch | null;
}

export const WORKDAY: Shift = { start_minute: 510, end_minute: 1050, service_minutes: 20 };

/** The minutes between which a visit may begin. It says when to go, never that one must. */
export interface Window {
  opens_minute: number;
  closes_minute: number;
}

/**
 * A customer who may be visited that day. `orders_today`: sale orders of that business day.
 * `order_weekdays`: 1 (Monday) to 7; they stand in for orders on a later day. `visit`: the open visit
 * already planned, `added`: put in by hand; both are kept whatever the day's length.
 */
export interface Candidate {
  account: string;
  latitude?: number | null;
  longitude?: number | null;
  street?: string;
  village?: string;
  tier?: Tier | null;
  orders_today?: number;
  order_weekdays?: readonly number[];
  next_visit_on?: string | null;
  last_visit_on?: string | null;
  interval_days?: number | null;
  window?: Window | null;
  service_minutes?: number | null;
  visit?: string | null;
  position?: number | null;
  added?: boolean;
}

export type ReasonCode = 'order_today' | 'order_day' | 'overdue' | 'due' | 'window' | 'near' | 'added';

/** The numbers a reason's sentence is made of, each only where it applies. */
export interface ReasonParts {
  orders?: number;
  weekday?: number;
  overdue_days?: number;
  due_in_days?: number;
  opens_minute?: number;
  closes_minute?: number;
}

export interface Reason {
  code: ReasonCode;
  parts: ReasonParts;
}

/** One stop; travel leads here from the stop before and is null where the way is unknown. */
export interface Stop {
  account: string;
  visit: string | null;
  position: number;
  arrive_minute: number;
  leave_minute: number;
  wait_minutes: number;
  orders_today: number;
  reason: Reason;
  overdue_days: number;
  travel_minutes: number | null;
  distance_m: number | null;
}

export type LeftOutCode = 'shift_full' | 'window_missed' | 'visited' | 'not_due' | 'not_near';

/** A candidate without a stop; `reason` is why one would go, null when nothing asks for a visit. */
export interface LeftOut {
  account: string;
  code: LeftOutCode;
  reason: Reason | null;
}

export interface DayPlan {
  day: string;
  stops: Stop[];
  left_out: LeftOut[];
  travel_minutes: number;
  distance_m: number;
  distance_km: number;
  overrun_minutes: number;
  engine: string;
  /** When lunch begins; null without one on the way. */
  lunch_minute: number | null;
}

/** A day to plan, as seen from `today`. `start` is where the day begins, or where one stands now. */
export interface DayRequest {
  day: string;
  today: string;
  candidates: readonly Candidate[];
  start?: Place | null;
  shift?: Shift;
  travel?: TravelModel;
  /** Customers with an order before all others (row 20); a manager may switch it off. */
  orders_first?: boolean;
}

/** One stop on the clock; `leg` is null where the way is unknown. */
export interface Moment {
  arrive: number;
  leave: number;
  wait: number;
  late: number;
  leg: Leg | null;
}
