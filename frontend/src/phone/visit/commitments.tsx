import type { JSX } from 'preact';
import type { Commitment } from '../../data/drafts.ts';
import { person } from '../../data/page.ts';
import { uuidv7 } from '../../data/uuid.ts';
import { addDays } from '../../domain/days.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { VISIT_TEXTS } from '../../i18n/visit.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { DayChoice } from '../dayChoice.tsx';
import './steps.css';

await addTexts(VISIT_TEXTS);

/** What one told the customer one would do: each line becomes a promise with its day (rows 20, 22). */
export function Commitments({ value, onChange }: { value: Commitment[]; onChange: (promises: Commitment[]) => void }): JSX.Element {
  const set = (id: string, more: Partial<Commitment>): void => onChange(value.map((each) => (each.id === id ? { ...each, ...more } : each)));
  const add = (): void => onChange([...value, { id: uuidv7(), text: '', due_on: addDays(person.value?.session.today ?? new Date().toISOString().slice(0, 10), 3) }]);
  return (
    <div class="field" data-part="commitments">
      {value.map(({ id, text, due_on }, i) => (
        <div key={id} class="step" role="group" aria-label={t('v.promise.which', { number: i + 1 })}>
          <div class="step__head">
            <span class="step__name">{t('v.promise.which', { number: i + 1 })}</span>
            <IconButton name="close" label={t('v.promise.remove', { number: i + 1 })} onClick={() => onChange(value.filter((each) => each.id !== id))} />
          </div>
          <Field label={t('v.promise.text')} rows={2} maxLength={500} value={text} onInput={(words) => set(id, { text: words })} />
          <DayChoice label={t('v.promise.due')} value={due_on} onChoose={(day) => day && set(id, { due_on: day })} />
        </div>
      ))}
      <Button small kind="soft" icon="promise" onClick={add}>
        {t('v.promise.add')}
      </Button>
    </div>
  );
}
