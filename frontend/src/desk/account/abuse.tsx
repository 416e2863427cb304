import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { GOODWILL_TEXTS } from '../../i18n/goodwill.ts';
import { addTexts, language, moment, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Banner, Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import type { Reply, Report } from '../goodwill/rows.ts';
import type { Overview } from '../rows.ts';
import type { SectionProps } from './sections.ts';

await addTexts(GOODWILL_TEXTS);

const KINDS = ['provoked', 'abused', 'claim'] as const;
const OUTCOMES = ['upheld', 'cleared'] as const;
type Kind = (typeof KINDS)[number];

/** Reports that somebody provoked or abused our people or claimed without ground (rows 6, 7): few see them, and they change nothing of the welcome. */
export function Abuse({ account, overview }: SectionProps): JSX.Element {
  const [isReporting, setReporting] = useState(false);
  const [settling, setSettling] = useState<Report | null>(null);
  const rows = useLive('list', { resource: 'abuse-reports', query: { account: account.id, limit: 50 } }, ['abuse-reports']).data?.results as unknown as Report[] | undefined;
  const role = person.value?.session.user.role ?? '';
  return (
    <Section
      title={t('abuse.title')}
      action={
        role !== 'analyst' && (
          <Button small icon="plus" onClick={() => setReporting(true)}>
            {t('abuse.report')}
          </Button>
        )
      }
    >
      <p class="hint">{t('abuse.private')}</p>
      {rows && !rows.length && <p class="hint">{t('abuse.none')}</p>}
      {rows && rows.length > 0 && (
        <ul class="rows">
          {rows.map((report) => (
            <li class="row" key={report.id}>
              <div class="row__body">
                <p class="row__title">
                  {t(`abuse.kind.${report.kind}`)}
                  <Badge tone={report.outcome === 'cleared' ? 'grey' : report.outcome ? 'red' : 'amber'}>{report.outcome ? t(`abuse.outcome.${report.outcome}`) : t('abuse.open')}</Badge>
                </p>
                <p>{report.what}</p>
                <p class="row__sub">{[moment(report.happened_at), report.contact?.name, report.reported_by && t('abuse.reported_by', { name: report.reported_by.name })].filter(Boolean).join(' · ')}</p>
                {report.outcome && <p class="row__sub">{t('abuse.settled', { name: report.settled_by?.name ?? '', why: report.outcome_why })}</p>}
              </div>
              {['lead', 'admin'].includes(role) && (
                <Button small kind="quiet" aria-label={`${t('abuse.settle')} ${report.what}`} onClick={() => setSettling(report)}>
                  {t('abuse.settle')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {isReporting && <ReportForm account={account.id} contacts={overview.contacts} onClose={() => setReporting(false)} />}
      {settling && <SettleForm report={settling} onClose={() => setSettling(null)} />}
    </Section>
  );
}

/** Above everything else for those who may know of it. */
export function AbuseFlag({ account }: SectionProps): JSX.Element | null {
  const { data } = useLive('list', { resource: 'abuse-reports', query: { account: account.id, flagging: 'true', limit: 1 } }, ['abuse-reports']);
  if (!data?.results.length) return null;
  return (
    <Banner
      tone="red"
      icon="warning"
      action={
        <Link href={`/accounts/${account.id}?tab=people`} class="button button--small">
          {t('abuse.flag_see')}
        </Link>
      }
    >
      {t('abuse.flag')}
    </Banner>
  );
}

function ReportForm({ account, contacts, onClose }: { account: string; contacts: Overview['contacts']; onClose: () => void }): JSX.Element {
  return (
    <FormSheet
      title={t('abuse.report_title')}
      draft={`abuse/${account}`}
      initial={{ kind: 'provoked' as Kind, contact: '', what: '', happened: '' }}
      isReady={({ what }) => Boolean(what.trim())}
      save={({ contact, happened, ...values }, _, key) => post('abuse-reports', { body: { account, ...values, contact: contact || null, ...(happened ? { happened_at: new Date(happened).toISOString() } : {}) }, key })}
      saveText={t('abuse.report')}
      onClose={onClose}
    >
      {({ values, set, text, error }) => (
        <>
          <p class="hint">{t('abuse.private')}</p>
          <Choice look="segments" label={t('abuse.kind')} value={values.kind} options={KINDS.map((value) => ({ value, text: t(`abuse.kind.${value}`) }))} onChoose={(kind) => set({ kind })} />
          <Select label={t('abuse.who')} value={values.contact} empty={t('abuse.who_unknown')} options={contacts.map(({ id, name }) => ({ value: id, text: name }))} onChoose={(contact) => set({ contact })} />
          <Field label={t('abuse.what')} rows={4} maxLength={1000} {...text('what')} />
          <Field label={t('abuse.happened_at')} hint={t('abuse.happened_hint')} type="datetime-local" {...text('happened')} {...said(error('happened_at'))} />
          <Replies occasions={[values.kind === 'claim' ? 'unfounded' : values.kind, 'misunderstanding']} />
        </>
      )}
    </FormSheet>
  );
}

const said = (error: string | undefined): { error?: string } => (error ? { error } : {});

/** Words to answer with, in the language of the reader. */
function Replies({ occasions }: { occasions: Reply['occasion'][] }): JSX.Element | null {
  const rows = useLive('list', { resource: 'courteous-replies', query: { occasion__in: occasions.join(','), limit: 20 } }, ['courteous-replies']).data?.results as unknown as Reply[] | undefined;
  if (!rows?.length) return null;
  const said = (reply: Reply): string => (language.value === 'en' ? reply.text_en : reply.text_zh);
  const copy = (text: string): Promise<void> => navigator.clipboard.writeText(text).then(() => toast(t('replies.copied')), () => undefined);
  return (
    <div class="field">
      <p class="label">{t('replies.offered')}</p>
      <ul class="rows">
        {rows.map((reply) => (
          <li class="row" key={reply.id}>
            <div class="row__body">
              <p class="row__sub">{t(`replies.occasion.${reply.occasion}`)}</p>
              <p>{said(reply)}</p>
            </div>
            <Button small kind="quiet" aria-label={`${t('replies.copy')} ${t(`replies.occasion.${reply.occasion}`)}`} onClick={() => void copy(said(reply))}>
              {t('replies.copy')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function SettleForm({ report, onClose }: { report: Report; onClose: () => void }): JSX.Element {
  return (
    <FormSheet
      title={t('abuse.settle_title')}
      draft={`abuse/${report.id}/settle`}
      initial={{ outcome: report.outcome ?? null, reason: '' }}
      isReady={({ outcome, reason }) => outcome !== null && Boolean(reason.trim())}
      save={(values, _, key) => post(`abuse-reports/${report.id}/settle`, { body: values, key })}
      wordRefusal={(refused) => (refused.status === 403 ? <Banner icon="warning">{t('abuse.lead_only')}</Banner> : undefined)}
      onClose={onClose}
    >
      {({ values, set, text }) => (
        <>
          <p>{report.what}</p>
          <Choice look="segments" label={t('abuse.outcome')} value={values.outcome} options={OUTCOMES.map((value) => ({ value, text: t(`abuse.outcome.${value}`) }))} onChoose={(outcome) => set({ outcome })} />
          <p class="hint">{t('abuse.outcome_hint')}</p>
          <Field label={t('abuse.reason')} rows={2} maxLength={500} {...text('reason')} />
        </>
      )}
    </FormSheet>
  );
}
