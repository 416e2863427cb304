import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { ask, syncState } from '../data/page.ts';
import type { Entry, Problem } from '../data/ops.ts';
import type { CustomFieldRow } from '../data/rows.ts';
import { addTexts, language, moment, t, type Key } from '../i18n/index.ts';
import { lazy } from '../lazy.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Section } from '../ui/layout.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { toast } from '../ui/toast.tsx';
import { openSheet } from './checkIn.ts';

await addTexts({ zh: () => import('../i18n/outbox.zh.json'), en: () => import('../i18n/outbox.en.json') });

const ConflictCard = lazy(async () => (await import('../people/conflict.tsx')).ConflictCard);

/** What waits, and what the server refused: nothing that was typed is ever out of sight. */
export function OutboxList(): JSX.Element | null {
  const { data: entries } = useLive('outbox', undefined, ['outbox']);
  if (!entries?.length) return null;
  const refused = entries.filter((entry) => entry.state !== 'queued');
  const waiting = entries.filter((entry) => entry.state === 'queued');
  return (
    <>
      {refused.length > 0 && (
        <Section title={t('me.attention')}>
          {refused.map((entry) => (isContested(entry) ? <Contested key={entry.op.id} entry={entry} /> : <Refused key={entry.op.id} entry={entry} />))}
        </Section>
      )}
      {waiting.length > 0 && (
        <Section title={t('me.waiting')}>
          <ul class="rows">
            {waiting.slice(0, 50).map((entry) => (
              <li class="row" key={entry.op.id}>
                <span class="row__body">
                  <span class="row__title">{title(entry)}</span>
                  <span class="row__sub">{`${entry.account_name} · ${moment(entry.op.at)}`}</span>
                </span>
                <Badge tone="blue">{t(syncState.value?.doing === 'sending' ? 'state.sending' : 'state.queued')}</Badge>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

const title = ({ op }: Entry): string => t(`op.${op.type.replace('.', '_')}` as Key);

const KNOWN = ['visit_not_open', 'steps_undone', 'pressure_off', 'promise_not_open', 'follow_up_settled', 'nothing_to_learn', 'no_next_action', 'not_found', 'not_allowed', 'unknown_type', 'invalid'];
/** The sheet can still be put right: the visit is open. */
const REOPENED = ['steps_undone', 'pressure_off'];

async function reopen({ op }: Entry): Promise<void> {
  const visit = await ask('reopen', { id: op.id });
  if (visit) openSheet(visit);
}

type Said = Pick<Problem, 'code' | 'detail' | 'fields'>;

function why({ code, detail, fields }: Said): string {
  const said = KNOWN.includes(code) ? t(`refused.${code}` as Key) : t('refused.unknown');
  return [said, ...(KNOWN.includes(code) ? [] : [detail]), ...(REOPENED.includes(code) ? [] : Object.values(fields).flat())].filter(Boolean).join(' · ');
}

/** The answer is stored as the server gave it, in English; it is put into words when it is shown, in the language of that moment. */
function useWords({ problem }: Entry): string {
  const told: Said = { code: problem?.code ?? '', detail: problem?.detail ?? '', fields: problem?.fields ?? {} };
  const [worded, setWorded] = useState<Said | null>(null);
  const lang = language.value;
  useEffect(() => {
    setWorded(null);
    if (lang === 'en' || !problem) return;
    void import('../i18n/refusals.ts').then(({ word }) => {
      const refusal = { code: told.code, message: told.detail, fields: { ...told.fields } };
      word(refusal);
      setWorded({ code: refusal.code, detail: refusal.message, fields: refusal.fields });
    });
  }, [problem, lang]);
  return why(worded ?? told);
}

/** An edit that met another one: field by field, with three ways to settle it. */
function Contested({ entry }: { entry: Entry }): JSX.Element {
  const { proposed = {}, edits = {}, current } = entry.problem ?? {};
  const { data: own } = useLive('every', { table: 'custom_fields' }, ['custom_fields']);
  const settle = async (changes: Record<string, unknown>): Promise<void> => {
    await ask('resolve', { id: entry.op.id, changes });
    toast(t('refused.settled'));
  };
  return (
    <article class="card card--pad refused" aria-label={title(entry)}>
      <p class="badges">
        <Badge tone="amber">{t('state.conflict')}</Badge>
      </p>
      <h3>{`${title(entry)} · ${entry.account_name}`}</h3>
      <ConflictCard conflict={{ mine: proposed, theirs: (current ?? {}) as Record<string, unknown>, edits }} own={(own ?? []) as CustomFieldRow[]} onSettle={(changes) => void settle(changes)} />
    </article>
  );
}

const isContested = ({ state, problem }: Entry): boolean => state === 'conflict' && Object.keys(problem?.proposed ?? {}).length > 0;

function Refused({ entry }: { entry: Entry }): JSX.Element {
  const [doing, setDoing] = useState<'edit' | 'discard' | null>(null);
  const reason = useWords(entry);
  const discard = async (): Promise<void> => {
    await ask('discard', { id: entry.op.id });
    toast(t('refused.discarded'));
  };
  return (
    <article class="card card--pad refused" aria-label={title(entry)}>
      <p class="badges">
        <Badge tone={entry.state === 'conflict' ? 'amber' : 'red'}>{t(`state.${entry.state}`)}</Badge>
      </p>
      <h3>{`${title(entry)} · ${entry.account_name}`}</h3>
      <p class="row__sub">{reason}</p>
      <p>{words(entry)}</p>
      <div class="refused__acts">
        {REOPENED.includes(entry.problem?.code ?? '') && (
          <Button kind="soft" small onClick={() => void reopen(entry)}>
            {t('refused.reopen')}
          </Button>
        )}
        {editable(entry).length > 0 && !REOPENED.includes(entry.problem?.code ?? '') && (
          <Button kind="soft" small onClick={() => setDoing('edit')}>
            {t('refused.edit')}
          </Button>
        )}
        <Button small onClick={() => exportEntry(entry)}>
          {t('refused.export')}
        </Button>
        <Button kind="danger" small onClick={() => setDoing('discard')}>
          {t('refused.discard')}
        </Button>
      </div>
      {doing === 'edit' && <Edit entry={entry} onClose={() => setDoing(null)} />}
      {doing === 'discard' && (
        <Sheet
          title={t('refused.discard_title')}
          onClose={() => setDoing(null)}
          foot={
            <>
              <Button onClick={() => setDoing(null)}>{t('cancel')}</Button>
              <Button kind="danger" wide onClick={() => void discard()}>
                {t('refused.discard')}
              </Button>
            </>
          }
        >
          <p>{t('refused.discard_hint')}</p>
        </Sheet>
      )}
    </article>
  );
}

const TEXTS: Record<string, Key> = { notes: 'visit.notes', text: 'note.text', reason: 'refused.field_reason', next_action: 'visit.next', next_action_on: 'visit.next_on', due_on: 'promise.due' };

/** The parts of an op that a person wrote. */
function editable({ op }: Entry): [name: string, value: string][] {
  return Object.entries(op.payload as Record<string, unknown>).filter((part): part is [string, string] => part[0] in TEXTS && typeof part[1] === 'string');
}

const words = (entry: Entry): string => editable(entry).map(([, value]) => value).join(' · ');

function Edit({ entry, onClose }: { entry: Entry; onClose: () => void }): JSX.Element {
  const [payload, setPayload] = useState<Record<string, string>>(Object.fromEntries(editable(entry)));
  const send = async (): Promise<void> => {
    await ask('correct', { id: entry.op.id, payload });
    onClose();
  };
  const foot = (
    <Button kind="primary" onClick={() => void send()}>
      {t('refused.send_again')}
    </Button>
  );
  return (
    <Sheet title={t('refused.edit_title')} onClose={onClose} foot={foot}>
      {Object.entries(payload).map(([name, value]) => (
        <Field
          key={name}
          label={t(TEXTS[name] ?? 'note.text')}
          value={value}
          {...(name.endsWith('_on') ? { type: 'date' as const } : { rows: 3 })}
          {...(entry.problem?.fields[name] ? { error: entry.problem.fields[name].join(' ') } : {})}
          onInput={(now) => setPayload({ ...payload, [name]: now })}
        />
      ))}
    </Sheet>
  );
}

/** A file the person can keep or send to somebody who can help. */
function exportEntry(entry: Entry): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(entry, null, 2)], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: `${entry.op.type}-${entry.op.id}.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
