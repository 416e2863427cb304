import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { DEALS_TEXTS } from '../../i18n/deals.ts';
import { addTexts, day, exactMoney, moment, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ExplainLater } from '../../ui/explain.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Banner, Section } from '../../ui/layout.tsx';
import { RegisterForm } from '../deals/register.tsx';
import { STATUS_TONES, statusKey } from '../../ui/dealStatus.ts';
import type { Deal, Offence, Proposal } from '../deals/rows.ts';
import { post } from '../forms/writing.ts';
import type { SectionProps } from './sections.ts';
import '../deals/deals.css';

await addTexts(DEALS_TEXTS);

/** Projects of this customer, or registered by this dealer; a dealer's offences, and what they propose (row 38). */
export function Deals({ account }: SectionProps): JSX.Element {
  const isDealer = account.role === 'dealer';
  const query = { [isDealer ? 'registrant' : 'account']: account.id, limit: 50 };
  const { data } = useLive('list', { resource: 'deals', query }, ['deals']);
  const [registering, setRegistering] = useState(false);
  const deals = data?.results as unknown as Deal[] | undefined;
  const mayRegister = !isDealer && ['manager', 'lead', 'admin'].includes(person.value?.session.user.role ?? '');
  return (
    <>
      {isDealer && <Offences dealer={account.id} />}
      <Section
        title={t('deals.title')}
        action={
          mayRegister && (
            <Button small icon="plus" onClick={() => setRegistering(true)}>
              {t('deals.register')}
            </Button>
          )
        }
      >
        {deals && !deals.length && <p class="hint">{t('deals.none_here')}</p>}
        <ul class="rows">
          {deals?.map((deal) => (
            <li class="row" key={deal.id}>
              <div class="row__body">
                <p class="row__title">
                  <Link href={`/deals/${deal.id}`}>{deal.name}</Link>
                  <Badge tone={STATUS_TONES[deal.status]}>{t(statusKey(deal.status))}</Badge>
                </p>
                <p class="row__sub">{[isDealer ? deal.account.name : deal.registrant.name, moment(deal.registered_at), t('deals.until_day', { day: day(deal.protected_until) })].join(' · ')}</p>
              </div>
              {deal.quotes[0] && <strong>{exactMoney(deal.quotes[0].total, deal.currency)}</strong>}
            </li>
          ))}
        </ul>
      </Section>
      {registering && <RegisterForm account={{ id: account.id, name: account.name }} onClose={() => setRegistering(false)} />}
    </>
  );
}

function Offences({ dealer }: { dealer: string }): JSX.Element | null {
  const offences = useLive('list', { resource: 'price-offences', query: { dealer, limit: 50 } }, ['price-offences']).data?.results as unknown as Offence[] | undefined;
  const proposals = useLive('list', { resource: 'welcome-proposals', query: { account: dealer, state: 'open' } }, ['welcome-proposals', 'accounts']).data?.results as unknown as
    | Proposal[]
    | undefined;
  const [asked, setAsked] = useState<{ path: string; title: string } | null>(null);
  if (!offences?.length) return null;
  const isLead = ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
  return (
    <Section title={t('deals.offences', { count: offences.filter((each) => !each.waived_at).length })}>
      {proposals?.map((proposal) => (
        <Banner
          key={proposal.id}
          tone="red"
          icon="warning"
          action={
            isLead && (
              <Button small onClick={() => setAsked({ path: `welcome-proposals/${proposal.id}/decline`, title: t('deals.decline') })}>
                {t('deals.decline')}
              </Button>
            )
          }
        >
          {t('deals.proposal', { count: proposal.evidence.length })}
        </Banner>
      ))}
      <ul class="rows">
        {offences.map((offence) => (
          <li class="row" key={offence.id}>
            <div class="row__body">
              <p class="row__title">
                <Link href={`/deals/${offence.deal.id}`}>{offence.deal.name}</Link>
                <Badge tone={offence.waived_at ? 'grey' : 'red'}>{t(offence.waived_at ? 'deals.waived' : `deals.offence.${offence.kind}`)}</Badge>
              </p>
              <p class="row__sub">{[moment(offence.at), offence.waive_reason].filter(Boolean).join(' · ')}</p>
            </div>
            {Number(offence.fine) > 0 && (
              <ExplainLater path={`price-offences/${offence.id}/explain`} label={t('deals.fine')}>
                <strong>{exactMoney(offence.fine, offence.currency)}</strong>
              </ExplainLater>
            )}
            {isLead && !offence.waived_at && (
              <Button small kind="quiet" onClick={() => setAsked({ path: `price-offences/${offence.id}/waive`, title: t('deals.waive') })}>
                {t('deals.waive')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asked && (
        <FormSheet
          title={asked.title}
          draft={asked.path}
          initial={{ reason: '' }}
          save={({ reason }, _, key) => post(asked.path, { key, body: { reason }, changes: ['accounts'] })}
          isReady={({ reason }) => reason.trim().length >= 10}
          onClose={() => setAsked(null)}
        >
          {({ text }) => <Field label={t('deals.reason')} hint={t('deals.reason_hint')} rows={2} maxLength={300} {...text('reason')} />}
        </FormSheet>
      )}
    </Section>
  );
}
