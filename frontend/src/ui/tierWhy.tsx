import type { JSX } from 'preact';
import type { Tier, TierWhy as Why } from '../data/rows.ts';
import { day, money, percent, t, type Key } from '../i18n/index.ts';
import { Icon } from './icon.tsx';

/** Why an account has its tier: the numbers, the policy version, the day (rows 7, 68). The server sends numbers, the words are ours. */
export function TierWhy({ tier, since, why }: { tier: Tier | null; since: string | null; why: Why | null }): JSX.Element {
  const name = t(tier ? `tier.${tier}` : 'tier.none');
  return (
    <details class="why">
      <summary>
        <Icon name="forward" small />
        {t('card.why', { tier: name })}
      </summary>
      <ul>
        {whyLines(name, since, why).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

export function whyLines(tier: string, since: string | null, why: Why | null): string[] {
  if (!why) return [t('card.why_none')];
  const { value, currency, rank, peers, cut_share: cut, policy_version: version, reviewed_on: on, override } = why;
  return [
    why.text_code ? t(`rule.${why.text_code}` as Key) : '',
    override ? t('card.why_override', { tier: t(`tier.${override.tier}`), reason: override.reason, by: override.by }) : '',
    override?.expires_on ? t('card.why_override_until', { day: day(override.expires_on) }) : '',
    value != null && currency ? t('card.why_value', { value: money(value, currency) }) : '',
    rank != null && peers ? t('card.why_place', { rank, peers }) : '',
    cut != null ? t('card.why_cut', { tier, share: percent(cut) }) : '',
    why.months_beyond ? t('card.why_months', { months: why.months_beyond, grace: why.grace_months ?? 0 }) : '',
    version != null && on ? t('card.why_policy', { version: String(version), day: day(on) }) : '',
    since ? t('card.why_since', { day: day(since) }) : '',
  ].filter(Boolean);
}
