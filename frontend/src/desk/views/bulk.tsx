/** What is done to many accounts at once: the bar over a selection, its sheets, and the run as it goes on. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { ask, person } from '../../data/page.ts';
import { addTexts, t, type Key } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { HANDOVER_TEXTS } from '../../i18n/handover.ts';
import { lazy } from '../../lazy.tsx';
import { listOf, type Params } from '../query.ts';
import { labelOf, useCustomFields, type CustomField } from './customFields.ts';
import { ValueField } from './valueField.tsx';

type Verb = 'add_tags' | 'remove_tags' | 'assign' | 'set_status' | 'set_territory' | 'set_custom' | 'add_to_route' | 'archive';

interface Run {
  id: string;
  verb: Verb;
  state: 'queued' | 'running' | 'done' | 'cancelled' | 'failed';
  rows_total: number | null;
  rows_done: number;
  changed: number;
  unchanged: number;
  refused: Record<string, number>;
  error: string;
  undone_at: string | null;
  undone: number;
  kept: number;
}

/** Either these accounts, or all that match the filters. */
export interface Selection {
  ids: string[];
  filters: Params | null;
}

const BeginForm = lazy(async () => (await import('../handovers/forms.tsx')).BeginForm);

const POLL_MS = 700;
const running = signal<Run | null>(null);

await addTexts(HANDOVER_TEXTS);

const VERBS: Verb[] = ['add_tags', 'remove_tags', 'assign', 'set_status', 'set_territory', 'set_custom', 'add_to_route', 'archive'];
const LEADS_ONLY = new Set<Verb>(['assign']);
const isOver = (run: Run): boolean => run.state !== 'queued' && run.state !== 'running';
const wordOf = (verb: Verb): string => t(`views.verb.${verb}`);

export function BulkBar({ selection, onAll, onClear, onExport }: { selection: Selection; onAll: () => void; onClear: () => void; onExport: () => void }): JSX.Element {
  const [verb, setVerb] = useState<Verb | null>(null);
  const [isHanding, setHanding] = useState(false);
  const role = person.value?.session.user.role ?? '';
  const mayHandOver = role === 'lead' || role === 'admin';
  return (
    <div class="bulk" role="toolbar" aria-label={t('views.selected', { count: selection.ids.length })}>
      <strong>{selection.filters ? t('views.matching') : t('views.selected', { count: selection.ids.length })}</strong>
      {!selection.filters && (
        <Button small kind="quiet" onClick={onAll}>
          {t('views.all_matching')}
        </Button>
      )}
      {VERBS.filter((each) => mayHandOver || !LEADS_ONLY.has(each)).map((each) => (
        <Button small key={each} onClick={() => setVerb(each)}>
          {wordOf(each)}
        </Button>
      ))}
      {mayHandOver && !selection.filters && (
        <Button small onClick={() => setHanding(true)}>
          {t('handover.begin')}
        </Button>
      )}
      <Button small onClick={onExport}>
        {t('views.export')}
      </Button>
      <Button small kind="quiet" onClick={onClear}>
        {t('views.unselect')}
      </Button>
      {isHanding && <BeginForm accounts={selection.ids} onClose={() => setHanding(false)} onBegun={onClear} />}
      {verb && <BulkSheet verb={verb} selection={selection} onClose={() => setVerb(null)} onBegun={onClear} />}
    </div>
  );
}

interface Typed {
  tags: string;
  owner: string;
  reason: string;
  status: string;
  territory: string;
  field: string;
  value: unknown;
  route: string;
}

const EMPTY: Typed = { tags: '', owner: '', reason: '', status: 'active', territory: '', field: '', value: null, route: '' };
const STATUSES = ['prospect', 'active', 'dormant', 'lost'] as const;

function BulkSheet({ verb, selection, onClose, onBegun }: { verb: Verb; selection: Selection; onClose: () => void; onBegun: () => void }): JSX.Element {
  const fields = useCustomFields();
  const save = async (typed: Typed, _: Partial<Typed>, key: string): Promise<void> => {
    const which = selection.filters ? { filters: selection.filters } : { accounts: selection.ids };
    running.value = (await post('bulk-actions', { body: { verb, params: paramsOf(verb, typed), ...which }, key })) as unknown as Run;
    onBegun();
  };
  return (
    <FormSheet title={wordOf(verb)} draft={`bulk/${verb}`} initial={EMPTY} save={save} isReady={(typed) => isReady(verb, typed)} saveText={t('views.do')} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          {(verb === 'add_tags' || verb === 'remove_tags') && <Field label={t('views.tags')} hint={t('views.list_hint')} {...text('tags')} />}
          {verb === 'assign' && <Pick label={t('views.owner')} resource="users" query={{ role__in: 'manager,lead', ordering: 'name' }} empty={t('views.nobody')} value={values.owner} onPick={(owner) => set({ owner })} />}
          {verb === 'set_territory' && <Pick label={t('views.territory')} resource="territories" query={{ ordering: 'name' }} empty={t('views.nowhere')} value={values.territory} onPick={(territory) => set({ territory })} />}
          {verb === 'add_to_route' && <Pick label={t('views.route')} resource="routes" query={{}} value={values.route} onPick={(route) => set({ route })} />}
          {verb === 'set_status' && <Select label={t('views.status')} value={values.status} options={STATUSES.map((status) => [status, t(`desk.status.${status}`)])} onPick={(status) => set({ status })} />}
          {verb === 'set_custom' && <FieldAndValue fields={fields} values={values} set={set} />}
          {(verb === 'assign' || verb === 'archive') && <Field label={t('views.reason')} maxLength={200} {...text('reason')} />}
        </>
      )}
    </FormSheet>
  );
}

