/** A policy's terms as a form holds them: texts, and back. Pure. */
import type { Tier } from '../../data/rows.ts';
import { TIERS } from './rows.ts';

export type Rhythm = Tier | 'unrated';
export const RHYTHM: Rhythm[] = [...TIERS, 'unrated'];
export const CUT: Tier[] = ['vip', 'gold', 'key'];
export const SCORE_PARTS = ['value', 'loyalty', 'potential'] as const;
/** What a playbook may ask to be known, as the completeness of a file names it. */
export const KNOWABLE = ['contact', 'phone', 'address', 'place', 'personality', 'need', 'preference', 'consumption', 'licence', 'order_days', 'hours'] as const;

type Table<K extends string, V> = Record<K, V>;

export interface Policy {
  id: string;
  number: number;
  name: string;
  status: 'draft' | 'published';
  effective_on: string;
  score: 'value' | 'composite';
  score_weights: Table<string, number>;
  method: 'percentile' | 'absolute';
  shares: Partial<Table<Tier, string>>;
  thresholds: Partial<Table<Tier, string>>;
  floors: Partial<Table<Tier, string>>;
  enter_factor: string;
  leave_factor: string;
  grace_months: number;
  minimum_age_days: number;
  protection_days: number;
  intervals_days: Table<Rhythm, number>;
  visit_minutes: Table<Rhythm, number>;
  complaint_hours: Table<Tier, number>;
  goodwill_limits: Table<Tier, string>;
  approvers: Table<Tier, 'lead' | 'admin'>;
  target_levels: Table<Tier, number>;
  playbooks: Table<Tier, { text: string; required: string[] }>;
  created_by: { name: string } | null;
  published_by: { name: string } | null;
  published_at: string | null;
}

/** Numbers are what somebody typed; shares are typed as percents. */
export interface Terms {
  score: 'value' | 'composite';
  score_weights: Table<string, string>;
  method: 'percentile' | 'absolute';
  cuts: Table<string, string>;
  floors: Table<string, string>;
  enter_factor: string;
  leave_factor: string;
  grace_months: string;
  minimum_age_days: string;
  protection_days: string;
  intervals_days: Table<string, string>;
  visit_minutes: Table<string, string>;
  complaint_hours: Table<string, string>;
  goodwill_limits: Table<string, string>;
  approvers: Table<string, string>;
  target_levels: Table<string, string>;
  playbooks: Table<Tier, { text: string; required: string[] }>;
}

/** A share is entered deeper inside than its line, an amount above it. */
export const FACTORS = { percentile: { enter_factor: '0.90', leave_factor: '1.30' }, absolute: { enter_factor: '1.10', leave_factor: '0.80' } };

const texts = (table: object): Table<string, string> => Object.fromEntries(Object.entries(table).map(([key, value]) => [key, String(value)]));

/** 0.05 as 5, without the dust of floating point. */
export const asPercent = (share: string): string => String(Number((Number(share) * 100).toFixed(4)));
export const asShare = (percent: string): string => (percent.trim() === '' || !Number.isFinite(Number(percent)) ? percent : String(Number((Number(percent) / 100).toFixed(6))));

export function termsOf(policy: Policy): Terms {
  const { score, method, enter_factor, leave_factor, approvers, playbooks } = policy;
  const cuts = method === 'percentile' ? Object.fromEntries(Object.entries(policy.shares).map(([tier, share]) => [tier, asPercent(share)])) : texts(policy.thresholds);
  return {
    score,
    method,
    cuts,
    enter_factor,
    leave_factor,
    approvers: { ...approvers },
    playbooks: structuredClone(playbooks),
    score_weights: texts(policy.score_weights),
    floors: texts(policy.floors),
    grace_months: String(policy.grace_months),
    minimum_age_days: String(policy.minimum_age_days),
    protection_days: String(policy.protection_days),
    intervals_days: texts(policy.intervals_days),
    visit_minutes: texts(policy.visit_minutes),
    complaint_hours: texts(policy.complaint_hours),
    goodwill_limits: texts(policy.goodwill_limits),
    target_levels: texts(policy.target_levels),
  };
}

const filled = (table: Table<string, string>): Table<string, string> => Object.fromEntries(Object.entries(table).filter(([, value]) => value.trim() !== ''));
/** What is no number goes as it was typed: the server names the field. */
const numbers = (table: Table<string, string>): Table<string, number | string> => Object.fromEntries(Object.entries(table).map(([key, value]) => [key, numeric(value)]));
const numeric = (value: string): number | string => (value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value);

/** What the API takes. */
export function bodyOf(terms: Terms): Record<string, unknown> {
  const { cuts, method, floors, score_weights, grace_months, minimum_age_days, protection_days, intervals_days, visit_minutes, complaint_hours, goodwill_limits, target_levels, ...rest } = terms;
  const lines = filled(cuts);
  return {
    ...rest,
    method,
    shares: method === 'percentile' ? Object.fromEntries(Object.entries(lines).map(([tier, percent]) => [tier, asShare(percent)])) : {},
    thresholds: method === 'absolute' ? lines : {},
    floors: filled(floors),
    score_weights: numbers(score_weights),
    grace_months: numeric(grace_months),
    minimum_age_days: numeric(minimum_age_days),
    protection_days: numeric(protection_days),
    intervals_days: numbers(intervals_days),
    visit_minutes: numbers(visit_minutes),
    complaint_hours: numbers(complaint_hours),
    goodwill_limits: filled(goodwill_limits),
    target_levels: numbers(target_levels),
  };
}

/** Changing between percents and amounts: the lines of the one are no lines of the other, and each has a band of its own. */
export function withMethod(terms: Terms, method: Terms['method']): Terms {
  return method === terms.method ? terms : { ...terms, method, cuts: {}, ...FACTORS[method] };
}
