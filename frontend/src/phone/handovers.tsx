import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { ask, person } from '../data/page.ts';
import type { AllocationFallRow, HandoverAccountRow, HandoverRow } from '../data/rows.ts';
import { uuidv7 } from '../data/uuid.ts';
import { addTexts, day, t, type Key } from '../i18n/index.ts';
import { HANDOVER_TEXTS } from '../i18n/handover.ts';
import { Link } from '../router.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner, Empty, Screen, Section } from '../ui/layout.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { savedWithUndo } from './writing.tsx';
import '../styles/handover.css';

await addTexts(HANDOVER_TEXTS);

interface Dossier {
  contacts?: { name: string; personality: string | null }[];
  promises?: { text: string; due_on: string }[];
  needs?: { said: string }[];
  next_actions?: { text: string }[];
  preferences?: { text: string }[];
  who_knows?: { name: string; meetings: number; last_on: string }[];
}

const useRunning = (): HandoverRow[] => ((useLive('every', { table: 'handovers' }, ['handovers', 'outbox']).data ?? []) as HandoverRow[]).filter((row) => !row.archived_at);

function waitsForMe({ state, giver, taker, giver_signed_at, taker_signed_at }: HandoverRow): boolean {
  const me = person.value?.session.user.id;
  return state === 'preparing' && ((me === giver.id && !giver_signed_at) || (me === taker.id && !taker_signed_at));
}

