import type { JSX } from 'preact';
import { person } from '../data/page.ts';
import type { CareRow } from '../data/rows.ts';
import { uuidv7 } from '../data/uuid.ts';
import { addTexts, t } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { FormSheet } from '../ui/form.tsx';
import type { Write } from './write.ts';
import './people.css';

await addTexts(PEOPLE_TEXTS);

const KINDS = ['birthday', 'festival', 'family', 'illness', 'congratulation', 'condolence', 'other'] as const;

interface Typed {
  kind: string;
  on: string;
  is_yearly: boolean;
  remind_days: string;
  plan: string;
  outcome: string;
}

interface Props {
  contact: { id: string; name: string };
  /** A planned one, to say that it was done. */
  event?: CareRow;
  /** What is known already: a birthday that stands on the to-do list. */
  known?: { kind: string; on: string };
  write: Write;
  onClose: () => void;
}

/** A day that matters to a person: planned, or done already (row 70). */
export function CareSheet({ contact, event, known, write, onClose }: Props): JSX.Element {
  const today = person.value?.session.today ?? '';
  const initial: Typed = { kind: known?.kind ?? 'festival', on: known?.on ?? today, is_yearly: false, remind_days: '3', plan: '', outcome: '' };
  const save = async ({ kind, on, is_yearly, remind_days, plan, outcome }: Typed, _: Partial<Typed>, key: string): Promise<void> => {
    const how = { said: t('people.care_saved'), key };
    if (event) return write([{ type: 'care.finish', payload: { care_event: event.id, outcome } }], how);
    const rest = outcome.trim() ? { outcome } : { plan, remind_days: Number(remind_days) || 0 };
    return write([{ type: 'care.add', payload: { id: uuidv7(), contact: contact.id, kind, on, is_yearly, ...rest } }], how);
  };
  const isReady = ({ on, outcome }: Typed): boolean => (event || known ? Boolean(outcome.trim()) : Boolean(on));
  return (
    <FormSheet title={t('people.care_title', { name: contact.name })} draft={`care/${event?.id ?? contact.id}`} initial={initial} save={save} isReady={isReady} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          {!event && !known && (
            <>
              <div class="field">
                <p class="label">{t('people.care_kind')}</p>
                <Choice look="chips" label={t('people.care_kind')} value={values.kind} options={KINDS.map((value) => ({ value: value as string, text: t(`people.kind.${value}`) }))} onChoose={(kind) => set({ kind })} />
              </div>
              <Field label={t('people.care_on')} type="date" {...text('on')} />
              <label class="check">
                <input type="checkbox" checked={values.is_yearly} onChange={(change) => set({ is_yearly: change.currentTarget.checked })} />
                {t('people.care_yearly')}
              </label>
              <Field label={t('people.care_plan')} maxLength={300} {...text('plan')} />
              <Field label={t('people.care_remind')} type="number" min="0" {...text('remind_days')} />
            </>
          )}
          <Field label={t('people.care_done')} rows={2} maxLength={500} {...(event || known ? {} : { hint: t('people.care_done_hint') })} {...text('outcome')} />
        </>
      )}
    </FormSheet>
  );
}
