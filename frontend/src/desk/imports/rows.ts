/** What the API tells of an import, and asking for it. */
import { ask } from '../../data/page.ts';
import { Refusal } from '../../data/protocol.ts';
import type { Ref } from '../../data/rows.ts';
import { language, t, type Key } from '../../i18n/index.ts';

export const TYPES = ['accounts', 'contacts', 'orders', 'visits', 'products'] as const;
export type Type = (typeof TYPES)[number];
export type Doing = 'skip' | 'create' | 'update';
export const COUNTS = ['created', 'updated', 'unchanged', 'doubtful', 'rejected'] as const;

export interface Run {
  id: string;
  type: Type;
  mode: 'dry_run' | 'commit';
  state: 'queued' | 'running' | 'done' | 'aborted' | 'cancelled' | 'failed';
  filename: string;
  by: Ref | null;
  rows_read: number;
  rows_done: number;
  rows_total: number | null;
  created: number;
  updated: number;
  unchanged: number;
  doubtful: number;
  rejected: number;
  errors_url: string | null;
  error: string;
  sample: { line: number; name: string; changes: Record<string, [unknown, unknown]> }[];
  undone_at: string | null;
  undone: { state?: 'asked' | 'done'; removed?: Record<string, number>; restored?: Record<string, number>; kept?: number };
  started_at: string | null;
  ended_at: string | null;
  created_at: string;
}

export interface Preview {
  upload: string;
  filename: string;
  type: Type;
  kind: 'csv' | 'xlsx';
  encoding: string;
  delimiter: string;
  packed: boolean;
  notices: string[];
  imported_before: string | null;
  columns: { header: string; column: string; certainty: 'exact' | 'label' | 'like' | 'remembered' | '' }[];
  offered: { column: string; header: string; needed: boolean }[];
  identities: string[];
  identity: string;
  rows: { line: number; cells: string[] }[];
}

export interface Doubt {
  line: number;
  because: 'phone' | 'name';
  told: Record<string, string>;
  done: Doing;
  account: { id: string; name: string; external_id: string | null; phone: string } | null;
}

export interface Rejected {
  line: number;
  column: string;
  code: string;
  reason: { zh: string; en: string };
}

export const isOver = (run: Run): boolean => run.state !== 'queued' && run.state !== 'running';

/** The state in a word, a trial and an undone import apart from the others. */
export function stateOf(run: Run): string {
  if (run.undone_at) return t('imports.state.undone');
  if (run.mode === 'dry_run' && run.state === 'done') return t('imports.state.tried');
  return t(`imports.state.${run.state}`);
}

export async function load(id: string): Promise<Run> {
  return (await ask('get', { path: `imports/${id}` })).data as unknown as Run;
}

export async function loadDoubts(id: string): Promise<Doubt[]> {
  return (await ask('get', { path: `imports/${id}/doubts` })).data as unknown as Doubt[];
}

export async function loadRejected(id: string): Promise<Rejected[]> {
  return (await ask('get', { path: `imports/${id}/refusals` })).data as unknown as Rejected[];
}

export async function look(what: { file?: File; upload?: string; type?: string; encoding?: string }): Promise<Preview> {
  const { file, ...rest } = what;
  const fields = Object.fromEntries(Object.entries({ ...rest, language: language.value }).filter((entry): entry is [string, string] => Boolean(entry[1])));
  return (await ask('sendFile', { path: 'imports/preview', fields, ...(file ? { file } : {}) })) as unknown as Preview;
}

export async function tryOut(fields: Record<string, string>): Promise<Run> {
  return (await ask('sendFile', { path: 'imports', fields: { mode: 'dry_run', language: language.value, ...fields } })) as unknown as Run;
}

const KNOWN = ['unreadable_file', 'import_not_undoable', 'file_gone', 'not_a_trial', 'import_over'];

/** A refusal in the reader's words. */
export function wordsOf(error: Error): string {
  if (error.name === 'Unreachable') return t('imports.offline');
  const detail = error.message;
  if (error instanceof Refusal && KNOWN.includes(error.code)) return t(`imports.refused.${error.code}` as Key, { detail });
  return t('imports.trouble', { detail });
}
