import type { JSX } from 'preact';
import { number, t, type Key } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { toneOf, type Link, type Score } from './rows.ts';

/** A score with its parts: it is the least of them, not their mean (row 47). */
export function ScoreParts({ score, edge }: { score: Score; edge?: Link }): JSX.Element {
  const facts = edge && {
    on_time: t('chain.fact.on_time', { on_time: edge.on_time, all: edge.on_time + edge.late }),
    rating: edge.rating === null ? '' : t('chain.fact.rating', { rating: number(edge.rating, 1) }),
    complaints: t('chain.fact.complaints', { count: edge.open_complaints }),
  };
  return (
    <div class="card card--pad score-parts">
      <p class="score-parts__value">
        <strong>{score.value === null ? t('chain.unknown') : number(score.value, 1)}</strong>
        <Badge tone={toneOf(score)}>{score.limit ? t('chain.limited_by', { part: t(`chain.part.${score.limit}` as Key) }) : t('chain.not_measured')}</Badge>
      </p>
      <ul>
        {Object.entries(score.parts).map(([part, value]) => (
          <li key={part} class={part === score.limit ? 'score-parts__least' : ''}>
            <span>{t(`chain.part.${part}` as Key)}</span>
            <meter min={0} max={100} value={value} aria-label={t(`chain.part.${part}` as Key)} />
            <span>{number(value, 1)}</span>
            {facts && <small>{facts[part as keyof typeof facts]}</small>}
          </li>
        ))}
      </ul>
      <p class="hint">{t('chain.score_hint')}</p>
    </div>
  );
}
