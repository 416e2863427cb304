import type { JSX } from 'preact';
import { money, number, t } from '../../i18n/index.ts';
import { Banner } from '../../ui/layout.tsx';
import { barsOf } from './bars.ts';
import type { Cause, Change } from './rows.ts';
import { signed, termsWords } from './words.ts';

const WIDTH = 520;
const HEIGHT = 34;
const LEFT = 96;

interface Props {
  change: Change;
  chosen: Cause | null;
  onChoose: (cause: Cause) => void;
}

/** What each cause did to the total; the table beside it holds the same numbers, and each cause opens its customers. */
export function ChangeChart({ change, chosen, onChoose }: Props): JSX.Element {
  const { bars, zero } = barsOf(change);
  const said = t('worth.change_said', { before: money(change.before, change.currency), after: money(change.after, change.currency), change: signed(change.change, change.currency) });
  return (
    <figure class="card card--pad change">
      <figcaption>
        <strong>{t('worth.change_chart')}</strong> {said}
      </figcaption>
      {change.terms_before && <Banner icon="warning">{t('worth.change_terms', { terms: termsWords(change.terms_before) })}</Banner>}
      <div class="change__both">
        <svg viewBox={`0 0 ${LEFT + WIDTH} ${bars.length * HEIGHT}`} role="img" aria-label={`${t('worth.change_chart')}：${said}`}>
          <line class="change__zero" x1={LEFT + zero * WIDTH} x2={LEFT + zero * WIDTH} y2={bars.length * HEIGHT} />
          {bars.map((bar, place) => (
            <g key={bar.cause} class={`change__bar change__bar--${bar.cause}`} transform={`translate(0 ${place * HEIGHT})`}>
              <title>{`${t(`worth.cause.${bar.cause}`)} ${money(bar.value, change.currency)}`}</title>
              <text x={LEFT - 8} y={HEIGHT / 2} text-anchor="end" dominant-baseline="middle">
                {t(`worth.cause.${bar.cause}`)}
              </text>
              <rect x={LEFT + bar.from * WIDTH} y={6} width={Math.max(2, (bar.to - bar.from) * WIDTH)} height={HEIGHT - 12} rx={3} />
            </g>
          ))}
        </svg>
        <table class="worth-table">
          <caption class="hint">{t('worth.table')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('worth.column.cause')}</th>
              <th scope="col" class="figure">
                {t('worth.column.accounts')}
              </th>
              <th scope="col" class="figure">
                {t('worth.change')}
              </th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.cause}>
                <th scope="row">
                  <button type="button" class="link-button" aria-pressed={chosen === bar.cause} onClick={() => onChoose(bar.cause)}>
                    {t(`worth.cause.${bar.cause}`)}
                  </button>
                </th>
                <td class="figure">{number(bar.accounts)}</td>
                <td class="figure">{signed(String(bar.value), change.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
