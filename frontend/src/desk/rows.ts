/** What the desk reads from the API. A service agent's rows come with fewer fields. */
import type { Band, ConsumptionRow, NeedRow, PreferenceRow, Ref, Tier, TierWhy, Verdict } from '../data/rows.ts';
import type { Completeness } from '../domain/completeness.ts';
import type { CustomValue } from './views/customFields.ts';

export interface DeskAccount {
  id: string;
  kind: string;
  name: string;
  role: string;
  status: string;
  team: Ref;
  tier: Tier | null;
  phone: string;
  address: string;
  street: string;
  village: string;
  open_complaints: number;
  owner?: Ref | null;
  territory?: Ref | null;
  tier_since?: string | null;
  licence_name?: string;
  industry?: string;
  loyalty_index?: string | null;
  loyalty_band?: Band | null;
  annual_value?: string | null;
  currency?: string;
  mixed_currency?: boolean;
  last_order_on?: string | null;
  last_visit_on?: string | null;
  last_contact_on?: string | null;
  custom?: Record<string, CustomValue>;
  next_visit_on?: string | null;
  next_action?: string;
  next_action_on?: string | null;
  welcome?: 'welcome' | 'watch' | 'unwelcome';
  tags?: string[];
  order_weekdays?: number[];
  latitude?: number | null;
  longitude?: number | null;
  opens_at?: string | null;
  closes_at?: string | null;
  external_id?: string | null;
  /** Where this account went; then it is archived. */
  merged_into?: Ref | null;
  version: number;
}

export interface Overview {
  account: DeskAccount;
  tier_why: TierWhy | null;
  contacts: { id: string; name: string; position: string; phone: string; is_primary: boolean; preferred_channel?: string | null }[];
  promises: { id: string; text: string; due_on: string; state: string }[];
  touchpoints: DeskTouch[];
  needs: NeedRow[];
  preferences: PreferenceRow[];
  consumptions: ConsumptionRow[];
  journey: DeskJourney | null;
  completeness: Completeness;
}

export interface DeskTouch {
  id: string;
  kind: string;
  channel: string | null;
  at: string;
  by: Ref | null;
  text: string;
  code?: string;
  details?: Record<string, unknown>;
  expectation?: string;
  verdict?: Verdict | null;
}

export type Stage = 'reached' | 'screening' | 'purchase' | 'done' | 'repurchase' | 'loyal' | 'lost' | 'won_back';
export type BeliefStep = 'unaware' | 'fears_trick' | 'distant' | 'interested' | 'torn' | 'half_believing' | 'trying' | 'repurchase';

export interface DeskJourney {
  stage: Stage | null;
  computed_stage: Stage | null;
  computed_since: string | null;
  parts: { rule?: string; lost_after?: number; order_days?: number; referrals?: number };
  set_stage: Stage | null;
  set_by: Ref | null;
  set_reason: string;
  arrival: 'referral' | 'advertising' | 'word_of_mouth' | 'visit' | null;
  referred_by: Ref | null;
  belief: BeliefStep | null;
  belief_evidence: string;
}
