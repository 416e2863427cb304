// Why a customer is visited on a day, which class of the plan that is, and what is kept first (row 20).
// Twin of visits/planning/reason.py. `klass` is the order on the road, `keep` the order in which
// calls win a place in a day that is too short.

import { daysBetween, isoWeekday } from '../days.ts';
import { earlyDays, overdueDays } from '../rhythm.ts';
import type { Candidate, Reason } from './agenda.ts';

const TIERS = ['vip', 'gold', 'key', 'ordinary'];
export const ORDERS = 0;
const OVERDUE = 1; // one class a tier, and one for no tier
export const REST = TIERS.length + 2;
const KEEP = { pinned: 0, orders: 1, overdue: 2, due: 3, orderDay: 4, near: 5 };

/** A candidate worth a visit on the day; of `klass` and `keep` the lowest goes first. */
export interface Call {
  candidate: Candidate;
  reason: Reason;
  klass: number;
  keep: readonly [group: number, tier: number, urgency: number];
  overdueDays: number;
}

/** Planned already or put in by hand: no rule takes it out again. */
export const isPinned = (call: Call): boolean => call.keep[0] === KEEP.pinned;

/** Not due yet: only taken along when it lies at the road. */
export const isNear = (call: Call): boolean => call.keep[0] === KEEP.near;

/** The call to make, or the code why there is none. Without `ordersFirst` an order wins a place, and the road says where. */
export function judge(candidate: Candidate, day: string, today: string, ordersFirst = true): Call | 'visited' | 'not_due' {
  const pinned = candidate.added === true || candidate.visit != null;
  if (!pinned && candidate.last_visit_on != null && candidate.last_visit_on >= day) return 'visited';
  const late = overdueDays(day, candidate.next_visit_on ?? null);
  const reason = orderReason(candidate, day, today) ?? lateReason(late) ?? restReason(candidate, day, pinned);
  if (reason === null) return 'not_due';
  const rank = tierRank(candidate.tier ?? null);
  const [usual, group] = classAndKeep(reason, rank, day > today);
  const klass = usual === ORDERS && !ordersFirst ? (late > 0 ? OVERDUE + rank : REST) : usual;
  const urgency = reason.parts.due_in_days ?? -late;
  return { candidate, reason, klass, keep: [pinned ? KEEP.pinned : group, rank, urgency], overdueDays: late };
}

/** 0 for vip to 3 for ordinary, 4 while there is no tier. */
function tierRank(tier: string | null): number {
  const rank = tier === null ? -1 : TIERS.indexOf(tier);
  return rank < 0 ? TIERS.length : rank;
}

/** Orders count on their day; of a later day only the customer's order weekday is known. */
function orderReason(candidate: Candidate, day: string, today: string): Reason | null {
  if (day > today) return orderDayReason(candidate, day);
  const orders = candidate.orders_today ?? 0;
  return orders > 0 ? { code: 'order_today', parts: { orders } } : null;
}

function orderDayReason(candidate: Candidate, day: string): Reason | null {
  const weekday = isoWeekday(day);
  return candidate.order_weekdays?.includes(weekday) ? { code: 'order_day', parts: { weekday } } : null;
}

function lateReason(late: number): Reason | null {
  return late > 0 ? { code: 'overdue', parts: { overdue_days: late } } : null;
}

/** Due, planned, by hand, an order day still without its order, or near. */
function restReason(candidate: Candidate, day: string, pinned: boolean): Reason | null {
  const dueIn = candidate.next_visit_on == null ? null : daysBetween(day, candidate.next_visit_on);
  if (dueIn === 0 || (pinned && !candidate.added)) return { code: 'due', parts: {} };
  if (candidate.added) return { code: 'added', parts: {} };
  const orderDay = orderDayReason(candidate, day);
  if (orderDay !== null) return orderDay;
  if (dueIn === null || dueIn > earlyDays(candidate.interval_days ?? null)) return null;
  return { code: 'near', parts: { due_in_days: dueIn } };
}

function classAndKeep(reason: Reason, rank: number, isLater: boolean): [klass: number, keep: number] {
  switch (reason.code) {
    case 'order_today':
      return [ORDERS, KEEP.orders];
    case 'order_day':
      return isLater ? [ORDERS, KEEP.orders] : [REST, KEEP.orderDay];
    case 'overdue':
      return [OVERDUE + rank, KEEP.overdue];
    case 'near':
      return [REST, KEEP.near];
    default:
      return [REST, KEEP.due];
  }
}
