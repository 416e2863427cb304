import type { ComponentChildren, JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { addTexts, day, money, number, percent, t, type Key } from '../../i18n/index.ts';
import { WORTH_TEXTS } from '../../i18n/worth.ts';
import { ExplainLater } from '../../ui/explain.tsx';
import { Banner, Section } from '../../ui/layout.tsx';
import type { Equity as Told } from '../equity/rows.ts';
import { signed, termsWords } from '../equity/words.ts';
import '../loyalty/loyalty.css';
import type { SectionProps } from './sections.ts';

await addTexts(WORTH_TEXTS);

/** What this customer will still bring, with rate, horizon and every factor; or why there is no figure (row 46). */
export function Equity({ account }: SectionProps): JSX.Element {
  const { data, error } = useLive('get', { path: `accounts/${account.id}/equity` }, ['loyalty', 'orders']);
  const told = data?.data as unknown as Told | undefined;
  return (
    <Section title={t('worth.equity')}>
      {error && !told && <Banner icon="cloud">{t('worth.offline')}</Banner>}
      {!told && !error && <div class="skeleton" aria-hidden="true" />}
      {told && <Figures told={told} account={account.id} />}
    </Section>
  );
}

function Figures({ told, account }: { told: Told; account: string }): JSX.Element {
  const { equity, currency, terms } = told;
  return (
    <div class="card card--pad worth">
      {equity === null || currency === null || terms === null ? (
        <Banner icon="info" tone="calm">
          {t(`worth.outcome.${told.outcome}`)}
        </Banner>
      ) : (
        <>
          <p>
            {t('worth.equity_of', { years: terms.horizon_years })}{' '}
            <strong class="worth__value">
              <ExplainLater path={`accounts/${account}/explain`} query={{ figure: 'equity' }} label={t('worth.equity')}>
                {money(equity, currency)}
              </ExplainLater>
            </strong>
          </p>
          <p class="hint">{termsWords(terms)}</p>
          <dl class="worth__facts">
            <Fact name="worth.order_value">{told.order_value && money(told.order_value, currency)}</Fact>
            <Fact name="worth.discounted_orders">{number(told.discounted_orders ?? 0, 1)}</Fact>
            <Fact name="worth.orders_ahead">{number(told.orders_ahead ?? 0, 1)}</Fact>
            <Fact name="worth.alive">{percent(told.alive ?? 0, 0)}</Fact>
          </dl>
          {told.before_on && <p>{told.cause === null ? t('worth.since_same', { day: day(told.before_on) }) : t('worth.since', { day: day(told.before_on), change: signed(String(Number(equity) - Number(told.before ?? 0)), currency), cause: t(`worth.cause.${told.cause}`) })}</p>}
        </>
      )}
      {told.remarks.map((remark) => (
        <Banner key={remark} icon="warning">
          {t(`worth.remark.${remark}`)}
        </Banner>
      ))}
      {told.as_of && <p class="hint">{[t('worth.as_of', { day: day(told.as_of) }), terms?.policy != null && t('worth.policy', { policy: terms.policy }), told.regularity !== null && t('worth.model', { k: told.regularity, count: number(told.accounts ?? 0) })].filter(Boolean).join(' · ')}</p>}
    </div>
  );
}

function Fact({ name, children }: { name: Key; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{t(name)}</dt>
      <dd>{children}</dd>
    </div>
  );
}
