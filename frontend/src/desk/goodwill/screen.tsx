import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { GOODWILL_TEXTS } from '../../i18n/goodwill.ts';
import { addTexts, exactMoney, moment, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Screen, Section } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import { Replies } from './replies.tsx';
import { wordRefusal } from './refused.tsx';
import type { Limit, Report } from './rows.ts';

await addTexts(GOODWILL_TEXTS);

/** Reports of abuse that nobody has settled yet, oldest first; each is judged on its account (row 6). */
function Waiting(): JSX.Element | null {
  const rows = useLive('list', { resource: 'abuse-reports', query: { outcome__isnull: 'true', ordering: 'happened_at', limit: 50 } }, ['abuse-reports']).data?.results as unknown as Report[] | undefined;
  if (!rows?.length) return null;
  return (
    <Section title={t('abuse.waiting')}>
      <ul class="rows">
        {rows.map((report) => (
          <li class="row" key={report.id}>
            <Link href={`/accounts/${report.account.id}?tab=people`} class="row__body">
              <span class="row__title">
                {report.account.name}
                <Badge tone="amber">{t(`abuse.kind.${report.kind}`)}</Badge>
              </span>
              <span>{report.what}</span>
              <span class="row__sub">{[moment(report.happened_at), report.reported_by && t('abuse.reported_by', { name: report.reported_by.name })].filter(Boolean).join(' · ')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Administrators have no limit; nobody else gives. */
const LIMITED = ['manager', 'lead', 'integration'] as const;
type Limited = (typeof LIMITED)[number];

/** How much each role may give, as it holds and as it was; and the words for difficult moments (rows 4, 6). */
export function GoodwillLimits(): JSX.Element {
  const [setting, setSetting] = useState<Limited | null>(null);
  const limits = useLive('list', { resource: 'goodwill-limits', query: { limit: 100 } }, ['goodwill-limits']).data?.results as unknown as Limit[] | undefined;
  const now = limits?.filter(({ ended_at }) => ended_at === null) ?? [];
  const before = limits?.filter(({ ended_at }) => ended_at !== null) ?? [];
  const role = person.value?.session.user.role ?? '';
  const maySet = (each: Limited): boolean => role === 'admin' || (role === 'lead' && each === 'manager');
  return (
    <Screen title={t('goodwill.limits')} sub={t('goodwill.limits_sub')}>
      <div class="stack">
      <Section title={t('goodwill.limits_now')}>
        <ul class="rows">
          {LIMITED.map((each) => {
            const held = now.filter((limit) => limit.role === each).sort((one, other) => one.currency.localeCompare(other.currency));
            return (
              <li class="row" key={each}>
                <div class="row__body">
                  <p class="row__title">{t(`role.${each}`)}</p>
                  {held.map((limit) => (
                    <p class="row__sub" key={limit.id}>
                      {[limit.reason, t('goodwill.limit_since', { who: limit.set_by?.name ?? t('goodwill.by_program'), when: moment(limit.set_at) })].join(' · ')}
                    </p>
                  ))}
                </div>
                <strong>{limits && (held.map((limit) => exactMoney(limit.amount, limit.currency)).join(' · ') || t('goodwill.limit_none'))}</strong>
                {maySet(each) && (
                  <Button small kind="quiet" aria-label={`${t('goodwill.limit_set')} ${t(`role.${each}`)}`} onClick={() => setSetting(each)}>
                    {t('goodwill.limit_set')}
                  </Button>
                )}
              </li>
            );
          })}
          <li class="row">
            <p class="row__body row__title">{t('role.admin')}</p>
            <strong>{t('goodwill.limit_free')}</strong>
          </li>
        </ul>
      </Section>
      {before.length > 0 && (
        <Section title={t('goodwill.limits_before')}>
          <ul class="rows">
            {before.map((limit) => (
              <li class="row" key={limit.id}>
                <div class="row__body">
                  <p class="row__title">{t(`role.${limit.role}`)}</p>
                  <p class="row__sub">{[limit.reason, t('goodwill.limit_span', { from: moment(limit.set_at), until: moment(limit.ended_at ?? limit.set_at) }), limit.set_by?.name].filter(Boolean).join(' · ')}</p>
                </div>
                <strong>{exactMoney(limit.amount, limit.currency)}</strong>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Waiting />
      <Replies mayKeep={['lead', 'admin'].includes(role)} />
      </div>
      {setting && (
        <FormSheet
          title={t('goodwill.limit_of', { role: t(`role.${setting}`) })}
          draft={`goodwill-limit/${setting}`}
          initial={{ amount: '', currency: 'CNY', reason: '' }}
          isReady={({ amount, currency, reason }) => amount.trim() !== '' && Number(amount) >= 0 && /^[a-z]{3}$/i.test(currency.trim()) && Boolean(reason.trim())}
          save={(values, _, key) => post('goodwill-limits', { body: { role: setting, ...values, currency: values.currency.trim().toUpperCase() }, key })}
          wordRefusal={wordRefusal}
          onClose={() => setSetting(null)}
        >
          {({ text }) => (
            <>
              <Field label={t('goodwill.limit_amount')} type="number" min="0" {...text('amount')} />
              <Field label={t('goodwill.limit_currency')} hint={t('goodwill.limit_currency_hint')} maxLength={3} {...text('currency')} />
              <Field label={t('goodwill.limit_why')} rows={2} maxLength={300} {...text('reason')} />
            </>
          )}
        </FormSheet>
      )}
    </Screen>
  );
}
