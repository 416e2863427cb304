/** When a vat is empty and when to be there: the phone's twin of `accounts/consumption.py`, held to `tests/vectors/supply.json`. */
import { addDays, daysBetween, isoWeekday } from './days.ts';

export interface Filling {
  on: string;
  quantity: number;
}

export interface DayRate {
  per_day: number;
  low: number;
  high: number;
}

export interface RunOut {
  on: string;
  earliest: string;
  latest: string;
  level: number;
  level_on: string;
}

const LONGEST_DAYS = 3650;

/** From the last count on, or from the last delivery where nobody counted: the old stock is used first. */
export function runOut(count: Filling | null, deliveries: Filling[], rate: DayRate | null): RunOut | null {
  if (!rate || rate.per_day <= 0) return null;
  const events = count ? [count, ...deliveries.filter(({ on }) => on > count.on)] : deliveries.slice(-1);
  const first = events[0];
  if (!first) return null;
  const at = level(first, events.slice(1), rate.per_day);
  const empty = (perDay: number): string => {
    const left = level(first, events.slice(1), perDay);
    return addDays(left.on, Math.min(Math.floor(left.quantity / perDay + 1e-9), LONGEST_DAYS));
  };
  return { on: empty(rate.per_day), earliest: empty(rate.high), latest: empty(rate.low), level: at.quantity, level_on: at.on };
}

function level(first: Filling, later: Filling[], perDay: number): Filling {
  return later.reduce((at, event) => ({ on: event.on, quantity: Math.max(0, at.quantity - perDay * daysBetween(at.on, event.on)) + event.quantity }), first);
}

/** The last good day to be there before it may be empty: an order day of the customer's within the week before, if there is one. */
export function deliverBy(earliest: string, leadDays: number, weekdays: readonly number[]): string {
  const wanted = addDays(earliest, -leadDays);
  if (!weekdays.length) return wanted;
  for (let back = 0; back < 7; back++) {
    const day = addDays(wanted, -back);
    if (weekdays.includes(isoWeekday(day))) return day;
  }
  return wanted;
}

/** What may be empty: between `from` and `to`, probably `on`. */
export interface SupplyHint {
  product: string;
  on: string;
  from: string;
  to: string;
}

/** Without a rhythm, what runs out this soon is worth a word; and what ran out longer ago was bought elsewhere, or is no longer used. */
const HINT_DAYS = 7;

/**
 * The product that may be empty before this customer is due again: what to bring or to ask about at today's stop (row 2). The soonest;
 * null when everything lasts.
 */
export function supplyHint(
  supplies: readonly { product: { name: string }; run_out_on: string | null; run_out_from: string | null; run_out_to: string | null; lead_days: number }[],
  today: string,
  intervalDays: number | null,
): SupplyHint | null {
  const hints = supplies.flatMap(({ product, run_out_on: on, run_out_from: from, run_out_to: to, lead_days }) => {
    const until = addDays(today, Math.max(intervalDays ?? HINT_DAYS, lead_days));
    return on && from && to && from <= until && on >= addDays(today, -HINT_DAYS) ? [{ product: product.name, on, from, to }] : [];
  });
  return hints.sort((a, b) => (a.on < b.on ? -1 : 1))[0] ?? null;
}
