import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { ask, person } from '../../data/page.ts';
import type { ConsumptionRow, ContactRow, FollowUpRow, KnowledgeRow, NeedRow, PromiseRow, TalkSwitchRow } from '../../data/rows.ts';
import { methodsFor, questionFor } from '../../domain/coach.ts';
import { addTexts, day, t, type Key } from '../../i18n/index.ts';
import { VISIT_TEXTS } from '../../i18n/visit.ts';
import { Brief } from '../../people/brief.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { isPressureAllowed } from './pressure.ts';
import './steps.css';

await addTexts(VISIT_TEXTS);

interface CoachProps {
  account: { id: string; team: string | null; open_complaints: number; target_level: number | null; phone: string; order_weekdays: number[] };
}

/** Before the talk (rows 34, 66): whom one meets, how to talk, what was promised, one question, what one could not answer. */
export function Coach({ account }: CoachProps): JSX.Element | null {
  const of = { account: account.id };
  const contacts = useLive('rowsOf', { table: 'contacts', ...of }, ['contacts', 'outbox']).data as ContactRow[] | undefined;
  const promises = useLive('rowsOf', { table: 'promises', ...of }, ['promises', 'outbox']).data as PromiseRow[] | undefined;
  const needs = useLive('rowsOf', { table: 'needs', ...of }, ['needs', 'outbox']).data as NeedRow[] | undefined;
  const kept = useLive('rowsOf', { table: 'consumptions', ...of }, ['consumptions', 'outbox']).data as ConsumptionRow[] | undefined;
  const tasks = useLive('rowsOf', { table: 'follow_ups', ...of }, ['follow_ups', 'outbox']).data as FollowUpRow[] | undefined;
  const switches = useLive('every', { table: 'talk_switches' }, ['talk_switches']).data as TalkSwitchRow[] | undefined;
  const questions = useLive('every', { table: 'knowledge_entries' }, ['knowledge_entries', 'outbox']).data as KnowledgeRow[] | undefined;
  if (!contacts || !promises || !needs || !kept || !tasks || !questions) return null;
  const people = contacts.filter((each) => !each.archived_at).sort((a, b) => Number(!a.personality) - Number(!b.personality) || Number(b.is_primary) - Number(a.is_primary));
  const personality = people[0]?.personality ?? null;
  const open = needs.filter(({ status }) => status === 'open').sort((a, b) => Number(b.is_dominant) - Number(a.is_dominant));
  const due = tasks.filter(({ state }) => state === 'open').sort((a, b) => a.due_on.localeCompare(b.due_on));
  const promised = promises.filter(({ state }) => state === 'open');
  const [code, about] = questionFor({
    openComplaints: account.open_complaints,
    followUps: due.map(({ text }) => text),
    unclearNeeds: open.filter(({ wanted }) => !wanted).map(({ said }) => said),
    unknownRates: kept.filter(({ per_day }) => per_day === null).map(({ product }) => product.name),
    missing: [!people.length && 'contact', !account.phone && !people.some(({ phone }) => phone) && 'phone', !open.length && 'need', !kept.length && 'consumption', !account.order_weekdays.length && 'order_days'].filter((name) => typeof name === 'string'),
  });
  const methods = methodsFor(personality, account.open_complaints, isPressureAllowed(switches, account.team));
  const gaps = questions.filter((entry) => entry.manager.id === person.value?.session.user.id && !entry.known && !entry.learned_at).sort((a, b) => Date.parse(b.asked_at) - Date.parse(a.asked_at)).slice(0, 3);
  return (
    <div data-part="coach">
      <Brief account={account.id} />
      <p class="hint">
        <strong>{t('v.coach.head', { title: t('v.coach.ask') })}</strong>
        {code === 'missing' ? t(`v.ask.missing.${about}` as Key) : t(`v.ask.${code}` as Key, { about })}
      </p>
      <details class="steps">
        <summary>{t('v.coach.title')}</summary>
        <p class="hint">{`${t('v.coach.head', { title: t('v.coach.talks') })}${methods.map((method) => t(`v.talk.${method}`)).join(' · ')}`}</p>
        {account.target_level && <p class="hint">{t('v.coach.target', { level: t(`level.${account.target_level}` as Key) })}</p>}
        <Lines title={t('v.coach.promises')} lines={promised.map(({ id, text, due_on }) => ({ id, text: `${text} · ${t('v.coach.due', { day: day(due_on) })}` }))} />
        <Lines title={t('v.coach.tasks')} lines={due.map(({ id, text, kind, due_on }) => ({ id, text: `${t(`v.task.${kind}` as Key)} · ${text} · ${t('v.coach.due', { day: day(due_on) })}` }))} />
        {gaps.length > 0 && <p class="label">{t('v.coach.gaps')}</p>}
        {gaps.map((entry) => (
          <Gap key={entry.id} entry={entry} account={account.id} />
        ))}
      </details>
    </div>
  );
}

function Lines({ title, lines }: { title: string; lines: { id: string; text: string }[] }): JSX.Element | null {
  if (!lines.length) return null;
  return (
    <>
      <p class="label">{title}</p>
      <ul class="hint">
        {lines.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
    </>
  );
}

/** A gap is closed by the answer. */
function Gap({ entry, account }: { entry: KnowledgeRow; account: string }): JSX.Element {
  const [answer, setAnswer] = useState<string | null>(null);
  const learn = (): void => void ask('act', { account, ops: [{ type: 'knowledge.learn', payload: { knowledge_entry: entry.id, answer: (answer ?? '').trim() } }] });
  return (
    <div class="field">
      <p class="hint">{entry.question}</p>
      {answer === null ? (
        <Button small kind="quiet" aria-label={`${t('v.coach.learn')} ${entry.question}`} onClick={() => setAnswer('')}>
          {t('v.coach.learn')}
        </Button>
      ) : (
        <>
          <Field label={t('v.coach.answer')} value={answer} maxLength={500} onInput={setAnswer} />
          <Button small kind="soft" disabled={!answer.trim()} onClick={learn}>
            {t('v.coach.learn')}
          </Button>
        </>
      )}
    </div>
  );
}
