import type { JSX } from 'preact';
import { t, type Key } from '../i18n/index.ts';
import { Chip } from './choice.tsx';

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export const weekdayText = (day: number): string => t(`notebook.weekday.${day}` as Key);

/** Some days of the week, Monday first. The names of the days are texts of the notebook. */
export function Weekdays({ label, days, error, onChoose }: { label: string; days: number[]; error?: string; onChoose: (days: number[]) => void }): JSX.Element {
  return (
    <div class="field" role="group" aria-label={label}>
      <p class="label">{label}</p>
      <div class="chips chips--wrap">
        {DAYS.map((day) => (
          <Chip key={day} on={days.includes(day)} onToggle={() => onChoose(days.includes(day) ? days.filter((each) => each !== day) : [...days, day].sort())}>
            {weekdayText(day)}
          </Chip>
        ))}
      </div>
      {error && <p class="error">{error}</p>}
    </div>
  );
}
