/** Two accounts field by field: where they differ, and what a merge makes of it. */
import type { Ref } from '../../data/rows.ts';

export interface Twin {
  id: string;
  name: string;
  role: string;
  team: Ref;
  owner?: Ref | null;
  tier: string | null;
  status: string;
  licence_name?: string;
  industry?: string;
  phone: string;
  address: string;
  street: string;
  village: string;
  latitude?: number | null;
  longitude?: number | null;
  territory?: Ref | null;
  opens_at?: string | null;
  closes_at?: string | null;
  order_weekdays?: number[];
  merged_into?: Ref | null;
  version: number;
}

/** Latitude and longitude are one fact: `place`. */
export const FIELDS = ['name', 'licence_name', 'industry', 'role', 'phone', 'address', 'street', 'village', 'place', 'territory', 'opens_at', 'closes_at', 'order_weekdays'] as const;
export type FieldName = (typeof FIELDS)[number];

/** What a field says, comparable and readable; empty when it says nothing. */
export function saying(twin: Twin, field: FieldName): string {
  if (field === 'place') return twin.latitude == null || twin.longitude == null ? '' : `${twin.latitude.toFixed(5)}, ${twin.longitude.toFixed(5)}`;
  if (field === 'territory') return twin.territory?.name ?? '';
  if (field === 'order_weekdays') return (twin.order_weekdays ?? []).join();
  const said = twin[field] ?? '';
  return field === 'opens_at' || field === 'closes_at' ? said.slice(0, 5) : said;
}

export function differing(one: Twin, other: Twin): FieldName[] {
  return FIELDS.filter((field) => saying(one, field) !== saying(other, field));
}

/** Whose word counts unasked: the kept one's, except where it says nothing. */
export function proposed(field: FieldName, kept: Twin, lost: Twin): string {
  return saying(kept, field) ? kept.id : lost.id;
}

/** The fields that are taken from the lost one though the kept one has its own; empty ones are filled anyway. */
export function taken(choices: Partial<Record<FieldName, string>>, kept: Twin, lost: Twin): string[] {
  const chosen = differing(kept, lost).filter((field) => choices[field] === lost.id && saying(kept, field) && saying(lost, field));
  return chosen.flatMap((field) => (field === 'place' ? ['latitude', 'longitude'] : [field]));
}
