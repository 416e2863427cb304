import type { JSX } from 'preact';
import { person } from '../../data/page.ts';
import type { Ref } from '../../data/rows.ts';
import { t } from '../../i18n/index.ts';
import { Field } from '../../ui/field.tsx';
import { FormSheet, type Refused } from '../../ui/form.tsx';
import { Banner } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { AccountPicker } from '../forms/accountPicker.tsx';
import { post } from '../forms/writing.ts';
import { EVIDENCED, KINDS, STEPS, type Kind, type Proof } from './rows.ts';

/** Who shows loyalty asks again when evidence changed. */
const CHANGES = ['loyalty', 'accounts'];

/** Notes a rival's promotion, a referral or a help (row 10); it counts from the coming night on. */
export function EvidenceSheet({ account, onClose }: { account: Ref; onClose: () => void }): JSX.Element {
  const today = person.value?.session.today ?? '';
  const initial = { kind: 'competitor_promotion' as Kind, on: today, competitor: '', about: null as Ref | null, note: '' };
  const save = ({ kind, on, competitor, about, note }: typeof initial, _: object, key: string): Promise<unknown> => {
    const isRival = (KINDS.immunity as readonly string[]).includes(kind);
    const isReferral = STEPS.includes(kind);
    const body = { account: account.id, kind, on, note: note.trim(), competitor: isRival ? competitor.trim() : '', about: isReferral ? (about?.id ?? null) : null };
    return post('loyalty-evidence', { body, key, changes: CHANGES });
  };
  return (
    <FormSheet title={t('worth.add_title', { name: account.name })} draft={`loyalty/${account.id}`} initial={initial} save={save} isReady={({ kind, on, competitor }) => Boolean(on && (kind !== 'competitor_promotion' || competitor.trim()))} wordRefusal={wordRefusal} onClose={onClose}>
      {({ values, set, text, error }) => (
        <>
          <Select label={t('worth.kind')} value={values.kind} options={EVIDENCED.flatMap((mark) => KINDS[mark].map((kind) => ({ value: kind, text: `${t(`worth.short.${mark}`)} · ${t(`worth.kind.${kind}`)}` })))} onChoose={(kind) => set({ kind: kind as Kind })} />
          <Field label={t('worth.on')} type="date" {...text('on')} />
          {(KINDS.immunity as readonly string[]).includes(values.kind) && <Field label={t('worth.competitor')} maxLength={100} required={values.kind === 'competitor_promotion'} {...text('competitor')} />}
          {STEPS.includes(values.kind) && <AccountPicker label={t('worth.about')} value={values.about} onChoose={(about) => set({ about })} {...(error('about') ? { error: error('about') ?? '' } : {})} />}
          <Field label={t('worth.note')} rows={2} maxLength={500} {...text('note')} />
          <p class="hint">{t('worth.from_tonight')}</p>
        </>
      )}
    </FormSheet>
  );
}

function wordRefusal(refused: Refused): JSX.Element | undefined {
  if (refused.code === 'already_referred' || refused.code === 'referral_circle') return <Banner icon="warning">{t(`worth.refused.${refused.code}`)}</Banner>;
  return undefined;
}

/** It was a mistake: taken back with a reason, it stays to be read in the history. */
export function TakeBackSheet({ proof, onClose }: { proof: Proof; onClose: () => void }): JSX.Element {
  const save = ({ reason }: { reason: string }, _: object, key: string): Promise<unknown> => post(`loyalty-evidence/${proof.id}/take-back`, { body: { reason: reason.trim() }, key, changes: CHANGES });
  return (
    <FormSheet title={t('worth.take_back_title', { what: t(`worth.kind.${proof.kind}`) })} draft={`loyalty-back/${proof.id}`} initial={{ reason: '' }} save={save} isReady={({ reason }) => Boolean(reason.trim())} saveText={t('worth.take_back')} onClose={onClose}>
      {({ text }) => <Field label={t('worth.reason')} rows={2} maxLength={200} {...text('reason')} />}
    </FormSheet>
  );
}

export function advance(proof: Proof, kind: Kind): Promise<unknown> {
  return post(`loyalty-evidence/${proof.id}/advance`, { body: { kind }, changes: CHANGES });
}
