import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Draft } from '../data/drafts.ts';
import { useLive } from '../data/live.ts';
import { ask } from '../data/page.ts';
import type { Outcome } from '../data/rows.ts';
import type { VisitSheet as Sheeted } from '../data/visiting.ts';
import { judgeCheckIn } from '../domain/geo.ts';
import { clock, distance, t } from '../i18n/index.ts';
import { lazy } from '../lazy.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Banner, Empty } from '../ui/layout.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { toast } from '../ui/toast.tsx';
import { closeSheet, fresh, openSheet } from './checkIn.ts';
import { DayChoice } from './dayChoice.tsx';

const Coach = lazy(async () => (await import('./visit/coach.tsx')).Coach as (props: { account: Sheeted['account'] }) => JSX.Element, { quiet: true });
const Steps = lazy(async () => (await import('./visit/steps.tsx')).Steps as (props: StepsProps) => JSX.Element, { quiet: true });
const Commitments = lazy(async () => (await import('./visit/commitments.tsx')).Commitments, { quiet: true });
const Comparison = lazy(async () => (await import('../people/orderComparison.tsx')).OrderComparison, { quiet: true });
const Photos = lazy(async () => (await import('./photos.tsx')).Photos);

interface StepsProps {
  draft: Draft;
  change: (more: Partial<Draft>) => void;
  team: string | null;
  target: number | null;
  licence: string;
  onBlocked: (why: string | null) => void;
}

const OUTCOMES: { value: Outcome; icon: IconName }[] = [
  { value: 'ordered', icon: 'order' },
  { value: 'not_ordered', icon: 'no_order' },
  { value: 'not_met', icon: 'absent' },
  { value: 'complaint', icon: 'complaint' },
];
const LEVELS = [1, 2, 3, 4] as const;

export function VisitSheet({ visit }: { visit: string }): JSX.Element {
  const { data, error } = useLive('visitSheet', { visit }, ['visits']);
  if (data === undefined && !error) return <Sheet title={t('visit.title')} onClose={closeSheet}>{null}</Sheet>;
  if (!data)
    return (
      <Sheet title={t('visit.title')} onClose={closeSheet}>
        <Empty icon="info" title={t('visit.gone')} />
      </Sheet>
    );
  return <Filling sheet={data} />;
}

/** The draft on the screen, kept in the database while it is written. */
function useDraft(first: Draft): [Draft, (change: Partial<Draft>) => void, () => void] {
  const [draft, setDraft] = useState(first);
  const unsaved = useRef<Draft | null>(null);
  const timer = useRef(0);
  const keep = useCallback(() => {
    clearTimeout(timer.current);
    if (unsaved.current) void ask('keepDraft', unsaved.current);
    unsaved.current = null;
  }, []);
  const change = (more: Partial<Draft>): void => {
    const now = { ...draft, ...more };
    unsaved.current = now;
    setDraft(now);
    clearTimeout(timer.current);
    timer.current = setTimeout(keep, 200) as unknown as number;
  };
  useEffect(() => {
    // A phone that turns away may never come back to this page.
    document.addEventListener('visibilitychange', keep);
    addEventListener('pagehide', keep);
    return () => {
      document.removeEventListener('visibilitychange', keep);
      removeEventListener('pagehide', keep);
      keep();
    };
  }, []);
  const drop = (): void => {
    clearTimeout(timer.current);
    unsaved.current = null;
  };
  return [draft, change, drop];
}

function Filling({ sheet }: { sheet: Sheeted }): JSX.Element {
  const [draft, change, drop] = useDraft(sheet.draft);
  const [saving, setSaving] = useState(false);
  /** Why the visit cannot be saved yet: a step that must be done. */
  const [blocked, setBlocked] = useState<string | null>(null);
  const closed = sheet.visit.status !== 'in_progress' && sheet.visit.status !== 'planned';
  const save = async (): Promise<void> => {
    setSaving(true);
    drop();
    const { group } = await ask('saveVisit', draft);
    closeSheet();
    toast(t('visit.saved', { name: sheet.account.name }), () => void takeBack(group, draft));
    if (draft.outcome === 'ordered') void compare(draft);
  };
  const foot = closed ? undefined : (
    <Button kind="primary" disabled={!draft.outcome || Boolean(blocked) || saving} onClick={() => void save()}>
      {draft.outcome && blocked ? blocked : t(draft.outcome ? 'visit.save' : 'visit.choose_result')}
    </Button>
  );
  return (
    <Sheet title={sheet.account.name} onClose={closeSheet} foot={foot}>
      <CheckedIn sheet={sheet} />
      {closed ? <Closed sheet={sheet} /> : <Form draft={draft} change={change} brief={<Coach account={sheet.account} />} steps={<Steps draft={draft} change={change} team={sheet.account.team} target={sheet.account.target_level} licence={sheet.account.licence_name} onBlocked={setBlocked} />} complaints={sheet.account.open_complaints} />}
      {fresh.value?.visit === sheet.visit.id && !closed && <UndoCheckIn group={fresh.value.group} />}
    </Sheet>
  );
}

