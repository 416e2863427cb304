/** Signing, calling off, joint visits, and beginning a hand-over from a selection of accounts. */
import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { HANDOVER_TEXTS } from '../../i18n/handover.ts';
import { go } from '../../router.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet, type Refused } from '../../ui/form.tsx';
import { Banner } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { Select } from '../../ui/select.tsx';
import { post } from '../forms/writing.ts';
import { gapText, refusalText, type Handover, type Item } from './rows.ts';

await addTexts(HANDOVER_TEXTS);

/** These refusals have words of their own. */
function wordRefusal(refused: Refused): JSX.Element | undefined {
  const said = refusalText(refused);
  return said === undefined ? undefined : <Banner icon="warning">{said}</Banner>;
}

interface Sheet {
  reload: () => void;
  onClose: () => void;
}

export function SignForm({ handover, reload, onClose }: Sheet & { handover: Handover }): JSX.Element {
  const gaps = Object.entries(handover.gaps).map(([code, count]) => `${gapText(code)} ${count}`);
  const mustName = gaps.length > 0 && handover.state === 'preparing';
  return (
    <FormSheet
      wordRefusal={wordRefusal}
      title={t('handover.sign')}
      draft={`handover/${handover.id}/sign`}
      initial={{ note: '' }}
      saveText={t('handover.sign')}
      isReady={({ note }) => !mustName || Boolean(note.trim())}
      save={({ note }, _, key) => post(`handovers/${handover.id}/sign`, { body: { note }, key, changes: ['accounts', 'handover-accounts'] })}
      refresh={reload}
      onClose={() => {
        reload();
        onClose();
      }}
    >
      {({ text }) => <Field label={t('handover.note')} hint={mustName ? `${t('handover.note_gaps')} ${gaps.join(' · ')}` : ''} rows={3} maxLength={500} {...text('note')} />}
    </FormSheet>
  );
}

export function CancelForm({ handover, reload, onClose }: Sheet & { handover: Handover }): JSX.Element {
  return (
    <FormSheet wordRefusal={wordRefusal} title={t('handover.cancel')} draft={`handover/${handover.id}/cancel`} initial={{ reason: '' }} isReady={({ reason }) => Boolean(reason.trim())} save={({ reason }, _, key) => post(`handovers/${handover.id}/cancel`, { body: { reason }, key })} refresh={reload} onClose={onClose}>
      {({ text }) => <Field label={t('handover.reason')} rows={2} maxLength={200} {...text('reason')} />}
    </FormSheet>
  );
}

export function JointForm({ item, verb, reload, onClose }: Sheet & { item: Item; verb: 'plan' | 'log' }): JSX.Element {
  const of = { handover: item.handover, account: item.account.id };
  const save = ({ on, learned }: { on: string; learned: string }, _: unknown, key: string): Promise<unknown> =>
    verb === 'plan' ? post('joint-visits', { body: { ...of, planned_on: on }, key }) : post('joint-visits/log', { body: { ...of, ...(on ? { done_on: on } : {}), learned }, key, changes: ['touchpoints'] });
  return (
    <FormSheet
      wordRefusal={wordRefusal}
      title={`${t(verb === 'plan' ? 'handover.plan_joint' : 'handover.log_joint')} · ${item.account.name}`}
      draft={`joint/${item.id}/${verb}`}
      initial={{ on: '', learned: '' }}
      isReady={({ on }) => verb === 'log' || Boolean(on)}
      save={save}
      refresh={reload}
      onClose={() => {
        reload();
        onClose();
      }}
    >
      {({ text }) => (
        <>
          <Field label={t('handover.planned_on')} type="date" {...text('on')} />
          {verb === 'log' && <Field label={t('handover.learned')} rows={3} maxLength={500} {...text('learned')} />}
        </>
      )}
    </FormSheet>
  );
}

interface Person {
  id: string;
  name: string;
  is_active: boolean;
}

const choices = (people: Person[]): { value: string; text: string }[] => people.map(({ id, name }) => ({ value: id, text: name }));

