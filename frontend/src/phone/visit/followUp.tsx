import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../data/page.ts';
import type { Task } from '../../data/todo.ts';
import { addTexts, t, type Key } from '../../i18n/index.ts';
import { VISIT_TEXTS } from '../../i18n/visit.ts';
import { Link } from '../../router.tsx';
import { DueDay } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { savedWithUndo } from '../writing.tsx';

await addTexts(VISIT_TEXTS);

const named = (kind: string | undefined, text: string): string => {
  const words = t(`v.seen.${text}` as Key);
  return `${t(`v.task.${kind ?? 'other'}` as Key)} · ${words.startsWith('v.') ? text : words}`;
};

/** A task that a finding left (row 37): settled by saying what came of it. */
export function FollowUpRow({ task }: { task: Task }): JSX.Element {
  const [outcome, setOutcome] = useState<string | null>(null);
  const title = named(task.task_kind, task.text);
  const licence = task.task_kind === 'licence' ? task.found : null;
  const settle = async (state: 'done' | 'dropped', takeOver = false): Promise<void> => {
    const said = (outcome ?? '').trim();
    const payload = { follow_up: task.id, state, outcome: said || t('v.licence.taken'), ...(takeOver ? { take_over: true } : {}) };
    const { group } = await ask('act', { account: task.account, ops: [{ type: 'follow_up.settle', payload }] });
    setOutcome(null);
    savedWithUndo(t('v.task.settled'), group);
  };
  return (
    <li class="row">
      <Icon name="tasks" />
      <Link href={`/accounts/${task.account}`} class="row__body">
        <span>{title}</span>
        <span class="row__sub">{task.account_name}</span>
        <span class="badges">
          <DueDay days={task.days_left} />
        </span>
      </Link>
      <Button kind="soft" small aria-label={t('v.task.settle_what', { text: title })} onClick={() => setOutcome('')}>
        {t('v.task.settle')}
      </Button>
      {outcome !== null && (
        <Sheet
          title={title}
          onClose={() => setOutcome(null)}
          foot={
            <>
              <Button kind="quiet" disabled={!outcome.trim()} onClick={() => void settle('dropped')}>
                {t('v.task.drop')}
              </Button>
              <Button kind="primary" disabled={!outcome.trim()} onClick={() => void settle('done')}>
                {t('v.task.done')}
              </Button>
            </>
          }
        >
          {licence && (
            <Button wide kind="soft" onClick={() => void settle('done', true)}>
              {t('v.licence.take', { name: licence })}
            </Button>
          )}
          <Field label={t('v.task.outcome')} rows={2} maxLength={300} value={outcome} onInput={setOutcome} />
        </Sheet>
      )}
    </li>
  );
}
