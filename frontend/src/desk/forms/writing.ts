/** Writing from the desk, through the data worker: an edit names the version it was made on, a repeat does nothing twice. */
import type { Topic } from '../../data/notebook.ts';
import { ask } from '../../data/page.ts';

interface Write {
  body?: unknown;
  /** The Idempotency-Key of a form, see `FormSheet`. */
  key?: string;
  /** What else than the resource itself this changes, so that whoever shows it asks again. */
  changes?: Topic[];
}

type Row = Record<string, unknown>;

/** `post('touchpoints', { body })`, `post('promises/…/keep')`; answers the row. */
export async function post(path: string, { body = {}, key, changes = [] }: Write = {}): Promise<Row> {
  return (await ask('send', { method: 'POST', path, body, ...(key ? { key } : {}), changes: [resourceOf(path), ...changes] })).data;
}

/** `patch('accounts/…', version, { body })`: refused with 412 when somebody else was faster. */
export async function patch(path: string, version: number, { body, key, changes = [] }: Write): Promise<Row> {
  return (await ask('send', { method: 'PATCH', path, body, match: `"${version}"`, ...(key ? { key } : {}), changes: [resourceOf(path), ...changes] })).data;
}

/** `remove('needs/…', version)`, where the resource knows DELETE. */
export async function remove(path: string, version?: number, { changes = [] }: Write = {}): Promise<void> {
  await ask('send', { method: 'DELETE', path, ...(version == null ? {} : { match: `"${version}"` }), changes: [resourceOf(path), ...changes] });
}

const resourceOf = (path: string): Topic => path.split('/')[0] ?? path;
