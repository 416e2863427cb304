/** An edit at the desk that came second: what nobody else touched is written, of the rest somebody must choose, field by field. */
import { signal } from '@preact/signals';
import type { FieldEdit } from '../data/ops.ts';
import { ask } from '../data/page.ts';
import { Refusal } from '../data/protocol.ts';

export interface Conflict {
  mine: Record<string, unknown>;
  theirs: Record<string, unknown>;
  edits: Record<string, FieldEdit>;
}

interface Asked extends Conflict {
  settle: (changes: Record<string, unknown>) => void;
}

/** The question that stands open at the desk; `ConflictHost` shows it. */
export const asked = signal<Asked | null>(null);

type Row = Record<string, unknown> & { version: number };

/** Sends `changes` by `send`; when somebody was faster (412), merges field by field and asks about what both sides changed. */
export async function mergedOrAsked(resource: string, id: string, version: number, changes: Record<string, unknown>, send: (changes: Record<string, unknown>, version: number) => Promise<unknown>): Promise<void> {
  if (!Object.keys(changes).length) return;
  try {
    await send(changes, version);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 412) throw error;
    const [{ data }, { data: since }] = await Promise.all([ask('get', { path: `${resource}/${id}` }), ask('get', { path: `${resource}/${id}/edits`, query: { since: version } })]);
    const theirs = data as Row;
    const edits = since['fields'] as Record<string, FieldEdit>;
    const contested = Object.keys(changes).filter((name) => name in edits && !same(theirs[name], changes[name]));
    const chosen = contested.length ? await question({ mine: pick(changes, contested), theirs, edits }) : {};
    const rest = Object.fromEntries(Object.entries(changes).filter(([name]) => !contested.includes(name)));
    await mergedOrAsked(resource, id, theirs.version, { ...rest, ...chosen }, send);
  }
}

const question = (conflict: Conflict): Promise<Record<string, unknown>> =>
  new Promise((resolve) => {
    asked.value = {
      ...conflict,
      settle: (changes) => {
        asked.value = null;
        resolve(changes);
      },
    };
  });

const pick = (row: Record<string, unknown>, names: string[]): Record<string, unknown> => Object.fromEntries(names.map((name) => [name, row[name]]));

/** A reference is written as its id and read as `{id, name}`. */
function same(theirs: unknown, mine: unknown): boolean {
  const plain = (value: unknown): unknown => (value && typeof value === 'object' && 'id' in value ? value.id : value);
  return JSON.stringify(plain(theirs)) === JSON.stringify(plain(mine));
}
