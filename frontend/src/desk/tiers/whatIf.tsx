/** What the drafted rules would change, side by side with today (row 68). */
import type { JSX } from 'preact';
import type { Tier } from '../../data/rows.ts';
import { money, number, percent, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Retry } from '../../ui/retry.tsx';
import { tierName, TIERS } from './rows.ts';
import type { Trial, Tried } from './trying.ts';

interface Side {
  accounts: Record<Tier | 'none', number>;
  covered: Record<string, number | null>;
  visits: number;
  hours: number;
}

export interface Simulation {
  policy_version: number;
  today: Side;
  then: Side;
  moved: number;
  at_once: number;
  held_by_hand: number;
  movers: { id: string; name: string; before: Tier | null; after: Tier | null; value: string; currency: string }[];
}

export function WhatIf({ told, trial, untried, again, callOff }: Tried): JSX.Element {
  return (
    <aside class="policy__told card card--pad" aria-label={t('tiers.what_if')} aria-live="polite" aria-busy={!told && !untried && trial?.state !== 'cancelled'}>
      <h2>{t('tiers.what_if')}</h2>
      {untried ? (
        <Retry onRetry={again}>{untried.name === 'Unreachable' ? t('tiers.what_if_offline') : t('tiers.what_if_failed', { detail: untried.message })}</Retry>
      ) : trial ? (
        <Waiting trial={trial} again={again} callOff={callOff} />
      ) : told ? (
        <Told told={told} />
      ) : (
        <p class="hint">{t('tiers.what_if_none')}</p>
      )}
    </aside>
  );
}

/** The worker is at it; one may leave, and finds it again. */
function Waiting({ trial: { state, rows_done, rows_total }, again, callOff }: { trial: Trial; again: () => void; callOff: () => void }): JSX.Element {
  if (state === 'cancelled') return <Retry onRetry={again}>{t('tiers.what_if_cancelled')}</Retry>;
  return (
    <>
      <p role="status">{t('tiers.what_if_running', { done: number(rows_done), all: number(rows_total ?? 0) })}</p>
      <progress max={rows_total || 1} value={rows_done} aria-label={t('tiers.what_if')} />
      <p class="hint">{t('tiers.what_if_leave')}</p>
      <Button onClick={callOff}>{t('tiers.what_if_call_off')}</Button>
    </>
  );
}

function Told({ told }: { told: Simulation }): JSX.Element {
  const { today, then } = told;
  const currencies = Object.keys({ ...today.covered, ...then.covered });
  const share = (part: number | null | undefined): string => (part == null ? '—' : percent(part));
  const rows: [string, string, string, number][] = [
    ...([...TIERS, 'none'] as const).map((tier): [string, string, string, number] => [tierName(tier === 'none' ? null : tier), number(today.accounts[tier]), number(then.accounts[tier]), then.accounts[tier] - today.accounts[tier]]),
    ...currencies.map((currency): [string, string, string, number] => [t('tiers.covered', { currency }), share(today.covered[currency]), share(then.covered[currency]), Math.round(((then.covered[currency] ?? 0) - (today.covered[currency] ?? 0)) * 1000)]),
    [t('tiers.visits'), number(today.visits), number(then.visits), Math.round(then.visits - today.visits)],
    [t('tiers.hours'), number(today.hours), number(then.hours), Math.round(then.hours - today.hours)],
  ];
  return (
    <>
      <p class="tiers__said">{t('tiers.moved_said', { moved: number(told.moved), now: number(told.at_once) })}</p>
      <div class="chart__table" tabIndex={0} role="group" aria-label={t('tiers.what_if')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('tiers.monthly')}</th>
              <th scope="col">{t('tiers.today_version', { number: String(told.policy_version) })}</th>
              <th scope="col">{t('tiers.then')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, before, after, change]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{before}</td>
                <td>
                  {change !== 0 && <span aria-hidden="true">{change > 0 ? '▲ ' : '▼ '}</span>}
                  {after}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {told.held_by_hand > 0 && <p class="hint">{t('tiers.held_by_hand', { count: told.held_by_hand })}</p>}
      <p class="hint">{t('tiers.what_if_hint')}</p>
      {told.movers.length > 0 && (
        <>
          <h3>{t('tiers.movers')}</h3>
          <ul class="policy__movers">
            {told.movers.map((mover) => (
              <li key={mover.id}>
                <Link href={`/accounts/${mover.id}`}>{mover.name}</Link>
                <span>{t('tiers.mover', { before: tierName(mover.before), after: tierName(mover.after), value: money(mover.value, mover.currency) })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
