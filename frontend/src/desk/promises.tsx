import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { person } from '../data/page.ts';
import { refName, type PromiseRow } from '../data/rows.ts';
import { addDays } from '../domain/days.ts';
import { addTexts, day, number, percent, t } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { FEW } from '../people/few.ts';
import { Link } from '../router.tsx';
import { Badge } from '../ui/badge.tsx';
import { Field } from '../ui/field.tsx';
import { Banner, Screen, Section } from '../ui/layout.tsx';
import '../people/people.css';

await addTexts(PEOPLE_TEXTS);

interface Share {
  hits: number;
  count: number;
  rate: number | null;
  low: number | null;
  high: number | null;
}

interface Rate {
  keeper: { id: string; name: string } | null;
  kept: number;
  kept_late: number;
  broken: number;
  released: number;
  open: number;
  overdue: number;
  kept_share: Share;
  on_time_share: Share;
}

const COUNTS = ['kept', 'broken', 'released', 'open', 'overdue'] as const;

/** How well each manager's word was kept, and what is overdue now (row 22). */
export function PromiseRates(): JSX.Element {
  const today = person.value?.session.today ?? '';
  const [since, setSince] = useState(addDays(today, -90));
  const [until, setUntil] = useState(today);
  return (
    <Screen title={t('people.rates')} sub={t('people.rates_hint')}>
      <div class="stack">
        <div class="person__acts">
          <Field label={t('people.rates_since')} type="date" value={since} onInput={setSince} />
          <Field label={t('people.rates_until')} type="date" value={until} onInput={setUntil} />
        </div>
        {since && until && since <= until && <Rates since={since} until={until} />}
        <Overdue before={today} />
      </div>
    </Screen>
  );
}

function Rates({ since, until }: { since: string; until: string }): JSX.Element {
  const { data, error } = useLive('get', { path: 'promises/kept-rates', query: { since, until } }, ['promises']);
  if (error && !data) return <Banner icon="warning">{t('people.loading_failed', { detail: error.message })}</Banner>;
  if (!data) return <div class="skeleton skeleton--tall" aria-hidden="true" />;
  const rates = data.data['results'] as Rate[];
  if (!rates.length) return <p class="hint">{t('people.rates_none')}</p>;
  return (
    <div class="card card--pad scroll-x" tabIndex={0} role="region" aria-label={t('people.rates')}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{t('people.rates_keeper')}</th>
            <th scope="col">{t('people.rates_rate')}</th>
            <th scope="col">{t('people.rates_on_time')}</th>
            {COUNTS.map((name) => (
              <th key={name} scope="col" class="number">
                {t(`people.rates_${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rates.map((rate) => (
            <tr key={rate.keeper?.id ?? ''}>
              <th scope="row">{rate.keeper?.name ?? t('people.promise_no_keeper')}</th>
              <td>
                <ShareText share={rate.kept_share} />
              </td>
              <td>
                <ShareText share={rate.on_time_share} />
              </td>
              {COUNTS.map((name) => (
                <td key={name} class="number">
                  {number(rate[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A share with its interval and count; few cases are said aloud. */
export function ShareText({ share: { rate, low, high, count } }: { share: Share }): JSX.Element {
  if (rate === null || low === null || high === null) return <>{t('none')}</>;
  return (
    <>
      {t('people.rates_range', { rate: percent(rate, 0), low: percent(low, 0), high: percent(high, 0), count })} {count < FEW && <Badge tone="amber">{t('people.few')}</Badge>}
    </>
  );
}

function Overdue({ before }: { before: string }): JSX.Element {
  const { data } = useLive('list', { resource: 'promises', query: { state: 'open', due_on__lte: addDays(before, -1), limit: 50 } }, ['promises']);
  const rows = (data?.results ?? []) as unknown as PromiseRow[];
  return (
    <Section title={t('people.rates_overdue_list')}>
      {data && !rows.length && <p class="hint">{t('people.rates_nothing_overdue')}</p>}
      <ul class="rows">
        {rows.map((promise) => (
          <li class="row" key={promise.id}>
            <Link href={`/accounts/${typeof promise.account === 'object' ? (promise.account?.id ?? '') : ''}`} class="row__body">
              <span>{promise.text}</span>
              <span class="row__sub">{[refName(promise.account), day(promise.due_on), refName(promise.keeper) || t('people.promise_no_keeper')].join(' · ')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
