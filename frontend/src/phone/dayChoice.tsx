import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { person } from '../data/page.ts';
import { addDays, daysBetween } from '../domain/days.ts';
import { day, t } from '../i18n/index.ts';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';

const STEPS = [
  { days: 1, text: 'visit.tomorrow' },
  { days: 3, text: 'visit.in_3' },
  { days: 7, text: 'visit.in_7' },
  { days: 14, text: 'visit.in_14' },
] as const;

/** A day by one tap, or any day. */
export function DayChoice({ label, value, onChoose }: { label: string; value: string | null; onChoose: (day: string | null) => void }): JSX.Element {
  const today = person.value?.session.today ?? new Date().toISOString().slice(0, 10);
  const [picking, setPicking] = useState(false);
  const chosen = value ? daysBetween(today, value) : null;
  const isStep = STEPS.some(({ days }) => days === chosen);
  return (
    <div class="field">
      <p class="label">{label}</p>
      <Choice
        look="chips"
        label={label}
        value={chosen == null ? null : isStep ? chosen : 0}
        options={[...STEPS.map(({ days, text }) => ({ value: days as number, text: t(text) })), { value: 0, text: value && !isStep ? day(value) : t('visit.pick_day') }]}
        onChoose={(days) => {
          setPicking(days === 0);
          if (days) onChoose(days === chosen ? null : addDays(today, days));
        }}
      />
      {picking && <Field label={t('visit.day')} type="date" min={today} value={value ?? ''} onInput={(picked) => onChoose(picked || null)} />}
    </div>
  );
}
