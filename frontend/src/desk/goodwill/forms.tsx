/** What is written about goodwill: given, come back, written down by mistake (row 4). */
import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { exactMoney, t } from '../../i18n/index.ts';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Banner } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { post } from '../forms/writing.ts';
import { bodyOf, EMPTY, isComplete, PROOFS } from './given.ts';
import { wordRefusal } from './refused.tsx';
import { GOODWILL_TOPICS, roomText, type Goodwill, type Room } from './rows.ts';

export function GiveForm({ account, currency, onClose }: { account: { id: string; name: string }; currency: string; onClose: () => void }): JSX.Element {
  const room = useLive('get', { path: 'goodwills/room', query: { account: account.id, currency } }, ['goodwills', 'goodwill-limits']).data?.data as unknown as Room | undefined;
  const papers = useLive('list', { resource: 'attachments', query: { account: account.id, limit: 50 } }, ['attachments']).data?.results as { id: string; filename: string }[] | undefined;
  return (
    <FormSheet
      title={t('goodwill.give')}
      draft={`goodwill/${account.id}`}
      initial={EMPTY}
      isReady={isComplete}
      save={(values, _, key) => post('goodwills', { body: { account: account.id, currency, ...bodyOf(values) }, key, changes: GOODWILL_TOPICS })}
      saveText={t('goodwill.give')}
      wordRefusal={wordRefusal}
      onClose={onClose}
    >
      {({ values, set, text }) => (
        <>
          {room && (
            <Banner tone={!room.has_no_limit && Number(room.left) < Number(values.amount) ? 'amber' : 'calm'} icon="info">
              {roomText(room)}
            </Banner>
          )}
          <Field label={t('goodwill.amount')} type="number" min="0" {...text('amount')} />
          <Field label={t('goodwill.reason')} rows={2} maxLength={500} {...text('reason')} />
          <Choice look="segments" label={t('goodwill.proof')} value={values.proof} options={PROOFS.map((value) => ({ value, text: t(`goodwill.proof.${value}`) }))} onChoose={(proof) => set({ proof })} />
          {values.proof === 'words' && <Field label={t('goodwill.evidence')} maxLength={500} {...text('evidence')} />}
          {values.proof === 'file' && <Select label={t('goodwill.file')} value={values.attachment} empty={t('goodwill.choose')} options={(papers ?? []).map(({ id, filename }) => ({ value: id, text: filename }))} onChoose={(attachment) => set({ attachment })} />}
          {values.proof === 'none' && <Field label={t('goodwill.no_evidence_why')} maxLength={300} {...text('no_evidence_why')} />}
        </>
      )}
    </FormSheet>
  );
}

export function RecoverForm({ goodwill, onClose }: { goodwill: Goodwill; onClose: () => void }): JSX.Element {
  return (
    <FormSheet
      title={t('goodwill.recover_title', { left: exactMoney(goodwill.net, goodwill.currency) })}
      draft={`goodwill/${goodwill.id}/recover`}
      initial={{ amount: '', note: '' }}
      save={({ amount, note }, _, key) => post(`goodwills/${goodwill.id}/recover`, { body: { amount: amount.trim() || null, note }, key, changes: GOODWILL_TOPICS })}
      wordRefusal={wordRefusal}
      onClose={onClose}
    >
      {({ text }) => (
        <>
          <Field label={t('goodwill.recover_amount')} type="number" min="0" {...text('amount')} />
          <Field label={t('goodwill.note')} rows={2} maxLength={300} {...text('note')} />
        </>
      )}
    </FormSheet>
  );
}

export function WithdrawForm({ goodwill, onClose }: { goodwill: Goodwill; onClose: () => void }): JSX.Element {
  return (
    <FormSheet
      title={t('goodwill.withdraw_title')}
      draft={`goodwill/${goodwill.id}/withdraw`}
      initial={{ reason: '' }}
      isReady={({ reason }) => Boolean(reason.trim())}
      save={({ reason }, _, key) => post(`goodwills/${goodwill.id}/withdraw`, { body: { reason }, key, changes: GOODWILL_TOPICS })}
      saveText={t('goodwill.withdraw')}
      wordRefusal={wordRefusal}
      onClose={onClose}
    >
      {({ text }) => <Field label={t('goodwill.withdraw_why')} rows={2} maxLength={300} {...text('reason')} />}
    </FormSheet>
  );
}