/** What differs from the usual order is told by itself (row 20); without a network nothing is said. */
async function compare({ account, visit }: Draft): Promise<void> {
  await import('./visit/afterOrder.ts').then(({ tellDifference }) => tellDifference(account, () => openSheet(visit))).catch(() => null);
}

/** Of a closed visit that brought an order, what one asks next: how it compares. */
function Closed({ sheet: { visit, account } }: { sheet: Sheeted }): JSX.Element {
  return (
    <>
      <Empty icon="check" title={t('visit.closed')} />
      {visit.outcome === 'ordered' && <Comparison account={account.id} isOpen />}
    </>
  );
}

async function takeBack(group: string, draft: Draft): Promise<void> {
  if (!(await ask('undo', { group, draft }))) toast(t('visit.too_late'));
  else openSheet(draft.visit);
}

function UndoCheckIn({ group }: { group: string }): JSX.Element {
  const undo = async (): Promise<void> => {
    if (!(await ask('undo', { group }))) return toast(t('visit.too_late'));
    fresh.value = null;
    closeSheet();
    toast(t('visit.undone'));
  };
  return (
    <Button kind="quiet" onClick={() => void undo()}>
      {t('visit.undo_check_in')}
    </Button>
  );
}

/** "Checked in 09:42 · 35 m from the customer · accurate to ±12 m": it warns, and never blocks. */
function CheckedIn({ sheet: { visit, account } }: { sheet: Sheeted }): JSX.Element | null {
  if (!visit.started_at) return null;
  const now = fresh.value?.visit === visit.id ? fresh.value.fix : null;
  const stored = visit.latitude != null && visit.longitude != null ? { latitude: visit.latitude, longitude: visit.longitude, accuracy_m: visit.accuracy_m } : null;
  const place = account.latitude != null && account.longitude != null ? { latitude: account.latitude, longitude: account.longitude } : null;
  const verdict = judgeCheckIn(place, now && typeof now === 'object' ? now : stored);
  const parts = [
    t('visit.checked_in', { time: clock(visit.started_at) }),
    now === 'seeking' && t('visit.seeking'),
    verdict.distance_m != null && t('visit.distance', { distance: distance(verdict.distance_m) }),
    verdict.accuracy_m != null && t('visit.accuracy', { distance: distance(verdict.accuracy_m) }),
  ].filter(Boolean);
  const warning = now === 'seeking' ? null : ({ far: 'visit.far', low_accuracy: 'visit.coarse', no_fix: 'visit.no_fix', no_place: 'visit.no_place', ok: null } as const)[verdict.verdict];
  return (
    <div class="check-in" role="status">
      <p>
        <Icon name="pin" small /> {parts.join(' · ')}
      </p>
      {warning && <p class="check-in__warning">{t(warning)}</p>}
    </div>
  );
}

function Form({ draft, change, complaints, brief, steps }: { draft: Draft; change: (more: Partial<Draft>) => void; complaints: number; brief: JSX.Element; steps: JSX.Element }): JSX.Element {
  return (
    <>
      {complaints > 0 && (
        <Banner tone="red" icon="complaint">
          {t('visit.complaint_open', { count: complaints })}
        </Banner>
      )}
      {brief}
      <Choice
        look="tiles"
        label={t('visit.result')}
        value={draft.outcome}
        options={OUTCOMES.map(({ value, icon }) => ({ value, icon, text: t(`outcome.${value}`) }))}
        onChoose={(outcome) => change({ outcome })}
      />
      <div class="field">
        <p class="label">{t('visit.level')}</p>
        <Choice
          look="segments"
          label={t('visit.level')}
          value={draft.service_level}
          options={LEVELS.map((value) => ({ value, text: t(`level.${value}`) }))}
          onChoose={(level) => change({ service_level: level === draft.service_level ? null : level })}
        />
      </div>
      {steps}
      <Field label={t('visit.notes')} rows={2} value={draft.notes} placeholder={t('visit.notes_hint')} maxLength={5000} onInput={(notes) => change({ notes })} />
      <Photos account={draft.account} visit={draft.visit} />
      <Commitments value={draft.promises ?? []} onChange={(promises) => change({ promises })} />
      <Field label={t('visit.next')} value={draft.next_action} placeholder={t('visit.next_hint')} maxLength={200} onInput={(next_action) => change({ next_action })} />
      <DayChoice label={t('visit.next_on')} value={draft.next_action_on} onChoose={(next_action_on) => change({ next_action_on })} />
    </>
  );
}
