import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { ask } from '../data/page.ts';
import type { Task } from '../data/todo.ts';
import type { CareRow as CareEvent } from '../data/rows.ts';
import { addTexts, t, type Key } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { SCREENS_TEXTS } from '../i18n/screens.ts';
import { lazy } from '../lazy.tsx';
import { phoneWrite } from '../people/write.ts';
import { Link } from '../router.tsx';
import { Badge, DueDay } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, Screen, Section } from '../ui/layout.tsx';
import { FollowUpRow } from './visit/followUp.tsx';
import { savedWithUndo } from './writing.tsx';

await addTexts(PEOPLE_TEXTS);
await addTexts(SCREENS_TEXTS);

const Briefs = lazy(async () => (await import('./briefs.tsx')).Briefs, { quiet: true });

/** Promises to keep, days that matter to people, and next steps, by when they are due. */
export function Todo(): JSX.Element {
  const { data: groups } = useLive('todo', undefined, ['promises', 'visits', 'accounts', 'contacts', 'care_events', 'follow_ups']);
  const count = groups?.reduce((sum, { tasks }) => sum + tasks.length, 0) ?? 0;
  return (
    <Screen title={t('todo.title')} sub={count ? `${t('todo.summary', { count })} · ${t('people.todo_order')}` : undefined}>
      <div class="stack">
        <Briefs />
        {!groups && <div class="skeleton skeleton--tall" role="status" aria-label={t('loading')} />}
        {groups?.length === 0 && (
          <Empty icon="check" title={t('todo.empty')}>
            <p>{t('todo.empty_hint')}</p>
          </Empty>
        )}
        <Handing />
        {groups?.map(({ when, tasks }) => (
          <Section key={when} title={t(`todo.${when}`)}>
            <ul class="rows">
              {tasks.map((task) => (
                <TaskRow key={task.id} task={task} />
              ))}
            </ul>
          </Section>
        ))}
      </div>
    </Screen>
  );
}

function TaskRow({ task }: { task: Task }): JSX.Element {
  if (task.kind === 'follow_up') return <FollowUpRow task={task} />;
  if (task.kind === 'care' || task.kind === 'birthday') return <CareRow task={task} />;
  return <PlainRow task={{ ...task, kind: task.kind }} />;
}

const Handing = lazy(async () => (await import('./handovers.tsx')).Handing);
const CareSheet = lazy(async () => (await import('../people/careSheet.tsx')).CareSheet);

/** A birthday or another day that matters to somebody (row 70): what was done is written down. */
function CareRow({ task }: { task: Task }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const name = task.person ?? '';
  const title = task.kind === 'birthday' ? t('people.todo_birthday', { name }) : t('people.todo_care', { name, kind: t(`people.kind.${task.care_kind ?? 'other'}` as Key) });
  const contact = { id: task.kind === 'birthday' ? task.id : '', name };
  const what = task.kind === 'birthday' ? { known: { kind: 'birthday', on: task.due_on ?? '' } } : { event: { id: task.id } as CareEvent };
  return (
    <li class="row">
      <Icon name="star" />
      <Link href={`/accounts/${task.account}`} class="row__body">
        <span>{title}</span>
        <span class="row__sub">{[task.text, task.account_name].filter(Boolean).join(' · ')}</span>
        <span class="badges">
          <DueDay days={task.days_left} />
        </span>
      </Link>
      <Button kind="soft" small aria-label={`${t('people.care_finish')} ${title}`} onClick={() => setOpen(true)}>
        {t('people.care_finish')}
      </Button>
      {isOpen && <CareSheet contact={contact} {...what} write={phoneWrite(task.account)} onClose={() => setOpen(false)} />}
    </li>
  );
}

function PlainRow({ task }: { task: Task & { kind: 'promise' | 'next_action' } }): JSX.Element {
  const promise = task.kind === 'promise';
  const text = task.text || t('action.untitled');
  const finish = async (): Promise<void> => {
    const { group } = await ask('finishTask', { kind: task.kind, id: task.id, account: task.account });
    savedWithUndo(t(promise ? 'promise.kept' : 'action.finished'), group);
  };
  return (
    <li class="row">
      <Icon name={promise ? 'promise' : 'tasks'} />
      <Link href={`/accounts/${task.account}`} class="row__body">
        <span>{text}</span>
        <span class="row__sub">{`${t(promise ? 'kind.promise' : 'visit.next')} · ${task.account_name}`}</span>
        <span class="badges">
          <DueDay days={task.days_left} />
          {task.side === 'win' && <Badge>{t('people.todo_win')}</Badge>}
          {task.made_by && <Badge tone="blue">{t('people.promise_inherited_from', { name: task.made_by })}</Badge>}
        </span>
      </Link>
      <Button kind="soft" small aria-label={t(promise ? 'promise.keep_what' : 'action.done_what', { text })} onClick={() => void finish()}>
        {t(promise ? 'promise.keep' : 'action.done')}
      </Button>
    </li>
  );
}
