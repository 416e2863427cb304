/** How a customer of this tier is served and approached (rows 7, 15), what it buys in all, and which experiment it is in (row 41). */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { addTexts, day, money, t, type Key } from '../../i18n/index.ts';
import { SEGMENTS_TEXTS } from '../../i18n/segments.ts';
import { TIERS_TEXTS } from '../../i18n/tiers.ts';
import { Link } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import type { SectionProps } from './sections.ts';

await Promise.all([addTexts(TIERS_TEXTS), addTexts(SEGMENTS_TEXTS)]);

interface Terms {
  counts_as: string;
  interval_days: number;
  visit_minutes: number;
  complaint_hours: number;
  goodwill_limit: string;
  currency: string;
  approver: string;
  target_level: number;
  playbook: string;
  required: string[];
  wallet: { amount: string; source: string; estimated_on: string; by: string | null } | null;
}

interface Member {
  id: number;
  experiment: { id: string; name: string };
  arm: 'treated' | 'holdout';
  status: 'running' | 'ended';
}

export function ServiceTerms({ account, mayWrite }: SectionProps): JSX.Element | null {
  const { data } = useLive('get', { path: `accounts/${account.id}/service-policy` }, ['tiers', 'accounts']);
  const tried = (useLive('list', { resource: 'experiment-members', query: { account: account.id, limit: 20 } }, ['experiments']).data?.results ?? []) as unknown as Member[];
  const [estimating, setEstimating] = useState(false);
  const terms = data?.data as unknown as Terms | undefined;
  if (!terms) return null;
  const { wallet } = terms;
  const facts: [string, string][] = [
    [t('terms.visit'), t('terms.visit_said', { days: terms.interval_days, minutes: terms.visit_minutes })],
    [t('terms.level'), t(`tiers.level.${terms.target_level}` as Key)],
    [t('terms.complaint'), t('terms.hours', { hours: terms.complaint_hours })],
    [t('terms.goodwill'), t('terms.goodwill_said', { amount: money(terms.goodwill_limit, terms.currency), who: t(`role.${terms.approver}` as Key) })],
    [t('terms.wallet'), wallet ? `${money(wallet.amount, terms.currency)} · ${[wallet.source, wallet.by, day(wallet.estimated_on)].filter(Boolean).join(' · ')}` : t('terms.no_wallet')],
  ];
  return (
    <Section title={t('desk.section.terms')}>
      <div class="card card--pad stack">
        <p class="hint">{t('terms.as', { tier: t(`tier.${terms.counts_as}` as Key) })}</p>
        <dl class="stack">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt class="hint">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {terms.playbook && <p>{terms.playbook}</p>}
        {terms.required.length > 0 && <p class="hint">{t('tiers.known_first') + terms.required.map((name) => t(`tiers.known.${name}` as Key)).join(t('terms.and'))}</p>}
        {tried.map(({ id, experiment, arm, status }) => (
          <p key={id}>
            <Link href={`/experiments/${experiment.id}`}>{experiment.name}</Link> {`· ${t(`experiment.status.${status}`)} · ${t(arm === 'holdout' ? 'experiment.control' : 'experiment.treated')}`}
          </p>
        ))}
        {mayWrite && (
          <Button small onClick={() => setEstimating(true)}>
            {t('terms.estimate')}
          </Button>
        )}
        {estimating && (
          <FormSheet
            title={t('terms.estimate')}
            draft={`wallet/${account.id}`}
            initial={{ amount: wallet?.amount ?? '', source: '' }}
            isReady={({ amount, source }) => Boolean(amount.trim() && source.trim())}
            save={(values, _, key) => post(`accounts/${account.id}/estimate-wallet`, { body: values, key, changes: ['tiers'] })}
            onClose={() => setEstimating(false)}
          >
            {(form) => (
              <>
                <Field label={`${t('terms.wallet')} (${terms.currency})`} hint={t('terms.wallet_hint')} {...form.text('amount')} />
                <Field label={t('terms.source')} maxLength={300} {...form.text('source')} />
              </>
            )}
          </FormSheet>
        )}
      </div>
    </Section>
  );
}