function FieldAndValue({ fields, values, set }: { fields: CustomField[]; values: Typed; set: (changes: Partial<Typed>) => void }): JSX.Element {
  const field = fields.find(({ key }) => key === values.field);
  return (
    <>
      <Select label={t('views.field')} value={values.field} options={[['', '—'], ...fields.map((each): [string, string] => [each.key, labelOf(each)])]} onPick={(key) => set({ field: key, value: null })} />
      {field && <ValueField field={field} value={values.value} onChange={(value) => set({ value })} />}
    </>
  );
}

function paramsOf(verb: Verb, { tags, owner, reason, status, territory, field, value, route }: Typed): unknown {
  switch (verb) {
    case 'add_tags':
    case 'remove_tags':
      return { tags: listOf(tags).split(',') };
    case 'assign':
      return { owner: owner || null, reason };
    case 'set_status':
      return { status };
    case 'set_territory':
      return { territory: territory || null };
    case 'set_custom':
      return { custom: { [field]: value === '' ? null : value } };
    case 'add_to_route':
      return { route };
    case 'archive':
      return { reason };
  }
}

function isReady(verb: Verb, typed: Typed): boolean {
  if (verb === 'add_tags' || verb === 'remove_tags') return Boolean(listOf(typed.tags));
  if (verb === 'assign') return Boolean(typed.reason.trim());
  if (verb === 'set_custom') return Boolean(typed.field);
  return verb !== 'add_to_route' || Boolean(typed.route);
}

function Pick({ label, resource, query, value, onPick, empty }: { label: string; resource: string; query: Params; value: string; onPick: (id: string) => void; empty?: string }): JSX.Element {
  const { data } = useLive('list', { resource, query: { ...query, limit: 200 } }, [resource]);
  const rows = (data?.results ?? []) as unknown as { id: string; name: string }[];
  return <Select label={label} value={value} options={[['', empty ?? '—'], ...rows.map(({ id, name }): [string, string] => [id, name])]} onPick={onPick} />;
}

export function Select({ label, value, options, onPick }: { label: string; value: string; options: readonly (readonly [string, string])[]; onPick: (value: string) => void }): JSX.Element {
  return (
    <label class="field">
      {label}
      <select class="input" value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The last run of this desk: how far it is, what came of it, and the way back. */
export function BulkProgress({ onDone }: { onDone: () => void }): JSX.Element | null {
  const run = running.value;
  useEffect(() => {
    if (!run || isOver(run)) return;
    const timer = setTimeout(() => void look(run, onDone), POLL_MS);
    return () => clearTimeout(timer);
  }, [run]);
  if (!run) return null;
  const undo = (): void => void takeBack(run, onDone);
  return (
    <div class="bulk bulk--run" role="status" aria-live="polite">
      <span>{saidOf(run)}</span>
      {!isOver(run) && <progress max={run.rows_total ?? 1} value={run.rows_done} aria-label={wordOf(run.verb)} />}
      {!isOver(run) && (
        <Button small onClick={() => void post(`bulk-actions/${run.id}/cancel`).catch(() => undefined)}>
          {t('views.cancel')}
        </Button>
      )}
      {isOver(run) && !run.undone_at && run.changed > 0 && (
        <Button small onClick={undo}>
          {t('undo')}
        </Button>
      )}
      {isOver(run) && (
        <Button small kind="quiet" onClick={() => (running.value = null)}>
          {t('views.dismiss')}
        </Button>
      )}
    </div>
  );
}

async function look(run: Run, onDone: () => void): Promise<void> {
  try {
    const { data } = await ask('get', { path: `bulk-actions/${run.id}` });
    const now = data as unknown as Run;
    if (running.value?.id !== run.id) return;
    running.value = now;
    if (!isOver(now)) return;
    onDone();
    if (now.changed) toast(saidOf(now), () => void takeBack(now, onDone));
  } catch {
    if (running.value?.id === run.id) running.value = { ...run }; // asks again after the same pause
  }
}

async function takeBack(run: Run, onDone: () => void): Promise<void> {
  try {
    running.value = (await post(`bulk-actions/${run.id}/undo`)) as unknown as Run;
    onDone();
  } catch (error) {
    toast((error as Error).message);
  }
}

function saidOf(run: Run): string {
  const verb = wordOf(run.verb);
  if (run.undone_at) return t('views.undone', { undone: run.undone, kept: run.kept });
  const refused = Object.entries(run.refused).map(([reason, number]) => t(`views.refused.${reason}` as Key, { number }));
  const no = refused.length ? ` · ${t('views.refused', { list: refused.join('、') })}` : '';
  switch (run.state) {
    case 'queued':
      return t('views.waiting', { verb });
    case 'running':
      return t('views.progress', { verb, done: run.rows_done, total: run.rows_total ?? 0 });
    case 'done':
      return t('views.done', { verb, changed: run.changed, unchanged: run.unchanged }) + no;
    case 'cancelled':
      return t('views.ended', { verb, changed: run.changed }) + no;
    case 'failed':
      return t('views.failed', { verb, error: run.error });
  }
}
