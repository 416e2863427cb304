import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { windowProblem, type Window } from '../../domain/hours.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { VISITING_TEXTS } from '../../i18n/visiting.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { Weekdays, weekdayText } from '../../ui/weekdays.tsx';
import { patch } from '../forms/writing.ts';
import { Fact } from './facts.tsx';
import type { SectionProps } from './sections.ts';

await addTexts(VISITING_TEXTS);

interface Rules {
  weekdays: number[];
  windows: Window[];
  service_minutes: number | null;
  interval_days: number | null;
  version: number;
}

interface Typed {
  weekdays: number[];
  windows: Window[];
  service_minutes: string;
  interval_days: string;
}

const MOST = { service_minutes: 480, interval_days: 366 } as const;
type Numbers = keyof typeof MOST;

/** When and how this customer wishes to be visited, where that differs from its tier and its opening hours: routes are planned by it. */
export function Visiting({ account, mayWrite }: SectionProps): JSX.Element | null {
  const [isEditing, setEditing] = useState(false);
  const { data, reload } = useLive('get', { path: `accounts/${account.id}/visit-rules` }, ['accounts']);
  const rules = data?.data as unknown as Rules | undefined;
  if (!rules) return null;
  const { weekdays, windows, service_minutes: service, interval_days: interval } = rules;
  return (
    <Section
      title={t('visiting.title')}
      action={
        mayWrite && (
          <Button small kind="quiet" aria-label={`${t('notebook.edit')} ${t('visiting.title')}`} onClick={() => setEditing(true)}>
            {t('notebook.edit')}
          </Button>
        )
      }
    >
      <dl class="facts">
        <Fact title={t('visiting.weekdays')}>{weekdays.map(weekdayText).join(t('desk.or')) || t('visiting.any_day')}</Fact>
        <Fact title={t('visiting.windows')}>{windows.map((window) => window.join(' – ')).join(t('desk.or')) || t('visiting.as_open')}</Fact>
        <Fact title={t('visiting.interval')}>{interval ? t('visiting.days', { count: interval }) : t('visiting.as_tier')}</Fact>
        <Fact title={t('visiting.service')}>{service ? t('visiting.minutes', { count: service }) : t('visiting.as_tier')}</Fact>
      </dl>
      {isEditing && <Edit account={account} rules={rules} reload={reload} onClose={() => (setEditing(false), reload())} />}
    </Section>
  );
}

function Edit({ account, rules, reload, onClose }: { account: { id: string; name: string }; rules: Rules; reload: () => void; onClose: () => void }): JSX.Element {
  const initial: Typed = { weekdays: rules.weekdays, windows: rules.windows, service_minutes: String(rules.service_minutes ?? ''), interval_days: String(rules.interval_days ?? '') };
  const save = (_: Typed, changed: Partial<Typed>, key: string): Promise<unknown> => {
    const windows = changed.windows === undefined ? {} : { windows: told(changed.windows) };
    const numbers = Object.fromEntries((Object.keys(MOST) as Numbers[]).filter((name) => name in changed).map((name) => [name, changed[name] ? Number(changed[name]) : null]));
    return Object.keys(changed).length ? patch(`accounts/${account.id}/visit-rules`, rules.version, { body: { ...changed, ...windows, ...numbers }, key }) : Promise.resolve();
  };
  return (
    <FormSheet title={t('visiting.edit_title', { name: account.name })} draft={`visiting/${account.id}`} initial={initial} save={save} isReady={isSound} refresh={reload} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Weekdays label={t('visiting.weekdays')} days={values.weekdays} onChoose={(weekdays) => set({ weekdays })} />
          <Windows windows={values.windows} onChange={(windows) => set({ windows })} />
          {(Object.keys(MOST) as Numbers[]).map((name) => (
            <Field key={name} label={t(name === 'service_minutes' ? 'visiting.service' : 'visiting.interval')} hint={t('visiting.as_tier_hint')} type="number" min="1" {...text(name)} {...(isNumberSound(name, values) ? {} : { error: t(name === 'service_minutes' ? 'visiting.service_range' : 'visiting.interval_range') })} />
          ))}
        </>
      )}
    </FormSheet>
  );
}

function Windows({ windows, onChange }: { windows: Window[]; onChange: (windows: Window[]) => void }): JSX.Element {
  const put = (index: number, window: Window): void => onChange(windows.map((each, i) => (i === index ? window : each)));
  return (
    <div class="field" role="group" aria-label={t('visiting.windows')}>
      <p class="label">{t('visiting.windows')}</p>
      {!windows.length && <p class="hint">{t('visiting.windows_hint')}</p>}
      {windows.map(([from, to], i) => {
        const problem = windowProblem(windows, i);
        const number = { number: i + 1 };
        return (
          <div class="visiting__window" key={i}>
            <Field label={t('visiting.from', number)} type="time" value={from} onInput={(value) => put(i, [value, to])} />
            <Field label={t('visiting.to', number)} type="time" value={to} onInput={(value) => put(i, [from, value])} {...(problem && (problem !== 'incomplete' || from || to) ? { error: t(`visiting.problem.${problem}`) } : {})} />
            <IconButton name="close" label={t('visiting.drop', number)} onClick={() => onChange(windows.filter((_, other) => other !== i))} />
          </div>
        );
      })}
      <Button small kind="soft" icon="plus" onClick={() => onChange([...windows, ['', '']])}>
        {t('visiting.add')}
      </Button>
    </div>
  );
}

function isNumberSound(name: Numbers, values: Typed): boolean {
  const value = Number(values[name]);
  return values[name] === '' || (Number.isInteger(value) && value >= 1 && value <= MOST[name]);
}

/** Those in which anything was written. */
const told = (windows: Window[]): Window[] => windows.filter(([from, to]) => from || to);

function isSound(values: Typed): boolean {
  return told(values.windows).every((_, i, windows) => windowProblem(windows, i) === null) && (Object.keys(MOST) as Numbers[]).every((name) => isNumberSound(name, values));
}
