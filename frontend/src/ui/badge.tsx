import type { ComponentChildren, JSX } from 'preact';
import type { Tier } from '../data/rows.ts';
import { inDays, t } from '../i18n/index.ts';

export type Tone = 'grey' | 'violet' | 'amber' | 'blue' | 'red' | 'green' | 'accent';

export function Badge({ tone = 'grey', children }: { tone?: Tone; children: ComponentChildren }): JSX.Element {
  return <span class={tone === 'grey' ? 'badge' : `badge badge--${tone}`}>{children}</span>;
}

const TIER_TONES: Record<Tier, Tone> = { vip: 'violet', gold: 'amber', key: 'blue', ordinary: 'grey' };

export function TierBadge({ tier }: { tier: Tier | null }): JSX.Element {
  return <Badge tone={tier ? TIER_TONES[tier] : 'grey'}>{t(tier ? `tier.${tier}` : 'tier.none')}</Badge>;
}

/** Red overdue, amber due, green fine, grey without a rhythm; always with the word. `days` is negative when late. */
export function DueBadge({ days }: { days: number | null }): JSX.Element | null {
  if (days == null) return null;
  if (days < 0) return <Badge tone="red">{t('due.overdue', { count: -days })}</Badge>;
  if (days <= 1) return <Badge tone="amber">{t('due.on', { when: inDays(days) })}</Badge>;
  return <Badge tone="green">{t('due.in', { count: days })}</Badge>;
}

/** When something falls due, in words and colour. */
export function DueDay({ days }: { days: number | null }): JSX.Element | null {
  if (days == null) return null;
  if (days < 0) return <Badge tone="red">{t('promise.late', { count: -days })}</Badge>;
  return days === 0 ? <Badge tone="amber">{t('promise.due_today')}</Badge> : <Badge>{t('promise.left', { count: days })}</Badge>;
}
