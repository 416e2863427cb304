import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { addTexts, day, money, number, percent, t } from '../../i18n/index.ts';
import { WORTH_TEXTS } from '../../i18n/worth.ts';
import { go, here } from '../../router.tsx';
import { Banner } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import type { Outcome } from '../loyalty/rows.ts';
import { ChangeChart } from './changeChart.tsx';
import '../loyalty/worthTable.css';
import './equity.css';
import { Lines } from './lines.tsx';
import { CAUSES, type Cause, type Overview, type Total } from './rows.ts';
import { termsWords } from './words.ts';

await addTexts(WORTH_TEXTS);

/** What all customers will still be worth, why it changed between two nights, and who is behind it (row 46). The address holds the state. */
export function EquityScreen(): JSX.Element {
  const params = here.value.searchParams;
  const asked = Object.fromEntries(['since', 'until'].flatMap((name) => (params.get(name) ? [[name, params.get(name) ?? '']] : [])));
  const { data, error } = useLive('get', { path: 'equity/overview', query: asked }, ['accounts']);
  const told = data?.data as unknown as Overview | undefined;
  const cause = CAUSES.find((each) => each === params.get('cause')) ?? null;
  const currency = params.get('currency') ?? told?.totals[0]?.currency ?? '';
  useEffect(() => {
    document.title = `${t('worth.overview')} · ${t('app.name')}`;
  }, []);
  return (
    <main class="equity">
      <header class="equity__head">
        <h1>{t('worth.overview')}</h1>
        <p class="hint">{t('worth.overview_hint')}</p>
      </header>
      {error && <Banner icon="cloud">{told ? error.message : t('worth.offline')}</Banner>}
      {!told && !error && <div class="skeleton skeleton--tall" aria-hidden="true" />}
      {told && !told.until && <p class="hint">{t('worth.no_night')}</p>}
      {told?.until && (
        <>
          <div class="equity__totals">
            {told.totals.map((total) => (
              <Sum key={`${total.currency} ${total.as_of}`} total={total} />
            ))}
          </div>
          <Nights told={told} />
          {!told.since && <p class="hint">{t('worth.one_night')}</p>}
          {told.changes.map((change) => (
            <ChangeChart key={change.currency} change={change} chosen={change.currency === currency ? cause : null} onChoose={(chosen) => set({ cause: chosen, currency: change.currency })} />
          ))}
          {currency && <Lines currency={currency} cause={cause} nights={asked} onTop={() => set({ cause: '' })} />}
        </>
      )}
    </main>
  );
}

/** The total of one currency with its terms; where there is none, the reason stands in its place. */
function Sum({ total }: { total: Total }): JSX.Element {
  const without = (Object.entries(total.outcomes) as [Outcome, number][]).filter(([outcome]) => outcome !== 'ok');
  return (
    <section class="card card--pad sum" aria-label={`${t('worth.total')} ${total.currency}`}>
      <p class="sum__value">{total.equity === null ? t('worth.no_total') : money(total.equity, total.currency)}</p>
      {total.outcome !== 'ok' && <Banner icon="warning">{[t(`worth.outcome.${total.outcome}`), total.at_bounds.length > 0 && t('worth.at_bounds', { names: total.at_bounds.join(', ') })].filter(Boolean).join(' · ')}</Banner>}
      {total.dominated && <Banner icon="warning">{t('worth.dominated', { share: percent(total.largest_share ?? 0) })}</Banner>}
      <p>{termsWords(total.terms)}</p>
      <p class="hint">
        {[
          t('worth.accounts', { count: total.accounts }),
          !total.dominated && total.largest_share !== null && t('worth.largest', { share: percent(total.largest_share) }),
          total.regularity !== null && t('worth.model', { k: total.regularity, count: number(total.fitted) }),
          t('worth.as_of', { day: day(total.as_of) }),
          total.terms.policy !== null && t('worth.policy', { policy: total.terms.policy }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {without.map(([outcome, count]) => (
        <p key={outcome} class="hint">
          {t('worth.without', { count, outcome: t(`worth.outcome.${outcome}`) })}
        </p>
      ))}
    </section>
  );
}

function Nights({ told }: { told: Overview }): JSX.Element | null {
  if (told.days.length < 2 || !told.since || !told.until) return null;
  const options = (which: (value: string) => boolean): { value: string; text: string }[] => told.days.filter(which).map((value) => ({ value, text: day(value) }));
  const [since, until] = [told.since, told.until];
  return (
    <div class="equity__nights">
      <Select label={t('worth.from')} value={since} options={options((value) => value < until)} onChoose={(chosen) => set({ since: chosen })} />
      <Select label={t('worth.to')} value={until} options={options((value) => value > since)} onChoose={(chosen) => set({ until: chosen })} />
    </div>
  );
}

function set(changes: Partial<Record<'since' | 'until' | 'cause' | 'currency', string>>): void {
  const url = new URL(here.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  go(url.pathname + url.search, { replace: true });
}

export type { Cause };
