import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { DEALS_TEXTS } from '../../i18n/deals.ts';
import { addTexts, day, exactMoney, moment, money, number, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ExplainLater } from '../../ui/explain.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Banner, Empty, Screen, Section } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import { QuoteForm } from './quoteForm.tsx';
import type { Deal, Quote } from './rows.ts';
import { StatusBadge } from './screen.tsx';
import './deals.css';

await addTexts(DEALS_TEXTS);

const VERBS = ['win', 'lose', 'withdraw'] as const;
type Verb = (typeof VERBS)[number] | 'extend';

/** One registered project: who was first and why, its quotes against floor and first registrant, what was fined. */
export function DealPage({ id }: { id: string }): JSX.Element {
  const { data, error } = useLive('get', { path: `deals/${id}` }, ['deals', 'quotes']);
  const quotes = useLive('list', { resource: 'quotes', query: { deal: id, ordering: '-given_at', limit: 200 } }, ['quotes', 'price-offences']);
  const [verb, setVerb] = useState<Verb | null>(null);
  const [quoting, setQuoting] = useState(false);
  if (error && !data)
    return (
      <Screen title={t('deals.title')} backTo="/deals">
        <Empty icon="warning" title={(error as { status?: number }).status === 404 ? t('page.missing') : t('deals.offline')} />
      </Screen>
    );
  if (!data) return <div class="skeleton" aria-hidden="true" />;
  const deal = data.data as unknown as Deal;
  const role = person.value?.session.user.role ?? '';
  const mayWrite = ['manager', 'lead', 'admin'].includes(role) && deal.status === 'open';
  return (
    <Screen title={deal.name} backTo="/deals" sub={<Link href={`/accounts/${deal.account.id}`}>{deal.account.name}</Link>} actions={<StatusBadge deal={deal} />}>
      <dl class="facts">
        <Fact title={t('deals.registrant')}>
          <Link href={`/accounts/${deal.registrant.id}`}>{deal.registrant.name}</Link>
        </Fact>
        <Fact title={t('deals.registered_at')}>{moment(deal.registered_at)}</Fact>
        <Fact title={t('deals.protected_until')}>{day(deal.protected_until)}</Fact>
        <Fact title={t('deals.expected_value')}>{deal.expected_value ? money(deal.expected_value, deal.currency) : '—'}</Fact>
        <Fact title={t('deals.products')}>{deal.products.map(({ product, quantity }) => (quantity ? `${product.name} × ${number(Number(quantity), 3)}` : product.name)).join('、') || '—'}</Fact>
        {deal.closed_at && <Fact title={t('deals.closed')}>{[moment(deal.closed_at), deal.closed_by?.name, deal.close_reason].filter(Boolean).join(' · ')}</Fact>}
      </dl>
      <p class="hint">{t('deals.first_rule')}</p>
      {mayWrite && (
        <div class="deals__verbs">
          <Button kind="primary" icon="plus" onClick={() => setQuoting(true)}>
            {t('deals.give_quote')}
          </Button>
          {VERBS.map((each) => (
            <Button key={each} onClick={() => setVerb(each)}>
              {t(`deals.verb.${each}`)}
            </Button>
          ))}
          {role !== 'manager' && <Button onClick={() => setVerb('extend')}>{t('deals.verb.extend')}</Button>}
        </div>
      )}
      <Section title={t('deals.quotes')}>
        {quotes.error && <Banner icon="cloud">{t('deals.offline')}</Banner>}
        {quotes.data && !quotes.data.results.length && <p class="hint">{t('deals.no_quotes')}</p>}
        {(quotes.data?.results as unknown as Quote[] | undefined)?.map((quote) => <QuoteCard key={quote.id} quote={quote} isFirst={quote.dealer.id === deal.registrant.id} />)}
      </Section>
      {quoting && <QuoteForm deal={deal} onClose={() => setQuoting(false)} />}
      {verb && <VerbForm key={verb} deal={deal} verb={verb} onClose={() => setVerb(null)} />}
    </Screen>
  );
}

function Fact({ title, children }: { title: string; children: JSX.Element | string }): JSX.Element {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** One quote, each price beside what bound it. */
function QuoteCard({ quote, isFirst }: { quote: Quote; isFirst: boolean }): JSX.Element {
  const price = (value: string | null): string => (value ? exactMoney(value, quote.currency) : '—');
  return (
    <article class={quote.replaced_at ? 'card card--pad quote quote--old' : 'card card--pad quote'}>
      <header class="quote__head">
        <strong>{quote.dealer.name}</strong>
        {isFirst && <Badge tone="blue">{t('deals.first')}</Badge>}
        {quote.replaced_at && <Badge>{t('deals.replaced')}</Badge>}
        {quote.offence && <Badge tone={quote.offence.waived_at ? 'grey' : 'red'}>{t(quote.offence.waived_at ? 'deals.waived' : `deals.offence.${quote.offence.kind}`)}</Badge>}
        <span class="quote__total">{exactMoney(quote.total, quote.currency)}</span>
      </header>
      <p class="row__sub">{[moment(quote.given_at), quote.by?.name, quote.note].filter(Boolean).join(' · ')}</p>
      <table class="quote__lines">
        <thead>
          <tr>
            <th scope="col">{t('deals.product')}</th>
            <th scope="col">{t('deals.quantity')}</th>
            <th scope="col">{t('deals.price')}</th>
            <th scope="col">{t('deals.floor')}</th>
            <th scope="col">{t('deals.first_price')}</th>
          </tr>
        </thead>
        <tbody>
          {quote.lines.map((line) => (
            <tr key={line.product.id}>
              <th scope="row">{line.product.name}</th>
              <td>{number(Number(line.quantity), 3)}</td>
              <td class={Number(line.unit_price) < Number(line.floor ?? 0) ? 'late' : ''}>{price(line.unit_price)}</td>
              <td>{price(line.floor)}</td>
              <td>{price(line.first_price)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {quote.offence && Number(quote.offence.fine) > 0 && (
        <p>
          {t('deals.fine')}{' '}
          <ExplainLater path={`price-offences/${quote.offence.id}/explain`} label={t('deals.fine')}>
            <strong>{exactMoney(quote.offence.fine, quote.currency)}</strong>
          </ExplainLater>
        </p>
      )}
    </article>
  );
}

function VerbForm({ deal, verb, onClose }: { deal: Deal; verb: Verb; onClose: () => void }): JSX.Element {
  return (
    <FormSheet
      title={`${t(`deals.verb.${verb}`)} · ${deal.name}`}
      draft={`deal/${deal.id}/${verb}`}
      initial={{ reason: '', until: deal.protected_until }}
      save={({ reason, until }, _, key) => post(`deals/${deal.id}/${verb}`, { key, changes: ['touchpoints'], body: { reason, ...(verb === 'extend' ? { until } : {}) } })}
      isReady={({ reason }) => Boolean(reason.trim()) || verb === 'win' || verb === 'withdraw'}
      onClose={onClose}
    >
      {({ text }) => (
        <>
          {verb === 'extend' && <Field label={t('deals.until')} type="date" min={deal.protected_until} {...text('until')} />}
          <Field label={t('deals.reason')} rows={2} maxLength={300} {...text('reason')} />
        </>
      )}
    </FormSheet>
  );
}
