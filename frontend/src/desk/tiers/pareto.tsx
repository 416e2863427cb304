import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { addTexts, day, money, number, percent, t } from '../../i18n/index.ts';
import { TIERS_TEXTS } from '../../i18n/tiers.ts';
import { here } from '../../router.tsx';
import { Empty } from '../../ui/layout.tsx';
import { Trouble } from '../trouble.tsx';
import { Frame, WhoBar } from './frame.tsx';
import { heldBy } from './geometry.ts';
import { tierName, whoOf, type Curve } from './rows.ts';

await addTexts(TIERS_TEXTS);

const BOX = { width: 720, height: 400, left: 56, right: 16, top: 28, bottom: 44 };
const x = (share: number): number => BOX.left + share * (BOX.width - BOX.left - BOX.right);
const y = (share: number): number => BOX.height - BOX.bottom - share * (BOX.height - BOX.top - BOX.bottom);
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** How few hold how much, against the lines of the policy (row 68). */
export function Pareto(): JSX.Element {
  const { team } = whoOf(here.value.searchParams);
  const { data, error, reload } = useLive('get', { path: 'pareto', ...(team ? { query: { team } } : {}) }, ['tiers']);
  const curves = data?.data['results'] as Curve[] | undefined;
  return (
    <Frame title={t('tiers.pareto')} hint={t('tiers.pareto_hint')}>
      <WhoBar only={['team']} />
      {error && <Trouble error={error} onRetry={reload} />}
      {!curves && !error && <div class="skeleton skeleton--tall" aria-hidden="true" />}
      {curves?.length === 0 && (
        <Empty icon="clock" title={t('tiers.no_curve')}>
          <p>{t('tiers.no_curve_hint')}</p>
        </Empty>
      )}
      {curves?.map((curve) => (
        <CurveFigure key={`${curve.team.id} ${curve.currency}`} curve={curve} />
      ))}
    </Frame>
  );
}

function CurveFigure({ curve }: { curve: Curve }): JSX.Element {
  const [asked, setAsked] = useState(20);
  const share = asked / 100;
  const held = heldBy(curve.points, share);
  const title = t('tiers.curve_of', { team: curve.team.name, currency: curve.currency });
  const line = curve.points.map((point) => `L${x(point.accounts_share).toFixed(1)} ${y(point.revenue_share).toFixed(1)}`).join('');
  const said = t('tiers.curve_said', { share: percent(0.2), held: percent(heldBy(curve.points, 0.2)) });
  return (
    <figure class="card card--pad chart">
      <figcaption>
        <h2>{title}</h2>
        <p class="hint">{t('tiers.curve_of_what', { count: curve.accounts, value: money(curve.value, curve.currency), day: day(curve.as_of), policy: curve.policy.name, version: String(curve.policy.number) })}</p>
      </figcaption>
      <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} role="img" aria-label={`${title}：${said}`}>
        {TICKS.map((tick) => (
          <g key={tick} class="chart__grid">
            <line x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
            <text x={x(0) - 8} y={y(tick) + 4} text-anchor="end">
              {percent(tick, 0)}
            </text>
            <text x={x(tick)} y={y(0) + 20} text-anchor="middle">
              {percent(tick, 0)}
            </text>
          </g>
        ))}
        <text class="chart__axis" x={x(1)} y={BOX.height - 6} text-anchor="end">
          {t('tiers.axis_accounts')}
        </text>
        <text class="chart__axis" x={4} y={14}>
          {t('tiers.axis_sales')}
        </text>
        <line class="chart__even" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        <path class="chart__curve" d={`M${x(0)} ${y(0)}${line}`} />
        {curve.lines.map((mark, place) => (
          <g key={mark.tier} class={`chart__cut chart__cut--${mark.tier}`}>
            <title>{t('tiers.line_said', { tier: tierName(mark.tier), share: percent(mark.accounts_share), count: number(mark.accounts), held: percent(mark.revenue_share) })}</title>
            <line x1={x(mark.accounts_share)} x2={x(mark.accounts_share)} y1={y(0)} y2={y(1)} />
            <circle cx={x(mark.accounts_share)} cy={y(mark.revenue_share)} r={5} />
            <text x={x(mark.accounts_share) + 6} y={y(0) - 8 - place * 18}>
              {`${tierName(mark.tier)} ${percent(mark.revenue_share)}`}
            </text>
          </g>
        ))}
        <g class="chart__asked">
          <line x1={x(share)} x2={x(share)} y1={y(0)} y2={y(held)} />
          <rect x={x(share) - 5} y={y(held) - 5} width={10} height={10} transform={`rotate(45 ${x(share)} ${y(held)})`} />
        </g>
      </svg>
      <label class="chart__range">
        <span>{t('tiers.first', { share: percent(share, 0), count: number(Math.ceil(share * curve.accounts)), held: percent(held) })}</span>
        <input type="range" min={1} max={100} value={asked} aria-label={t('tiers.axis_accounts')} aria-valuetext={t('tiers.first', { share: percent(share, 0), count: number(Math.ceil(share * curve.accounts)), held: percent(held) })} onInput={(event) => setAsked(Number(event.currentTarget.value))} />
      </label>
      <details>
        <summary>{t('tiers.as_table')}</summary>
        <div class="chart__table" tabIndex={0} role="group" aria-label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('tiers.axis_accounts')}</th>
                <th scope="col">{t('tiers.count')}</th>
                <th scope="col">{t('tiers.value')}</th>
                <th scope="col">{t('tiers.axis_sales')}</th>
              </tr>
            </thead>
            <tbody>
              {curve.points.map((point) => (
                <tr key={point.accounts}>
                  <th scope="row">{`${percent(point.accounts_share)} ${curve.lines.filter(({ accounts }) => accounts === point.accounts).map(({ tier }) => tierName(tier)).join(' ')}`}</th>
                  <td>{number(point.accounts)}</td>
                  <td>{money(point.value, curve.currency)}</td>
                  <td>{percent(point.revenue_share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
