/** A segment's card as its staff read it (row 42). Who shows it has loaded its texts. */
import type { JSX } from 'preact';
import type { SegmentRow } from '../data/rows.ts';
import { t } from '../i18n/index.ts';

type Card = Pick<SegmentRow, 'description' | 'strategy' | 'channel' | 'message' | 'presentation' | 'brief' | 'brief_number'>;

/** The five things of a segment's card, and the brief; what is empty is left out. */
export function BriefCard({ segment }: { segment: Card }): JSX.Element {
  const facts: [string, string][] = [
    [t('brief.description'), segment.description],
    [t('brief.strategy'), segment.strategy && t(`brief.strategy.${segment.strategy}`)],
    [t('brief.channel'), segment.channel && t(`brief.channel.${segment.channel}`)],
    [t('brief.message'), segment.message],
    [t('brief.presentation'), segment.presentation],
    [`${t('brief.brief')} · ${t('brief.number', { number: segment.brief_number })}`, segment.brief],
  ];
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
