import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { addTexts, day, number, t } from '../../i18n/index.ts';
import { TIERS_TEXTS } from '../../i18n/tiers.ts';
import { go, here, Link } from '../../router.tsx';
import { Field } from '../../ui/field.tsx';
import { Empty } from '../../ui/layout.tsx';
import { daysBefore, withParams } from '../query.ts';
import { Trouble } from '../trouble.tsx';
import { Frame, WhoBar } from './frame.tsx';
import { flowOf, outline, STEPS, type Band, type Node, type Step } from './geometry.ts';
import { stepsBetween, tierName, TIERS, whoOf, type Cell, type Migration as Moves, type Who } from './rows.ts';

await addTexts(TIERS_TEXTS);

const BOX = { width: 720, height: 420, label: 132, bar: 12 };
const [LEFT, RIGHT] = [BOX.label + BOX.bar, BOX.width - BOX.label - BOX.bar];

/** Who moved between two days: bands and a table, each cell opens its accounts (row 68). */
export function Migration(): JSX.Element {
  const params = here.value.searchParams;
  const who = whoOf(params);
  const today = person.value?.session.today ?? '';
  const [since, until] = [params.get('since') || daysBefore(today, 90), params.get('until') || today];
  const stayed = params.get('stayed') === 'true';
  const isSound = since < until;
  const { data, error, reload } = useLive('get', { path: 'tier-migration', query: { since, until: isSound ? until : daysBefore(since, -1), ...who } }, ['tiers']);
  const moves = data?.data as unknown as Moves | undefined;
  const set = (changes: Record<string, string>): void => go(withParams(here.value, changes), { replace: true });
  return (
    <Frame title={t('tiers.migration')} hint={t('tiers.migration_hint')}>
      <WhoBar />
      <div class="tiers__days">
        <Field label={t('tiers.since')} type="date" value={since} onInput={(value) => value && set({ since: value })} />
        <Field label={t('tiers.until')} type="date" value={until} onInput={(value) => value && set({ until: value })} {...(isSound ? {} : { error: t('tiers.until_later') })} />
        <label class="check">
          <input type="checkbox" checked={stayed} onChange={(event) => set({ stayed: event.currentTarget.checked ? 'true' : '' })} />
          {t('tiers.with_stayed')}
        </label>
      </div>
      {error && <Trouble error={error} onRetry={reload} />}
      {!moves && !error && <div class="skeleton skeleton--tall" aria-hidden="true" />}
      {moves && isSound && (
        <>
          <p class="tiers__said">{t('tiers.moves_said', { moved: number(moves.moved), up: number(moves.up), down: number(moves.down) })}</p>
          {moves.moved || stayed ? <FlowFigure moves={moves} who={who} stayed={stayed} /> : <Empty icon="check" title={t('tiers.nobody_moved')} />}
          <Matrix moves={moves} who={who} />
        </>
      )}
    </Frame>
  );
}

/** The list behind a cell: the accounts' own filter, so that it can be kept as a view. */
function listOf({ before, after }: Cell, { since, until }: Moves, who: Who): string {
  const asked = new URLSearchParams({ ...who, tier_moved: [since, until, before ?? 'none', after ?? 'none'].join() });
  return `/accounts?${asked.toString()}`;
}

const said = ({ before, after, accounts }: Cell): string => t('tiers.cell_said', { before: tierName(before), after: tierName(after), count: accounts });

function FlowFigure({ moves, who, stayed }: { moves: Moves; who: Who; stayed: boolean }): JSX.Element {
  const { left, right, bands } = flowOf(moves.cells, { height: BOX.height, gap: 14, stayed });
  const title = t('tiers.flow', { since: day(moves.since), until: day(moves.until) });
  return (
    <figure class="card card--pad chart">
      <figcaption>
        <h2>{title}</h2>
      </figcaption>
      <svg viewBox={`0 -4 ${BOX.width} ${BOX.height + 8}`} role="group" aria-label={title}>
        {bands.map((band) => (
          <BandLink key={`${band.cell.before} ${band.cell.after}`} band={band} href={listOf(band.cell, moves, who)} />
        ))}
        {left.map((node) => (
          <NodeBar key={node.tier ?? 'none'} node={node} x={BOX.label} at="end" />
        ))}
        {right.map((node) => (
          <NodeBar key={node.tier ?? 'none'} node={node} x={RIGHT} at="start" />
        ))}
      </svg>
    </figure>
  );
}

/** A band is a link: with the keyboard too. */
function BandLink({ band, href }: { band: Band; href: string }): JSX.Element {
  const { before, after } = band.cell;
  const way = !before || !after || before === after ? 'same' : TIERS.indexOf(after) < TIERS.indexOf(before) ? 'up' : 'down';
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  };
  return (
    <a href={href} class={`flow flow--${way}`} aria-label={said(band.cell)} onClick={follow}>
      <title>{said(band.cell)}</title>
      <path d={outline(band, LEFT, RIGHT)} />
    </a>
  );
}

function NodeBar({ node, x, at }: { node: Node; x: number; at: 'start' | 'end' }): JSX.Element {
  return (
    <g class="flow__node" aria-hidden="true">
      <rect x={x} y={node.y} width={BOX.bar} height={Math.max(node.height, 1)} rx={3} />
      <text x={at === 'end' ? x - 8 : x + BOX.bar + 8} y={node.y + node.height / 2 + 4} text-anchor={at}>
        {`${tierName(node.tier)} ${number(node.accounts)}`}
      </text>
    </g>
  );
}

/** The same in numbers: rows are where they stood, columns where they stand. */
function Matrix({ moves, who }: { moves: Moves; who: Who }): JSX.Element {
  const cell = (before: Step, after: Step): Cell | undefined => moves.cells.find((each) => each.before === before && each.after === after);
  return (
    <div class="card chart__table" tabIndex={0} role="group" aria-label={t('tiers.matrix')}>
      <table>
        <caption>{t('tiers.matrix')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('tiers.flow', { since: day(moves.since), until: day(moves.until) })}</th>
            {STEPS.map((after) => (
              <th scope="col" key={after ?? 'none'}>
                {tierName(after)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {STEPS.map((before) => (
            <tr key={before ?? 'none'}>
              <th scope="row">{tierName(before)}</th>
              {STEPS.map((after) => {
                const found = cell(before, after);
                const far = before && after && stepsBetween(before, after) > 1;
                return (
                  <td key={after ?? 'none'} class={before === after ? 'matrix__stayed' : far ? 'matrix__far' : undefined}>
                    {found ? (
                      <Link href={listOf(found, moves, who)} aria-label={said(found)}>
                        {number(found.accounts)}
                      </Link>
                    ) : (
                      <span aria-hidden="true">·</span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