/** On the to-do list: what waits for my signature, and what I have to explain first. */
export function Handing(): JSX.Element | null {
  const rows = useRunning().filter(waitsForMe);
  const falls = ((useLive('every', { table: 'allocation_falls' }, ['allocation_falls', 'outbox']).data ?? []) as AllocationFallRow[]).filter(({ state, manager }) => state === 'open' && manager.id === person.value?.session.user.id);
  if (!rows.length && !falls.length) return null;
  return (
    <>
      {rows.map((row) => (
        <Banner key={row.id} icon="sync" action={<Link href="/handovers" class="button">{t('handover.waits')}</Link>}>
          {[t('handover.who', { giver: row.giver.name, taker: row.taker.name }), t('handover.accounts', { count: row.accounts_total })].join(' · ')}
        </Banner>
      ))}
      {falls.length > 0 && (
        <Section title={t('handover.falls')}>
          <ul class="rows">
            {falls.map((fall) => (
              <Fall key={fall.id} fall={fall} />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Fall({ fall }: { fall: AllocationFallRow }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const { reason, alternatives = [] } = fall.evidence as { reason?: string; alternatives?: string[] };
  const team = fall.team_percent === null ? t('none') : `${fall.team_percent}%`;
  const save = async (said: string): Promise<void> => {
    const { group } = await ask('act', { account: fall.account.id, ops: [{ type: 'allocation_fall.explain', payload: { allocation_fall: fall.id, said } }] });
    savedWithUndo(t('handover.phone_sent'), group);
  };
  return (
    <li class="row">
      <div class="row__body">
        <Link href={`/accounts/${fall.account.id}`} class="row__title">
          {fall.account.name}
        </Link>
        <span class="row__sub">{[t('handover.fall_says', { percent: fall.change_percent, team }), t(reason === 'supply' ? 'handover.supply' : 'handover.own'), t('handover.due', { day: day(fall.due_on) })].join(' · ')}</span>
        {alternatives.length > 0 && <span class="row__sub">{t('handover.alternatives', { list: alternatives.join('、') })}</span>}
      </div>
      <Button small onClick={() => setOpen(true)}>
        {t('handover.explain')}
      </Button>
      {isOpen && <TextSheet title={fall.account.name} label={t('handover.said')} needed button={t('handover.explain')} onSave={save} onClose={() => setOpen(false)} />}
    </li>
  );
}

/** Hand-overs under way, with their dossiers, without a network (row 16). */
export function Handovers(): JSX.Element {
  const rows = useRunning();
  const items = ((useLive('every', { table: 'handover_accounts' }, ['handover_accounts', 'outbox']).data ?? []) as HandoverAccountRow[]).filter((item) => !item.archived_at);
  return (
    <Screen title={t('handover.title')} backTo="/todo">
      {!rows.length && <Empty icon="check" title={t('handover.phone_none')} />}
      {rows.map((row) => (
        <One key={row.id} row={row} items={items.filter(({ handover }) => handover === row.id).sort((a, b) => a.position - b.position)} />
      ))}
    </Screen>
  );
}

function One({ row, items }: { row: HandoverRow; items: HandoverAccountRow[] }): JSX.Element {
  const [sheet, setSheet] = useState<'sign' | HandoverAccountRow | null>(null);
  const [first] = items;
  const gaps = Object.entries(row.gaps).map(([code, count]) => `${t(`handover.gap.${code}` as Key)} ${count}`);
  const send = async (text: string): Promise<void> => {
    const op = sheet === 'sign' || !sheet ? ({ type: 'handover.sign', payload: { handover: row.id, note: text } } as const) : ({ type: 'joint_visit.log', payload: { id: uuidv7(), handover: row.id, account: sheet.account.id, learned: text } } as const);
    const account = sheet && sheet !== 'sign' ? sheet.account.id : (first?.account.id ?? '');
    const { group } = await ask('act', { account, ops: [op] });
    savedWithUndo(t('handover.phone_sent'), group);
  };
  return (
    <Section title={t('handover.who', { giver: row.giver.name, taker: row.taker.name })}>
      <p class="hint">{[row.reason, row.state && t(`handover.state.${row.state}`), row.due_on && `${t('handover.due_on')} ${day(row.due_on)}`].filter(Boolean).join(' · ')}</p>
      <p>{gaps.join(' · ') || t('handover.no_gaps')}</p>
      {items.map((item) => (
        <details class="card card--pad dossier" key={item.id}>
          <summary>
            <Icon name="forward" small />
            <strong>{item.account.name}</strong>
            {item.gaps.map(({ code }) => (
              <Badge key={code} tone="amber">
                {t(`handover.gap.${code}` as Key)}
              </Badge>
            ))}
          </summary>
          <DossierOf item={item} />
          <Button small onClick={() => setSheet(item)}>
            {t('handover.log_joint')}
          </Button>
        </details>
      ))}
      {waitsForMe(row) && (
        <Button kind="primary" wide onClick={() => setSheet('sign')}>
          {t('handover.sign')}
        </Button>
      )}
      {sheet === 'sign' && <TextSheet title={t('handover.sign')} label={t('handover.note')} needed={gaps.length > 0} hint={gaps.length ? t('handover.note_gaps') : ''} button={t('handover.sign')} onSave={send} onClose={() => setSheet(null)} />}
      {sheet && sheet !== 'sign' && <TextSheet title={`${t('handover.log_joint')} · ${sheet.account.name}`} label={t('handover.learned')} button={t('save')} onSave={send} onClose={() => setSheet(null)} />}
    </Section>
  );
}

function DossierOf({ item }: { item: HandoverAccountRow }): JSX.Element {
  const { contacts = [], promises = [], needs = [], next_actions = [], preferences = [], who_knows = [] } = item.dossier as Dossier;
  const parts: [Key, string[]][] = [
    ['handover.known_by', who_knows.map(({ name, meetings, last_on }) => t('handover.person', { name, count: meetings, day: day(last_on) }))],
    ['handover.people', contacts.map(({ name, personality }) => [name, personality && t(`personality.${personality}` as Key)].filter(Boolean).join(' · '))],
    ['handover.promises', promises.map(({ text, due_on }) => `${text} · ${day(due_on)}`)],
    ['handover.needs', needs.map(({ said }) => said)],
    ['handover.actions', next_actions.map(({ text }) => text)],
    ['handover.preferences', preferences.map(({ text }) => text)],
  ];
  return (
    <>
      <p class="hint">{[item.completeness !== null && t('handover.file', { percent: item.completeness }), t('handover.joint', { done: item.joint_done, required: item.joint_required })].filter(Boolean).join(' · ')}</p>
      <dl>
        {parts.map(([title, rows]) => (
          <div key={title}>
            <dt>
              <strong>{t(title)}</strong>
            </dt>
            <dd>{rows.join('；') || t('handover.nothing')}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

interface TextSheetProps {
  title: string;
  label: string;
  hint?: string;
  needed?: boolean;
  button: string;
  onSave: (text: string) => Promise<void>;
  onClose: () => void;
}

function TextSheet({ title, label, hint = '', needed = false, button, onSave, onClose }: TextSheetProps): JSX.Element {
  const [text, setText] = useState('');
  const save = async (): Promise<void> => {
    await onSave(text.trim());
    onClose();
  };
  return (
    <Sheet
      title={title}
      onClose={onClose}
      foot={
        <Button kind="primary" wide disabled={needed && !text.trim()} onClick={() => void save()}>
          {button}
        </Button>
      }
    >
      <Field label={label} hint={hint} rows={4} maxLength={500} value={text} onInput={setText} />
    </Sheet>
  );
}
