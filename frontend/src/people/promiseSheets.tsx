import type { JSX } from 'preact';
import { person } from '../data/page.ts';
import type { ContactRow, PromiseRow } from '../data/rows.ts';
import { uuidv7 } from '../data/uuid.ts';
import { addDays } from '../domain/days.ts';
import { addTexts, t } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { FormSheet } from '../ui/form.tsx';
import { Pick } from './pick.tsx';
import type { Write } from './write.ts';

await addTexts(PEOPLE_TEXTS);

interface MakeProps {
  account: { id: string; name: string };
  contacts: ContactRow[];
  write: Write;
  onClose: () => void;
}

/** A promise: what, to whom, by when (row 22). */
export function PromiseForm({ account, contacts, write, onClose }: MakeProps): JSX.Element {
  const today = person.value?.session.today ?? '';
  const initial = { text: '', due_on: today ? addDays(today, 3) : '', contact: '' };
  const save = ({ text, due_on, contact }: typeof initial, _: object, key: string): Promise<void> =>
    write([{ type: 'promise.make', payload: { id: uuidv7(), account: account.id, text: text.trim(), due_on, contact: contact || null } }], { said: t('people.promise_saved'), key });
  return (
    <FormSheet title={t('promise.title', { name: account.name })} draft={`promise/${account.id}`} initial={initial} save={save} isReady={({ text, due_on }) => Boolean(text.trim() && due_on)} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Field label={t('promise.text')} rows={2} required maxLength={500} {...text('text')} />
          <Pick label={t('people.promise_to')} value={values.contact} options={contacts} empty={t('people.nobody')} onChoose={(contact) => set({ contact })} />
          <Field label={t('promise.due')} type="date" required {...text('due_on')} />
        </>
      )}
    </FormSheet>
  );
}

const ENDS = { kept: 'promise.keep', broken: 'promise.break', released: 'promise.release' } as const;

/** How a promise ended; what was not kept says why. */
export function SettleSheet({ promise, write, onClose }: { promise: PromiseRow; write: Write; onClose: () => void }): JSX.Element {
  const initial = { state: 'kept' as keyof typeof ENDS, reason: '' };
  const save = ({ state, reason }: typeof initial, _: object, key: string): Promise<void> =>
    write([{ type: ENDS[state], payload: { promise: promise.id, ...(reason.trim() || state !== 'kept' ? { reason: reason.trim() } : {}) } as { promise: string; reason: string } }], { said: t('people.promise_ended'), key });
  return (
    <FormSheet title={t('people.promise_settle_title')} draft={`settle/${promise.id}`} initial={initial} save={save} isReady={({ state, reason }) => state === 'kept' || Boolean(reason.trim())} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <p>{promise.text}</p>
          <Choice look="segments" label={t('people.promise_how')} value={values.state} options={(['kept', 'broken', 'released'] as const).map((value) => ({ value, text: t(`people.promise_state.${value}`) }))} onChoose={(state) => set({ state })} />
          <Field label={t('people.promise_reason')} hint={t('people.promise_reason_hint')} rows={2} maxLength={500} {...text('reason')} />
        </>
      )}
    </FormSheet>
  );
}
