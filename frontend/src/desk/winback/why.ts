/** Why a customer is lost, in words: what somebody said, else the rule by which the facts say so (row 39). */
import { day, t, type Key } from '../../i18n/index.ts';

export interface Lost {
  lost_since: string | null;
  parts: { rule?: string; lost_after?: number; order_days?: number };
  set_by: { name: string } | null;
  set_at: string | null;
  set_reason: string;
  open_complaints: number;
  broken_promises: number;
  trust_broken: number;
}

export function whyLost({ parts, set_by, set_reason, lost_since }: Lost): string[] {
  const said = set_reason && set_by ? [t('winback.said', { name: set_by.name, reason: set_reason })] : [];
  const rule = parts.rule && !said.length ? [t(`notebook.rule.${parts.rule}` as Key, { days: parts.lost_after ?? 0, number: parts.order_days ?? 0 })] : [];
  return [...said, ...rule, ...(lost_since ? [t('winback.since', { day: day(lost_since) })] : [])];
}

/** What went wrong on our side meanwhile. */
export function ourFaults({ open_complaints, broken_promises, trust_broken }: Lost): string[] {
  return [
    open_complaints ? t('winback.complaints', { count: open_complaints }) : '',
    broken_promises ? t('winback.promises', { count: broken_promises }) : '',
    trust_broken ? t('winback.trust', { count: trust_broken }) : '',
  ].filter(Boolean);
}
