/** What people do beside visits, as ops of one gesture; and settling a conflict. Loaded when it is first done. */
import type { Notebook } from './notebook.ts';
import type { Entry, OpOf } from './ops.ts';
import type { NewOp } from './outbox.ts';
import { uuidv7 } from './uuid.ts';
import { emptyDraft } from './drafts.ts';
import { named, save, told, UNDO_MS } from './visiting.ts';

export interface Act {
  account: string;
  /** What it is about, where that is no account: it is named in the list of what waits. */
  about?: string;
  /** Done together and undone together. */
  ops: NewOp['op'][];
  /** Of an edit: the version of the row that was seen. */
  base_version?: number;
}

/** Any ops of one gesture. An edit of a row whose last edit still waits here goes into that one: nobody is in conflict with oneself. */
export async function act(book: Notebook, { account, about, ops, base_version }: Act): Promise<{ group: string }> {
  const group = uuidv7();
  const [only] = ops;
  if (only && ops.length === 1 && (only.type === 'account.update' || only.type === 'contact.update')) {
    const waiting = await waitingEdit(book, only);
    const keys = waiting && (await book.outbox.amend(waiting.op.id, { changes: together(waiting.op.payload.changes, only.payload.changes) }));
    if (waiting && keys) {
      await told(book, keys);
      book.sync.nudge(50);
      return { group: waiting.group };
    }
  }
  const ref = about === undefined ? await named(book, account) : { id: account, name: about };
  await save(book, ops.map((op) => ({ id: uuidv7(), account: ref, op: identified(op), ...(base_version ? { base_version } : {}) })), { group, holdMs: UNDO_MS });
  return { group };
}

/** The row that an acknowledgement makes gets its id here, which spares the screen the maker of ids. */
function identified(op: NewOp['op']): NewOp['op'] {
  return op.type === 'segment.acknowledge' ? { ...op, payload: { ...op.payload, id: op.payload.id || uuidv7() } } : op;
}

/** Two edits of one row in one op; the fields of one's own go together key by key, null included. */
function together(before: Edit['payload']['changes'], after: Edit['payload']['changes']): Edit['payload']['changes'] {
  const both = { ...before, ...after };
  return 'custom' in before && 'custom' in after ? { ...both, custom: { ...before.custom, ...after.custom } } : both;
}

type Edit = OpOf<'account.update'> | OpOf<'contact.update'>;

async function waitingEdit(book: Notebook, wanted: Pick<Edit, 'type' | 'payload'>): Promise<(Entry & { op: Edit }) | undefined> {
  const subject = ({ payload }: Pick<Edit, 'payload'>): string => ('contact' in payload ? payload.contact : payload.account);
  const edits = (await book.outbox.all()).filter((entry): entry is Entry & { op: Edit } => entry.state === 'queued' && entry.op.type === wanted.type);
  return edits.find((entry) => subject(entry.op) === subject(wanted));
}

/** Settles a conflict: what was chosen as "mine" is sent anew, on top of what the server showed; nothing chosen lets the op go. */
export async function resolve(book: Notebook, { id, changes }: { id: string; changes: Record<string, unknown> }): Promise<void> {
  const entry = (await book.outbox.all()).find((each) => each.op.id === id);
  if (!entry || (entry.op.type !== 'account.update' && entry.op.type !== 'contact.update')) return;
  if (Object.keys(changes).length) {
    const version = (entry.problem?.current as { version?: number } | null)?.version;
    const op = { type: entry.op.type, payload: { ...entry.op.payload, changes } } as NewOp['op'];
    await save(book, [{ id: uuidv7(), account: { id: entry.account, name: entry.account_name }, op, ...(version ? { base_version: version } : {}) }], { group: uuidv7() });
  }
  await told(book, await book.outbox.discard(id));
}

/** A visit's result that was refused goes back to the sheet as it was written; answers the visit, null where there is none. */
export async function reopen(book: Notebook, { id }: { id: string }): Promise<string | null> {
  const entry = (await book.outbox.all()).find((each) => each.op.id === id);
  if (entry?.op.type !== 'visit.complete') return null;
  const { visit, type_version, ...result } = entry.op.payload;
  delete result.photos; // they lie where they are, and go with the result again
  const draft = { ...emptyDraft(visit, entry.account), ...result, ...(type_version ? { type_version } : {}) };
  await book.db.write(['drafts'], (tx) => tx.put('drafts', draft));
  await told(book, await book.outbox.discard(id));
  return visit;
}
