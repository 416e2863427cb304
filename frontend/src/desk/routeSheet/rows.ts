/** A route sheet as the API gives it (row 17). */
import type { Ref, Tier } from '../../data/rows.ts';
import type { Reason } from '../../domain/day/agenda.ts';

export interface SheetStop {
  number: number;
  account: Ref;
  customer: string;
  licence_name: string;
  phone: string;
  address: string;
  latitude: number | null;
  longitude: number | null;
  tier: Tier | null;
  opens_at: string | null;
  closes_at: string | null;
  arrive_at: string | null;
  reason: Reason | null;
  last_visit_on: string | null;
  last_order: { on: string; total: string; currency: string } | null;
  promises: { text: string; due_on: string }[];
  open_complaints: number;
  next_action: string;
  next_action_on: string | null;
}

export interface SheetArea {
  kind: 'street' | 'village' | 'unknown';
  name: string;
  stops: SheetStop[];
}

export interface RouteSheet {
  manager: Ref;
  date: string | null;
  route: Ref | null;
  travel_minutes: number | null;
  distance_km: number | null;
  areas: SheetArea[];
  left_out: Ref[];
}
