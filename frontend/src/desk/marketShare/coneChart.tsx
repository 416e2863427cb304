import type { JSX } from 'preact';
import { number, t } from '../../i18n/index.ts';
import '../tiers/tiers.css';
import { coneOf, rowsOf, type Cone as Shape } from './cone.ts';

const BOX = { width: 640, height: 300, left: 56, right: 16, top: 28, bottom: 48 };
const said = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '') + number(Math.abs(value), 2);

/** The range opens with every point; what was asked is a stroke across it, not a dot. */
export function Cone({ perPoint, asked }: { perPoint: { low: number; high: number }; asked: number }): JSX.Element {
  const cone = coneOf(perPoint, asked);
  const x = (points: number): number => BOX.left + ((points + cone.points) / (2 * cone.points)) * (BOX.width - BOX.left - BOX.right);
  const y = (share: number): number => BOX.top + ((cone.share - share) / (2 * cone.share)) * (BOX.height - BOX.top - BOX.bottom);
  const end = cone.at(cone.points);
  const wedge = (sign: 1 | -1): string => `M${x(0)} ${y(0)}L${x(sign * cone.points)} ${y(sign * end.high)}L${x(sign * cone.points)} ${y(sign * end.low)}Z`;
  const here = cone.at(asked);
  const label = t('share.chart_said', { points: said(asked), low: said(here.low), high: said(here.high) });
  return (
    <figure class="chart">
      <figcaption class="hint">{t('share.chart')}</figcaption>
      <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} role="img" aria-label={label}>
        <g class="chart__grid">
          {[-1, -0.5, 0, 0.5, 1].map((part) => (
            <g key={part}>
              <line x1={x(-cone.points)} x2={x(cone.points)} y1={y(part * cone.share)} y2={y(part * cone.share)} />
              <text x={BOX.left - 8} y={y(part * cone.share) + 4} text-anchor="end">
                {said(part * cone.share)}
              </text>
              <text x={x(part * cone.points)} y={BOX.height - BOX.bottom + 20} text-anchor="middle">
                {said(part * cone.points)}
              </text>
            </g>
          ))}
        </g>
        <text x={x(cone.points)} y={BOX.height - 6} text-anchor="end">
          {t('share.axis_points')}
        </text>
        <text x={4} y={14}>
          {t('share.axis_share')}
        </text>
        <line class="chart__even" x1={x(0)} x2={x(0)} y1={y(-cone.share)} y2={y(cone.share)} />
        <path class="share__wedge" d={wedge(1)} />
        <path class="share__wedge" d={wedge(-1)} />
        {asked !== 0 && (
          <g class="share__asked">
            <title>{label}</title>
            <line x1={x(asked)} x2={x(asked)} y1={y(here.low)} y2={y(here.high)} />
            {[here.low, here.high].map((share) => (
              <line key={share} x1={x(asked) - 8} x2={x(asked) + 8} y1={y(share)} y2={y(share)} />
            ))}
          </g>
        )}
      </svg>
      <details>
        <summary>{t('share.table')}</summary>
        <Table cone={cone} asked={asked} />
      </details>
    </figure>
  );
}

function Table({ cone, asked }: { cone: Shape; asked: number }): JSX.Element {
  return (
    <div class="chart__table" tabIndex={0} role="group" aria-label={t('share.chart')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('share.axis_points')}</th>
            <th scope="col">{t('share.from')}</th>
            <th scope="col">{t('share.to')}</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(cone, asked).map(({ points, low, high }) => (
            <tr key={points} {...(points === asked ? { 'aria-current': 'true' as const } : {})}>
              <th scope="row">{said(points)}</th>
              <td>{said(low)}</td>
              <td>{said(high)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
