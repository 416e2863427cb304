/** The work list as the API has it (rows 13, 24). */
import type { Ref, Tier } from '../../data/rows.ts';
import type { Side } from '../../domain/sides.ts';
import { percent, t, type Key } from '../../i18n/index.ts';
import type { Figure } from '../../ui/explain.tsx';

export const SIDES: Side[] = ['keep', 'win'];

export interface Reason {
  code: 'complaint' | 'promise' | 'leaving' | 'order_late' | 'action_due' | 'visit_late';
  count?: number;
  days?: number;
  share?: number;
}

export interface WorkLine {
  account: Ref;
  team: Ref;
  owner: Ref | null;
  tier: Tier | null;
  status: string;
  side: Side;
  reasons: Reason[];
  currency: string;
  annual_value: string | null;
  at_stake_low: string | null;
  at_stake_high: string | null;
}

export interface WorkSum {
  side: Side;
  currency: string;
  accounts: number;
  known: number;
  at_stake: Figure | null;
}

/** No model is as sure as "100 %" would sound. */
const MOST_CERTAIN = 0.99;

/** What asks for something to be done, in words. */
export function reasonWords({ code, count, days, share }: Reason): string {
  if (code === 'leaving' && (share ?? 0) > MOST_CERTAIN) return t('work.reason.left');
  if (code === 'leaving') return t('work.reason.leaving', { share: percent(share ?? 0, 0) });
  if (code === 'action_due' && !days) return t('work.reason.action_today');
  return t(`work.reason.${code}` as Key, { count: count ?? days ?? 0 });
}

/** Those that stand on one side one after the other, so that each side has its head. */
export function bySide(lines: WorkLine[], first: Side): [Side, WorkLine[]][] {
  const order = first === 'keep' ? SIDES : [...SIDES].reverse();
  return order.map((side): [Side, WorkLine[]] => [side, lines.filter((line) => line.side === side)]).filter(([, of]) => of.length > 0);
}
