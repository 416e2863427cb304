/** Segments and experiments as the API has them. */
import { person } from '../../data/page.ts';
import type { Ref, SegmentRow } from '../../data/rows.ts';

export interface Segment extends SegmentRow {
  archived_at: string | null;
  problems: Record<string, string[]>;
  version: number;
}

export interface Readers {
  brief_number: number;
  missing: number;
  people: { id: string; name: string; role: string; at: string | null }[];
}

export interface Part {
  accounts: number;
  buyers: number;
  mean: number;
  variance: number;
}

export type Outcome = 'better' | 'worse' | 'not_told_apart' | 'too_few' | 'no_holdout' | 'two_currencies';

export interface Result {
  outcome: Outcome;
  treated: Part;
  holdout: Part;
  difference: number | null;
  error: number | null;
  freedom: number | null;
  quantile: number | null;
  low: number | null;
  high: number | null;
  since: string;
  until: string;
  currency: string | null;
  before: { treated: number; holdout: number };
  fewest: { accounts: number; buyers: number };
}

export interface Experiment {
  id: string;
  segment: Ref;
  name: string;
  hypothesis: string;
  offer: string;
  metric: 'net_sales' | 'orders';
  holdout_share: string;
  days: number;
  seed: number;
  status: 'draft' | 'drawing' | 'running' | 'ended' | 'cancelled';
  starts_on: string | null;
  ends_on: string | null;
  split: { treated: number; holdout: number; elsewhere: number; strata: Record<string, { treated: number; holdout: number }> } | null;
  result: Result | null;
  measured_at: string | null;
  error: string;
  version: number;
}

export interface Decision {
  verdict: 'roll_out' | 'drop' | 'change' | 'repeat';
  reason: string;
  by: Ref | null;
  at: string;
}

export const STRATEGIES = ['price', 'difference'] as const;
export const CHANNELS = ['pc', 'mobile', 'phone', 'in_person'] as const;

export const mayKeep = (): boolean => ['lead', 'admin', 'analyst'].includes(person.value?.session.user.role ?? '');
export const maySeeCustomers = (): boolean => ['manager', 'lead', 'admin', 'analyst'].includes(person.value?.session.user.role ?? '');
