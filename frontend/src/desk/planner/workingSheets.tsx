/** A manager's usual day, and days on which nobody is visited, as forms. */
import type { JSX } from 'preact';
import { coordinatesText, readCoordinates } from '../../domain/coordinates.ts';
import { clockText, isReversed } from '../../domain/hours.ts';
import { t, type Key } from '../../i18n/index.ts';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Weekdays } from '../../ui/weekdays.tsx';
import { post } from '../forms/writing.ts';

export interface Shift {
  id: string;
  weekdays: number[];
  starts_at: string;
  ends_at: string;
  lunch_from: string | null;
  lunch_until: string | null;
  lunch_minutes: number;
  start_latitude: number | null;
  start_longitude: number | null;
  end_latitude: number | null;
  end_longitude: number | null;
  version: number;
}

interface Typed {
  weekdays: number[];
  starts_at: string;
  ends_at: string;
  lunch_from: string;
  lunch_until: string;
  lunch_minutes: string;
  start: string;
  end: string;
}

type Problems = Partial<Record<keyof Typed, string>>;

export function ShiftSheet({ manager, name, shift, reload, onClose }: { manager: string; name: string; shift: Shift | undefined; reload: () => void; onClose: () => void }): JSX.Element {
  const initial: Typed = {
    weekdays: shift?.weekdays ?? [1, 2, 3, 4, 5],
    starts_at: clockText(shift?.starts_at ?? '08:30'),
    ends_at: clockText(shift?.ends_at ?? '17:30'),
    lunch_from: clockText(shift?.lunch_from),
    lunch_until: clockText(shift?.lunch_until),
    lunch_minutes: shift?.lunch_minutes ? String(shift.lunch_minutes) : '',
    start: coordinatesText(shift?.start_latitude, shift?.start_longitude),
    end: coordinatesText(shift?.end_latitude, shift?.end_longitude),
  };
  return (
    <FormSheet title={t('shift.edit_title', { name })} draft={`shift/${manager}`} initial={initial} save={(values, _, key) => post('shifts/set', { body: { manager, ...bodyOf(values), version: shift?.version ?? 0 }, key, changes: ['shifts'] })} isReady={(values) => !Object.keys(problemsOf(values)).length} refresh={reload} onClose={onClose}>
      {({ values, set, text }) => {
        const problems = problemsOf(values);
        const said = (field: keyof Typed): object => (problems[field] ? { error: problems[field] } : {});
        return (
          <>
            <Weekdays label={t('shift.weekdays')} days={values.weekdays} {...said('weekdays')} onChoose={(weekdays) => set({ weekdays })} />
            <Field label={t('shift.starts_at')} type="time" {...text('starts_at')} {...said('starts_at')} />
            <Field label={t('shift.ends_at')} type="time" {...text('ends_at')} {...said('ends_at')} />
            <Field label={t('shift.lunch_from')} type="time" hint={t('shift.lunch_hint')} {...text('lunch_from')} {...said('lunch_from')} />
            <Field label={t('shift.lunch_until')} type="time" {...text('lunch_until')} {...said('lunch_until')} />
            <Field label={t('shift.lunch_minutes')} type="number" min="1" {...text('lunch_minutes')} {...said('lunch_minutes')} />
            <Field label={t('shift.start_place')} hint={t('shift.place_hint')} {...text('start')} {...said('start')} />
            <Field label={t('shift.end_place')} hint={t('shift.end_hint')} {...text('end')} {...said('end')} />
          </>
        );
      }}
    </FormSheet>
  );
}

/** What is wrong, by field, in the reader's words: said before anything is sent. */
function problemsOf(values: Typed): Problems {
  const problems: Problems = {};
  const { starts_at: from, ends_at: to, lunch_from: early, lunch_until: late, lunch_minutes: minutes } = values;
  if (!values.weekdays.length) problems.weekdays = t('shift.problem.weekdays');
  if (!from) problems.starts_at = t('form.field.needed');
  if (!to) problems.ends_at = t('form.field.needed');
  if (isReversed(from, to)) problems.ends_at = t('shift.problem.ends_at');
  if (Boolean(early) !== Boolean(late)) problems.lunch_until = t('shift.problem.lunch_both');
  else if (early && (early < from || late > to || late < early)) problems.lunch_from = t('shift.problem.lunch_from');
  if (early && !(Number.isInteger(Number(minutes)) && Number(minutes) >= 1 && Number(minutes) <= 180)) problems.lunch_minutes = t('shift.problem.lunch_minutes');
  for (const end of ['start', 'end'] as const) {
    const place = readCoordinates(values[end]);
    if (typeof place === 'string') problems[end] = t(`coordinates.problem.${place}`);
  }
  return problems;
}

function bodyOf(values: Typed): Record<string, unknown> {
  const [start, end] = [values.start, values.end].map(readCoordinates).map((place) => (typeof place === 'object' ? place : null));
  const hasLunch = Boolean(values.lunch_from);
  return {
    weekdays: values.weekdays,
    starts_at: values.starts_at,
    ends_at: values.ends_at,
    lunch_from: values.lunch_from || null,
    lunch_until: values.lunch_until || null,
    lunch_minutes: hasLunch ? Number(values.lunch_minutes) : 0,
    start_latitude: start?.latitude ?? null,
    start_longitude: start?.longitude ?? null,
    end_latitude: end?.latitude ?? null,
    end_longitude: end?.longitude ?? null,
  };
}

const KINDS = ['leave', 'training', 'meeting', 'illness'] as const;

export function AbsenceSheet({ manager, name, today, onClose }: { manager: string; name: string; today: string; onClose: () => void }): JSX.Element {
  const initial = { kind: 'leave' as (typeof KINDS)[number], since: today, until: '', note: '' };
  const isBefore = ({ since, until }: typeof initial): boolean => until !== '' && until < since;
  return (
    <FormSheet
      title={t('shift.away_title', { name })}
      draft={`absence/${manager}`}
      initial={initial}
      isReady={(values) => Boolean(values.since) && !isBefore(values)}
      save={(values, _, key) => post('absences', { body: { manager, ...values, until: values.until || values.since }, key })}
      onClose={onClose}
    >
      {({ values, set, text }) => (
        <>
          <Choice look="chips" label={t('shift.kind')} value={values.kind} options={KINDS.map((value) => ({ value, text: t(`shift.kind.${value}` as Key) }))} onChoose={(kind) => set({ kind })} />
          <Field label={t('shift.since')} type="date" {...text('since')} />
          <Field label={t('shift.until')} type="date" hint={t('shift.until_hint')} {...text('until')} {...(isBefore(values) ? { error: t('shift.problem.until') } : {})} />
          <Field label={t('shift.note')} maxLength={200} {...text('note')} />
        </>
      )}
    </FormSheet>
  );
}
