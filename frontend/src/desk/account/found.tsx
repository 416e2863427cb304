import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import type { FollowUpRow, StepKind } from '../../data/rows.ts';
import { addTexts, day, t, type Key } from '../../i18n/index.ts';
import { VISIT_TEXTS } from '../../i18n/visit.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { foundName } from '../visits/foundName.ts';
import type { SectionProps } from './sections.ts';

await addTexts(VISIT_TEXTS);

interface Step {
  id: string;
  visit: string;
  visited_on: string;
  kind: StepKind;
  state: 'done' | 'skipped';
  reason: string;
}

interface Found {
  id: string;
  kind: string;
  text: string;
  found_on: string;
}

/** What visits found here, what was done of their steps, and the tasks that are left (rows 37, 79). */
export function VisitsFound({ account, mayWrite, reload }: SectionProps): JSX.Element {
  const query = { account: account.id };
  const topics = ['findings', 'follow-ups', 'visits', 'touchpoints'];
  const tasks = (useLive('list', { resource: 'follow-ups', query: { ...query, limit: 50, ordering: '-due_on' } }, topics).data?.results ?? []) as unknown as FollowUpRow[];
  const found = (useLive('list', { resource: 'findings', query: { ...query, limit: 20 } }, topics).data?.results ?? []) as unknown as Found[];
  const steps = (useLive('list', { resource: 'visit-steps', query: { ...query, limit: 20 } }, topics).data?.results ?? []) as unknown as Step[];
  const [settling, setSettling] = useState<FollowUpRow | null>(null);
  const take = async (task: FollowUpRow): Promise<void> => {
    try {
      await post(`follow-ups/${task.id}/settle`, { body: { state: 'done', outcome: t('v.licence.taken'), take_over: true }, changes: ['touchpoints', 'accounts'] });
      toast(t('v.licence.taken'));
      reload();
    } catch (refused) {
      toast((refused as Error).message);
    }
  };
  const last = steps.filter(({ visit }) => visit === steps[0]?.visit);
  return (
    <Section title={t('v.found.title')}>
      {!tasks.length && !found.length && !steps.length && <p class="hint">{t('v.found.none')}</p>}
      {tasks.length > 0 && (
        <ul class="rows">
          {tasks.map((task) => (
            <li class="row" key={task.id}>
              <div class="row__body">
                <p class="row__title">
                  {`${t(`v.task.${task.kind}` as Key)} · ${foundName(task.text)}`} <Badge tone={task.state === 'open' ? 'amber' : 'grey'}>{t(task.state === 'open' ? 'v.task.open' : task.state === 'done' ? 'v.task.done' : 'v.task.drop')}</Badge>
                </p>
                <p class="row__sub">{[task.owner.name, t('v.task.due', { day: day(task.due_on) }), task.outcome].filter(Boolean).join(' · ')}</p>
              </div>
              {mayWrite && task.state === 'open' && task.kind === 'licence' && task.found && (
                <Button small kind="soft" onClick={() => void take(task)}>
                  {t('v.licence.take', { name: task.found })}
                </Button>
              )}
              {mayWrite && task.state === 'open' && (
                <Button small kind="soft" aria-label={t('v.task.settle_what', { text: foundName(task.text) })} onClick={() => setSettling(task)}>
                  {t('v.task.settle')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {found.length > 0 && <p class="label">{t('v.found.findings')}</p>}
      {found.map(({ id, kind, text, found_on }) => (
        <p class="hint" key={id}>
          {[day(found_on), kind && foundName(kind), text].filter(Boolean).join(' · ')}
        </p>
      ))}
      {last.length > 0 && (
        <p class="hint">
          <strong>{t('v.found.steps', { day: day(last[0]?.visited_on ?? '') })}</strong>
          {`${t('v.coach.head', { title: '' })}${last.map(({ kind, state, reason }) => (state === 'done' ? t(`v.step.${kind}`) : t('v.found.skipped', { step: t(`v.step.${kind}`), reason }))).join(' · ')}`}
        </p>
      )}
      {settling && (
        <FormSheet
          title={foundName(settling.text)}
          draft={`follow-up/${settling.id}`}
          initial={{ outcome: '', state: 'done' as 'done' | 'dropped' }}
          save={(values, _, key) => post(`follow-ups/${settling.id}/settle`, { body: values, key, changes: ['touchpoints'] })}
          isReady={({ outcome }) => Boolean(outcome.trim())}
          onClose={() => setSettling(null)}
        >
          {({ values, set, text }) => (
            <>
              <Choice look="segments" label={t('v.task.settle')} value={values.state} options={(['done', 'dropped'] as const).map((value) => ({ value, text: t(value === 'done' ? 'v.task.done' : 'v.task.drop') }))} onChoose={(state) => set({ state })} />
              <Field label={t('v.task.outcome')} rows={2} maxLength={300} {...text('outcome')} />
            </>
          )}
        </FormSheet>
      )}
    </Section>
  );
}
