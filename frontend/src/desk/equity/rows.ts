/** What the API tells of customer equity. */
import type { Ref, Tier } from '../../data/rows.ts';
import type { Outcome, Remark } from '../loyalty/rows.ts';

export type Cause = 'new' | 'returned' | 'grown' | 'shrunk' | 'lost' | 'not_comparable';
/** What came first, then what went. */
export const CAUSES: Cause[] = ['new', 'returned', 'grown', 'shrunk', 'lost', 'not_comparable'];

export interface Terms {
  margin_rate: number;
  discount_rate: number;
  horizon_years: number;
  policy: number | null;
}

export interface Equity {
  outcome: Outcome;
  as_of: string | null;
  currency: string | null;
  equity: string | null;
  order_value: string | null;
  discounted_orders: number | null;
  orders_ahead: number | null;
  alive: number | null;
  terms: Terms | null;
  regularity: number | null;
  accounts: number | null;
  order_days: number | null;
  last_order_on: string | null;
  before: string | null;
  before_on: string | null;
  cause: Cause | null;
  remarks: Remark[];
}

export interface Total {
  currency: string;
  as_of: string;
  outcome: Outcome;
  accounts: number;
  equity: string | null;
  outcomes: Partial<Record<Outcome, number>>;
  largest_share: number | null;
  dominated: boolean;
  terms: Terms;
  regularity: number | null;
  fitted: number;
  at_bounds: string[];
}

export interface Part {
  cause: Cause;
  accounts: number;
  change: string;
}

export interface Change {
  currency: string;
  before: string;
  after: string;
  change: string;
  parts: Part[];
  terms_before: Terms | null;
}

export interface Overview {
  since: string | null;
  until: string | null;
  days: string[];
  totals: Total[];
  changes: Change[];
}

/** A row of the list, or of the accounts behind a cause. */
export interface Line {
  account: Ref;
  owner: Ref | null;
  tier: Tier | null;
  currency: string;
  equity?: string | null;
  order_value?: string | null;
  discounted_orders?: number | null;
  alive?: number | null;
  before?: string | null;
  after?: string | null;
  change?: string;
}
