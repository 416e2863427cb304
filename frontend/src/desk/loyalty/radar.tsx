import type { JSX } from 'preact';
import { number, t } from '../../i18n/index.ts';
import { anchorOf, outline, pointAt, pointsOf, ring, type Point } from './geometry.ts';
import type { Mark } from './rows.ts';
import './worthTable.css';

const RADIUS = 108;
const RINGS = [25, 50, 75, 100];

export interface Series {
  id: 'account' | 'average' | 'before';
  name: string;
  values: (number | null)[];
}

/**
 * The marks of one customer against its tier and against last month: own SVG, with the same numbers as a table below.
 * Each series has its own line and its own shape of mark; what was not observed is not drawn.
 */
export function Radar({ marks, series }: { marks: Mark[]; series: Series[] }): JSX.Element {
  const shown = series.filter(({ values }) => values.some((value) => value !== null));
  return (
    <figure class="radar">
      <svg viewBox="-200 -142 400 284" role="img" aria-label={[t('worth.radar'), ...shown.map((each) => said(marks, each))].join('。')}>
        <g class="radar__grid">
          {RINGS.map((value) => (
            <path key={value} d={ring(marks.length, value, RADIUS)} />
          ))}
          {marks.map(({ name }, place) => {
            const end = pointAt(place, marks.length, 100, RADIUS);
            return <line key={name} x2={end.x} y2={end.y} />;
          })}
        </g>
        {[...shown].reverse().map(({ id, name, values }) => (
          <g key={id} class={`radar__${id}`}>
            <path d={outline(pointsOf(values, RADIUS))} />
            {pointsOf(values, RADIUS).map(
              (point, place) =>
                point && (
                  <g key={place}>
                    <title>{`${name} · ${t(`worth.mark.${marks[place]?.name ?? 'repurchase'}`)} ${number(values[place] ?? 0, 1)}`}</title>
                    <Shape of={id} at={point} />
                  </g>
                ),
            )}
          </g>
        ))}
        {marks.map((mark, place) => {
          const { x, y } = pointAt(place, marks.length, 100, RADIUS + 16);
          return (
            <text key={mark.name} x={x} y={y} text-anchor={anchorOf(place, marks.length)} dominant-baseline="middle">
              {t(`worth.short.${mark.name}`)} <tspan class="radar__value">{mark.value === null ? '–' : number(mark.value)}</tspan>
            </text>
          );
        })}
      </svg>
      <figcaption class="radar__legend">
        {shown.map(({ id, name }) => (
          <span key={id} class={`radar__${id}`}>
            <svg viewBox="-16 -8 32 16" aria-hidden="true">
              <path d="M-15 0L15 0" />
              <Shape of={id} at={{ x: 0, y: 0 }} />
            </svg>
            {name}
          </span>
        ))}
      </figcaption>
      <Twin marks={marks} series={series} />
    </figure>
  );
}

function Shape({ of, at: { x, y } }: { of: Series['id']; at: Point }): JSX.Element {
  if (of === 'account') return <circle cx={x} cy={y} r={5} />;
  if (of === 'average') return <rect x={x - 4} y={y - 4} width={8} height={8} />;
  return <path class="radar__dot" d={`M${x} ${y - 5}L${x + 5} ${y + 4}L${x - 5} ${y + 4}Z`} />;
}

function Twin({ marks, series }: { marks: Mark[]; series: Series[] }): JSX.Element {
  const cell = (value: number | null): string => (value === null ? t('worth.unobserved') : number(value, 1));
  return (
    <details>
      <summary>{t('worth.table')}</summary>
      <div class="scroll-x" tabIndex={0} role="region" aria-label={t('worth.radar')}>
        <table class="worth-table">
          <thead>
            <tr>
              <th scope="col">{t('worth.column.mark')}</th>
              {series.map(({ id, name }) => (
                <th key={id} scope="col" class="figure">
                  {name}
                </th>
              ))}
              <th scope="col" class="figure">
                {t('worth.column.weight')}
              </th>
              <th scope="col" class="figure">
                {t('worth.column.points')}
              </th>
            </tr>
          </thead>
          <tbody>
            {marks.map((mark, place) => (
              <tr key={mark.name}>
                <th scope="row">{t(`worth.mark.${mark.name}`)}</th>
                {series.map(({ id, values }) => (
                  <td key={id} class="figure">
                    {cell(values[place] ?? null)}
                  </td>
                ))}
                <td class="figure">{number(mark.weight)}</td>
                <td class="figure">{cell(mark.points)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function said(marks: Mark[], { name, values }: Series): string {
  const told = marks.map((mark, place) => `${t(`worth.short.${mark.name}`)} ${values[place] == null ? t('worth.unobserved') : number(values[place])}`);
  return t('worth.radar_said', { name, marks: told.join('，') });
}