function usePeople(): Person[] {
  const { data } = useLive('list', { resource: 'users', query: { limit: 200, ordering: 'name', role__in: 'manager,lead' } }, ['users']);
  return (data?.results ?? []) as unknown as Person[];
}

/** Everything that somebody has, or what of it lies in one territory: for who leaves, falls ill or changes territory. */
export function BeginAllForm({ onClose }: { onClose: () => void }): JSX.Element {
  const people = usePeople();
  const territories = (useLive('list', { resource: 'territories', query: { limit: 200, ordering: 'name' } }, ['territories']).data?.results ?? []) as unknown as Person[];
  const save = async ({ giver, territory, taker, reason, due_on }: Record<'giver' | 'territory' | 'taker' | 'reason' | 'due_on', string>, _: unknown, key: string): Promise<void> => {
    const filters = territory ? { territory__within: territory } : {};
    const row = await post('handovers', { body: { giver, filters, taker, reason, ...(due_on ? { due_on } : {}) }, key });
    toast(t('handover.begun'));
    go(`/handovers/${String(row['id'])}`);
  };
  return (
    <FormSheet wordRefusal={wordRefusal} title={t('handover.begin')} draft="handover/all" initial={{ giver: '', territory: '', taker: '', reason: '', due_on: '' }} isReady={({ giver, taker, reason }) => Boolean(giver && taker && reason.trim())} save={save} onClose={onClose}>
      {({ values, set, text, error }) => (
        <>
          <Select label={t('handover.giver')} value={values.giver} empty={t('handover.choose')} options={choices(people)} onChoose={(giver) => set({ giver })} {...saying(error('giver'))} />
          <Select label={t('handover.which')} value={values.territory} empty={t('handover.all_of_them')} options={choices(territories)} onChoose={(territory) => set({ territory })} {...saying(error('accounts'))} />
          {values.giver && <Whose key={`${values.giver} ${values.territory}`} giver={values.giver} territory={values.territory} />}
          <Select label={t('handover.taker')} value={values.taker} empty={t('handover.choose')} options={choices(people.filter(({ id, is_active: isActive }) => isActive && id !== values.giver))} onChoose={(taker) => set({ taker })} {...saying(error('taker'))} />
          <Field label={t('handover.reason')} maxLength={200} {...text('reason')} />
          <Field label={t('handover.due_on')} type="date" {...text('due_on')} />
        </>
      )}
    </FormSheet>
  );
}

const saying = (error: string | undefined): { error?: string } => (error ? { error } : {});

/** How many that would be, before it is begun. */
function Whose({ giver, territory }: { giver: string; territory: string }): JSX.Element | null {
  const { data } = useLive('list', { resource: 'accounts', query: { limit: 1, count: 'exact', owner: giver, ...(territory ? { territory__within: territory } : {}) } }, ['accounts']);
  return data ? <p class="hint">{t('handover.would_go', { count: data.count ?? 0 })}</p> : null;
}

/** From the account list's selection or an account's page. */
export function BeginForm({ accounts, onClose, onBegun }: { accounts: string[]; onClose: () => void; onBegun?: () => void }): JSX.Element {
  const people = choices(usePeople().filter(({ is_active: isActive }) => isActive));
  const save = async ({ taker, reason, due_on }: { taker: string; reason: string; due_on: string }, _: unknown, key: string): Promise<void> => {
    const row = await post('handovers', { body: { accounts, taker, reason, ...(due_on ? { due_on } : {}) }, key });
    toast(t('handover.begun'));
    onBegun?.();
    go(`/handovers/${String(row['id'])}`);
  };
  return (
    <FormSheet wordRefusal={wordRefusal} title={`${t('handover.begin')} · ${t('handover.accounts', { count: accounts.length })}`} draft="handover/new" initial={{ taker: '', reason: '', due_on: '' }} isReady={({ taker, reason }) => Boolean(taker && reason.trim())} save={save} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Select label={t('handover.taker')} value={values.taker} empty={t('handover.choose')} options={people} onChoose={(taker) => set({ taker })} />
          <Field label={t('handover.reason')} maxLength={200} {...text('reason')} />
          <Field label={t('handover.due_on')} type="date" {...text('due_on')} />
        </>
      )}
    </FormSheet>
  );
}
