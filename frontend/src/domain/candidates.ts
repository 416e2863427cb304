// Who may be on a day's plan at all, and which visit of theirs the plan goes on with.
// Twin of visits/planning/candidates.py; tests/vectors/candidates.json holds both to the same candidates.

import type { Candidate, Window } from './day/agenda.ts';
import { addDays, isoWeekday } from './days.ts';
import type { Place } from './geo.ts';
import type { Tier } from './rhythm.ts';

/** An open visit planned longer ago is forgotten by the plan; the customer comes back by being overdue. */
export const RESUME_DAYS = 28;
const LAST_MINUTE = 24 * 60;

type Reference = { id: string } | string | null;

/** An account as its row has it. `visit_interval_days`: the rhythm of its tier. */
export interface Customer {
  id: string;
  owner: Reference;
  kind: string;
  status: string;
  latitude: number | null;
  longitude: number | null;
  street: string;
  village: string;
  tier: Tier | null;
  order_weekdays: readonly number[];
  next_visit_on: string | null;
  last_visit_on: string | null;
  visit_interval_days?: number | null;
  /** HH:MM or HH:MM:SS. */
  opens_at?: string | null;
  closes_at?: string | null;
}

/** A visit as its row has it; `visited_on` is the business day a completed one counts for. */
export interface Appointment {
  id: string;
  account_id: string;
  manager: Reference;
  planned_on: string;
  status: string;
  visited_on?: string | null;
}

/** A route; without weekdays it is driven any day. */
export interface Drive {
  id: string;
  manager: Reference;
  weekdays: readonly number[];
  start_latitude?: number | null;
  start_longitude?: number | null;
  archived_at?: string | null;
}

export interface DriveStop {
  id: string;
  route: Reference;
  account_id: string;
  position: number;
  archived_at?: string | null;
}

export interface FieldRequest {
  manager: string;
  day: string;
  today: string;
  customers: Iterable<Customer>;
  /** Those planned from `RESUME_DAYS` before the day on are enough. */
  visits: readonly Appointment[];
  routes: readonly Drive[];
  stops: readonly DriveStop[];
  /** Sale orders of `day` by account. */
  orders_today: ReadonlyMap<string, number>;
}

/**
 * What the plan of a day is made from. `resumed`: by account, the visit that was planned for an earlier day and is
 * gone on with when the rule sends us there. `done`: the visits closed that day, by id.
 */
export interface Field {
  candidates: Candidate[];
  resumed: Map<string, string>;
  done: string[];
  start: Place | null;
}

/** Everybody the manager looks after, and whoever else is on the calendar, unless the day has dealt with them already. */
export function fieldOf(request: FieldRequest): Field {
  const { manager, day, today } = request;
  const since = addDays(day, -RESUME_DAYS);
  const own = request.visits.filter((visit) => idOf(visit.manager) === manager && visit.planned_on >= since);
  const pinned = firstByAccount(own.filter((visit) => isFor(visit, day, today)).sort(startedFirst));
  const resumed = firstByAccount(own.filter((visit) => isLeftOver(visit, day, today)).sort(latestFirst));
  for (const account of pinned.keys()) resumed.delete(account);
  const done = own.filter((visit) => isDone(visit, day));
  const cancelled = own.filter((visit) => visit.status === 'cancelled' && visit.planned_on === day);
  const settled = new Set([...done, ...cancelled].map((visit) => visit.account_id));
  const driven = request.routes.filter((route) => isDriven(route, manager, day)).sort((a, b) => compare(a.id, b.id));
  const positions = positionsOn(driven, request.stops);
  const candidates: Candidate[] = [];
  for (const customer of request.customers) {
    const visit = pinned.get(customer.id) ?? null;
    if (visit === null && (!isLookedAfter(customer, manager) || settled.has(customer.id))) continue;
    candidates.push(candidateOf(customer, visit, positions.get(customer.id) ?? null, request.orders_today.get(customer.id) ?? 0));
  }
  candidates.sort((a, b) => compare(a.account, b.account));
  return { candidates, resumed, done: done.map((visit) => visit.id).sort(compare), start: startOf(driven) };
}

function idOf(reference: Reference): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Planned for the day; who stands at a door now does so today, whatever day it was planned for. */
function isFor(visit: Appointment, day: string, today: string): boolean {
  return (visit.status === 'planned' && visit.planned_on === day) || (visit.status === 'in_progress' && day === today);
}

function isLeftOver(visit: Appointment, day: string, today: string): boolean {
  return visit.status === 'planned' && visit.planned_on < day && day === today;
}

function isDone(visit: Appointment, day: string): boolean {
  return (visit.status === 'completed' && visit.visited_on === day) || (visit.status === 'missed' && visit.planned_on === day);
}

function startedFirst(a: Appointment, b: Appointment): number {
  return Number(b.status === 'in_progress') - Number(a.status === 'in_progress') || compare(a.id, b.id);
}

function latestFirst(a: Appointment, b: Appointment): number {
  return compare(b.planned_on, a.planned_on) || compare(a.id, b.id);
}

function firstByAccount(visits: readonly Appointment[]): Map<string, string> {
  const first = new Map<string, string>();
  for (const { account_id, id } of visits) if (!first.has(account_id)) first.set(account_id, id);
  return first;
}

function isLookedAfter(customer: Customer, manager: string): boolean {
  return idOf(customer.owner) === manager && customer.kind === 'external' && customer.status !== 'archived';
}

function isDriven(route: Drive, manager: string, day: string): boolean {
  return idOf(route.manager) === manager && !route.archived_at && (route.weekdays.length === 0 || route.weekdays.includes(isoWeekday(day)));
}

function positionsOn(routes: readonly Drive[], stops: readonly DriveStop[]): Map<string, number> {
  const positions = new Map<string, number>();
  for (const route of routes) {
    const here = stops.filter((stop) => idOf(stop.route) === route.id && !stop.archived_at);
    here.sort((a, b) => a.position - b.position || compare(a.id, b.id));
    for (const { account_id } of here) if (!positions.has(account_id)) positions.set(account_id, positions.size + 1);
  }
  return positions;
}

function startOf(routes: readonly Drive[]): Place | null {
  for (const { start_latitude: latitude, start_longitude: longitude } of routes) {
    if (latitude != null && longitude != null) return { latitude, longitude };
  }
  return null;
}

function candidateOf(customer: Customer, visit: string | null, position: number | null, orders: number): Candidate {
  return {
    account: customer.id,
    latitude: customer.latitude,
    longitude: customer.longitude,
    street: customer.street,
    village: customer.village,
    tier: customer.tier,
    orders_today: orders,
    order_weekdays: customer.order_weekdays,
    next_visit_on: customer.next_visit_on,
    last_visit_on: customer.last_visit_on,
    interval_days: customer.visit_interval_days ?? null,
    window: windowOf(customer),
    visit,
    position,
  };
}

/** One half of the opening hours may be missing: then the day's edge stands in. Night shops (closing before opening) have none. */
function windowOf({ opens_at, closes_at }: Customer): Window | null {
  if (!opens_at && !closes_at) return null;
  const window = { opens_minute: opens_at ? minuteOf(opens_at) : 0, closes_minute: closes_at ? minuteOf(closes_at) : LAST_MINUTE };
  return window.opens_minute < window.closes_minute ? window : null;
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
