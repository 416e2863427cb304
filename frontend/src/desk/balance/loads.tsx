import type { JSX } from 'preact';
import { moment, number, percent, t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Section } from '../../ui/layout.tsx';
import { beyondMean, isEven, minutesNow, type Load, type Move, type Run } from './rows.ts';

export const hours = (minutes: number): string => t('balance.hours', { hours: number(minutes / 60, 1) });

/** +12 %, −3 % */
export function signed(share: number): string {
  const rounded = Math.round(share * 1000) / 1000;
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : '±'}${percent(Math.abs(rounded))}`;
}

/** Who has how much, against the mean; the bar says by its length what the numbers beside it say. */
export function Loads({ run, moves }: { run: Run; moves: Move[] }): JSX.Element {
  const now = minutesNow(run, moves);
  const most = Math.max(run.mean_minutes * 1.25, ...now.values(), ...run.loads.map((load) => load.minutes_after)) || 1;
  const band = run.tolerance_percent / 100;
  return (
    <Section title={t('balance.loads')}>
      <div class="card card--pad balance__loads">
        <p class="hint">{t('balance.mean', { hours: number(run.mean_minutes / 60, 1), percent: percent(band) })}</p>
        <div class="balance__scroll" tabIndex={0} role="region" aria-label={`${t('balance.manager')} · ${t('balance.loads')}`}>
          <table style={{ '--low': (run.mean_minutes * (1 - band)) / most, '--high': (run.mean_minutes * (1 + band)) / most }}>
            <thead>
              <tr>
                <th scope="col">{t('balance.manager')}</th>
                <th scope="col" class="balance__bars" aria-hidden="true" />
                <th scope="col">{t('balance.now')}</th>
                <th scope="col">{t('balance.after')}</th>
              </tr>
            </thead>
            <tbody>
              {run.loads.map((load) => (
                <Line key={load.manager.id} load={load} run={run} now={now.get(load.manager.id) ?? 0} most={most} />
              ))}
            </tbody>
          </table>
        </div>
        <p class="hint">
          {[run.asked_by && t('balance.asked', { name: run.asked_by.name, when: moment(run.created_at) }), run.without_place && t('balance.without_place', { count: run.without_place }), run.without_rhythm && t('balance.without_rhythm', { count: run.without_rhythm })].filter(Boolean).join(' · ')}
        </p>
      </div>
    </Section>
  );
}

function Line({ load, run, now, most }: { load: Load; run: Run; now: number; most: number }): JSX.Element {
  const even = isEven(now, run);
  return (
    <tr>
      <th scope="row">
        {load.manager.name}
        <span class="faint">{t('balance.households', { count: load.accounts_before })}</span>
      </th>
      <td class="balance__bars" aria-hidden="true">
        <span class="bar-track">
          <span class={even ? 'bar-load bar-load--even' : 'bar-load'} style={{ '--share': now / most }} />
          <span class="bar-goal" style={{ '--share': load.minutes_after / most }} />
        </span>
      </td>
      <td>
        {hours(now)} <Badge tone={even ? 'green' : 'amber'}>{`${signed(beyondMean(now, run.mean_minutes))} · ${t(even ? 'balance.even' : 'balance.outside')}`}</Badge>
        <span class="faint">{t('balance.fixed', { hours: number(load.minutes_fixed / 60, 1) })}</span>
      </td>
      <td>
        {hours(load.minutes_after)} <span class="faint">{signed(beyondMean(load.minutes_after, run.mean_minutes))}</span>
        {load.stuck && <span class="faint">{t(`balance.stuck.${load.stuck}`)}</span>}
      </td>
    </tr>
  );
}
