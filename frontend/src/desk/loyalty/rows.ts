/** What the API tells of an account's loyalty, and of who brought whom. */
import type { Band, Ref, Tier } from '../../data/rows.ts';

export const MARKS = ['repurchase', 'retention', 'immunity', 'advocacy', 'helping'] as const;
export type MarkName = (typeof MARKS)[number];
export const EVIDENCED = ['immunity', 'advocacy', 'helping'] as const;

export const KINDS = {
  immunity: ['competitor_promotion', 'offer_refused', 'line_lost'],
  advocacy: ['recommends', 'contact_given', 'meeting_held', 'became_customer'],
  helping: ['reference_call', 'testimonial', 'hosted_visit', 'introduction'],
} as const;
export type Kind = (typeof KINDS)[keyof typeof KINDS][number];
/** The steps of a referral, in their order. */
export const STEPS: readonly Kind[] = ['contact_given', 'meeting_held', 'became_customer'];

export type Outcome = 'ok' | 'never_ordered' | 'too_few' | 'not_identified' | 'not_appraised';
export type Remark = 'few_orders' | 'one_day' | 'no_paid_repeat' | 'returns_exceed' | 'orders_ahead' | 'other_currency';

export interface Proof {
  id: string;
  kind: Kind;
  on: string;
  about: Ref | null;
  competitor: string;
  note: string;
  by: Ref | null;
  state: 'counts' | 'tonight' | 'ahead' | 'running' | 'nothing_expected';
  proves: number | null;
  weight: number | null;
  age_days: number | null;
  orders_under: number | null;
  orders_expected: number | null;
}

export interface Mark {
  name: MarkName;
  value: number | null;
  weight: number;
  points: number | null;
  average: number | null;
  before: number | null;
  parts: Record<string, number | string | null>;
  evidence: Proof[];
}

export interface Loyalty {
  outcome: Outcome;
  as_of: string | null;
  policy: number | null;
  index: number | null;
  band: Band | null;
  coverage: number | null;
  enough: number;
  provisional: boolean | null;
  average: number | null;
  average_accounts: number;
  before: number | null;
  before_on: string | null;
  marks: Mark[];
  remarks: Remark[];
}

export interface ReferralLink {
  id: string;
  account: Ref;
  tier: Tier | null;
  annual_value: string | null;
  currency: string;
  parent: string;
  kind: Kind;
  on: string;
  depth: number;
}

export interface Referrals {
  up: ReferralLink[];
  down: ReferralLink[];
  hidden: number;
  customers: number;
  annual_value: Record<string, string>;
}
