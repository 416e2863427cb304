/** Hand-overs as the API tells them, and what they say in the reader's words (rows 16, 18, 19, 58). */
import type { components } from '../../api/schema.d.ts';
import { person } from '../../data/page.ts';
import { t, type Key } from '../../i18n/index.ts';
import type { Tone } from '../../ui/badge.tsx';

type Schemas = components['schemas'];
export type Handover = Schemas['Handover'];
export type Fall = Omit<Schemas['AllocationFall'], 'evidence'> & { evidence: Evidence };
export type KnownToFew = Schemas['BusFactor'];
export type Policy = Schemas['HandoverPolicy'];

interface Spell {
  days: number;
  orders: number;
  amount: string;
}
export interface Evidence {
  before?: Spell;
  after?: Spell;
  currency?: string;
  reason?: 'supply' | 'account';
  products?: { name: string; percent: number; team_percent: number | null }[];
  alternatives?: string[];
}
export interface Dossier {
  contacts: { name: string; phone: string; personality: string | null; notes: string }[];
  promises: { id: string; text: string; due_on: string; made_by: string }[];
  needs: { said: string; wanted: string; is_dominant: boolean }[];
  next_actions: { visit: string; text: string; on: string | null }[];
  preferences: { text: string; heard_on: string }[];
  deals: { id: string; name: string; protected_until: string }[];
  who_knows: { name: string; meetings: number; last_on: string }[];
  visits: { on: string; by: string; outcome: string; notes: string }[];
  orders: { on: string; total: string; currency: string }[];
  brief: { after: string; before: string; orders: number; rose: string[]; fell: string[] };
}
export type Item = Omit<Schemas['HandoverAccount'], 'dossier' | 'gaps'> & { dossier: Partial<Dossier>; gaps: { code: string }[] };

export const STATE_TONES: Record<Handover['state'], Tone> = { preparing: 'amber', moving: 'blue', moved: 'violet', closed: 'green', cancelled: 'grey' };
export const gapText = (code: string): string => t(`handover.gap.${code}` as Key);
export const isLead = (): boolean => ['lead', 'admin'].includes(person.value?.session.user.role ?? '');

/** As what the reader signs now; null when it is not their turn. */
export function turnOf({ state, giver, taker, giver_signed_at, taker_signed_at }: Handover): 'giver' | 'taker' | 'lead' | null {
  const me = person.value?.session.user.id;
  if (state === 'preparing' && me === giver.id && !giver_signed_at) return 'giver';
  if (state === 'preparing' && me === taker.id && !taker_signed_at) return 'taker';
  return state === 'moved' && isLead() ? 'lead' : null;
}

const REFUSALS = ['handover_gaps_unnamed', 'handover_signed', 'handover_not_open', 'handover_not_ready', 'account_in_handover', 'account_archived', 'not_a_party', 'joint_visit_same_day'];

/** Undefined: no refusal of ours, the general words do. */
export function refusalText({ code, more = {} }: { code?: string | undefined; more?: Record<string, unknown> | undefined }): string | undefined {
  if (code === undefined || !REFUSALS.includes(code)) return undefined;
  return t(`handover.refusal.${code}` as Key, { list: ((more['accounts'] ?? []) as string[]).join('、') });
}
