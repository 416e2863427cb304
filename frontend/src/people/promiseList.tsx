import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { person } from '../data/page.ts';
import { refName, type ContactRow, type PromiseRow } from '../data/rows.ts';
import { daysBetween } from '../domain/days.ts';
import { addTexts, day, t } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { lazy } from '../lazy.tsx';
import { Badge, DueDay } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Section } from '../ui/layout.tsx';
import type { Write } from './write.ts';

await addTexts(PEOPLE_TEXTS);

const PromiseForm = lazy(async () => (await import('./promiseSheets.tsx')).PromiseForm);
const SettleSheet = lazy(async () => (await import('./promiseSheets.tsx')).SettleSheet);

interface Props {
  account: { id: string; name: string };
  promises: PromiseRow[];
  contacts: ContactRow[];
  mayWrite: boolean;
  write: Write;
}

const TONES = { kept: 'green', broken: 'red', released: 'grey', open: 'grey' } as const;

/** What was promised: to whom, by when, who keeps it; and how it ended (row 22). */
export function PromiseList({ account, promises, contacts, mayWrite, write }: Props): JSX.Element {
  const [isAdding, setAdding] = useState(false);
  const [settling, setSettling] = useState<PromiseRow | null>(null);
  const today = person.value?.session.today ?? '';
  const open = promises.filter(({ state }) => state === 'open').sort((a, b) => (a.due_on < b.due_on ? -1 : 1));
  const settled = promises.filter(({ state }) => state !== 'open').slice(0, 10);
  return (
    <Section
      title={t('people.promises')}
      action={
        mayWrite && (
          <Button small kind="quiet" icon="plus" onClick={() => setAdding(true)}>
            {t('people.promise_add')}
          </Button>
        )
      }
    >
      {!open.length && <p class="hint hint--edge">{t('notebook.no_promises')}</p>}
      {open.length > 0 && (
        <ul class="rows">
          {open.map((promise) => (
            <li class="row" key={promise.id}>
              <span class="row__body">
                <span>{promise.text}</span>
                <span class="row__sub">{said(promise)}</span>
                <span class="badges">
                  <DueDay days={today ? daysBetween(today, promise.due_on) : null} />
                  {promise.inherited_at && <Badge tone="blue">{t('people.promise_inherited')}</Badge>}
                </span>
              </span>
              {mayWrite && (
                <Button kind="soft" small aria-label={`${t('people.promise_settle')} ${promise.text}`} onClick={() => setSettling(promise)}>
                  {t('people.promise_settle')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {settled.length > 0 && (
        <details class="card card--pad">
          <summary>{t('people.promise_settled')}</summary>
          <ul class="rows">
            {settled.map((promise) => (
              <li class="row" key={promise.id}>
                <span class="row__body">
                  <span>{promise.text}</span>
                  {promise.settled_reason && <span class="row__sub">{promise.settled_reason}</span>}
                </span>
                {promise.state !== 'open' && <Badge tone={TONES[promise.state]}>{t(`people.promise_state.${promise.state}`)}</Badge>}
              </li>
            ))}
          </ul>
        </details>
      )}
      {isAdding && <PromiseForm account={account} contacts={contacts} write={write} onClose={() => setAdding(false)} />}
      {settling && <SettleSheet promise={settling} write={write} onClose={() => setSettling(null)} />}
    </Section>
  );
}

function said(promise: PromiseRow): string {
  const keeper = promise.keeper ? refName(promise.keeper) : '';
  const made = promise.made_at ? t('people.promise_made', { by: refName(promise.made_by), on: day(promise.made_at.slice(0, 10)) }) : '';
  return [refName(promise.contact), made, keeper && keeper !== refName(promise.made_by) ? t('people.promise_keeper', { name: keeper }) : promise.keeper === null ? t('people.promise_no_keeper') : ''].filter(Boolean).join(' · ');
}
