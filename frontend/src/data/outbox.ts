/**
 * The outbox: ops wait here, in the order of doing, until the server has answered each.
 *
 * A row changed by waiting ops keeps the server's copy beside it (`bases`), so that an op that is undone, refused or
 * thrown away takes only its own change with it, and a pull never overwrites what is still on its way.
 */
import type { Database, Store, Tx } from './db.ts';
import type { Draft } from './drafts.ts';
import { effect, keyOf, touches, type Entry, type Key, type Op, type OpType, type Payloads, type Problem } from './ops.ts';
import { TABLES, type Ref } from './rows.ts';

export interface Author {
  me: Ref;
  /** The business day now. */
  today: string;
  now: number;
  /** The instant now, as RFC 3339 with the phone's offset. */
  at: string;
}

export interface NewOp {
  id: string;
  op: { [T in OpType]: { type: T; payload: Payloads[T] } }[OpType];
  account: Ref;
  base_version?: number;
}

/** How a set of ops is done together: undone as a `group`, held back for `holdMs`, with the sheet's draft opened or dropped. */
export interface Gesture {
  group: string;
  holdMs?: number;
  openDraft?: Draft;
  dropDraft?: string;
}

const STORES: Store[] = [...TABLES, 'outbox', 'bases', 'drafts'];

export class Outbox {
  readonly #db: Database;
  /** Ids being sent right now: they can no longer be undone or amended. */
  readonly #sending = new Set<string>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Queue entries and changed rows in one transaction; resolves when they are on disk ("saved on this phone"). */
  async add(news: NewOp[], author: Author, { group, holdMs = 0, openDraft, dropDraft }: Gesture): Promise<Key[]> {
    return this.#db.write(STORES, async (tx) => {
      const keys: Key[] = [];
      for (const entry of news.map((item) => entryOf(item, author, group, holdMs))) {
        await tx.add('outbox', entry);
        keys.push(...(await lay(tx, entry)));
      }
      if (openDraft) tx.put('drafts', openDraft);
      if (dropDraft) tx.delete('drafts', dropDraft);
      return keys;
    });
  }

  all(): Promise<Entry[]> {
    return this.#db.read(['outbox'], (tx) => tx.all('outbox'));
  }

  /** Adds to the payload of an op that has not been sent yet and lets it go; false when it is too late. */
  async amend(id: string, more: object): Promise<Key[] | false> {
    return this.#db.write(STORES, async (tx) => {
      const entry = (await tx.all('outbox')).find((each) => each.op.id === id);
      if (!entry || entry.state !== 'queued' || this.#sending.has(id)) return false;
      const amended = { ...entry, hold_until: 0, op: { ...entry.op, payload: { ...entry.op.payload, ...more } } as Op };
      tx.put('outbox', amended);
      return rebase(tx, touches(amended));
    });
  }

  /** Takes back every op of a gesture, if none has been sent; false when it is too late. */
  async undo(group: string): Promise<Key[] | false> {
    return this.#db.write(STORES, async (tx) => {
      const entries = (await tx.all('outbox')).filter((each) => each.group === group);
      if (!entries.length || entries.some((each) => each.state !== 'queued' || this.#sending.has(each.op.id))) return false;
      return this.#remove(tx, entries);
    });
  }

  /** Throws a refused op away; its owner asked for it. */
  async discard(id: string): Promise<Key[]> {
    return this.#db.write(STORES, async (tx) => this.#remove(tx, (await tx.all('outbox')).filter((each) => each.op.id === id && !this.#sending.has(id))));
  }

  /** The next ops to send, in order, up to the first that is still held; they count as "sending" until `settle` or `release`. */
  async take(most: number, now: number): Promise<Op[]> {
    const waiting = (await this.all()).filter((entry) => entry.state === 'queued');
    const held = waiting.findIndex((entry) => entry.hold_until > now);
    const ops = waiting.slice(0, held < 0 ? most : Math.min(held, most)).map((entry) => entry.op);
    for (const op of ops) this.#sending.add(op.id);
    return ops;
  }

  release(ops: Op[]): void {
    for (const op of ops) this.#sending.delete(op.id);
  }

  /** Books the server's answers. An op without an answer stays in the queue. */
  async settle(done: string[], refused: Map<string, Problem & { state: 'rejected' | 'conflict' }>): Promise<Key[]> {
    return this.#db.write(STORES, async (tx) => {
      const entries = await tx.all('outbox');
      const finished = entries.filter((entry) => done.includes(entry.op.id));
      const keys = await absorb(tx, finished, entries);
      for (const entry of entries) {
        const answer = refused.get(entry.op.id);
        if (!answer) continue;
        const { state, ...problem } = answer;
        tx.put('outbox', { ...entry, state, problem });
        keys.push(...touches(entry));
      }
      return rebase(tx, keys);
    });
  }

  async #remove(tx: Tx, entries: Entry[]): Promise<Key[]> {
    for (const entry of entries) tx.delete('outbox', seqOf(entry));
    return rebase(tx, entries.flatMap(touches));
  }
}

function entryOf(item: NewOp, author: Author, group: string, holdMs: number): Entry {
  const op = { id: item.id, type: item.op.type, at: author.at, ...(item.base_version == null ? {} : { base_version: item.base_version }), payload: item.op.payload } as Op;
  return {
    op,
    account: item.account.id,
    account_name: item.account.name,
    by: author.me,
    day: author.today,
    group,
    state: 'queued',
    hold_until: holdMs ? author.now + holdMs : 0,
    problem: null,
  };
}

/** Changes the rows that a new op touches, and keeps the server's copies beside them. */
async function lay(tx: Tx, entry: Entry): Promise<Key[]> {
  const keys = touches(entry);
  for (const { table, id } of keys) {
    const row = (await tx.get(table, id)) ?? null;
    const key = keyOf({ table, id });
    if (!(await tx.get('bases', key))) tx.put('bases', { key, table, id, row });
    const next = effect(entry, table, row);
    if (next) tx.put(table, next);
  }
  return keys;
}

/** The server has these ops now: they become part of its copies, until a pull brings its own. */
async function absorb(tx: Tx, finished: Entry[], entries: Entry[]): Promise<Key[]> {
  const waiting = new Set(entries.filter((entry) => entry.state === 'queued' && !finished.includes(entry)).flatMap(touches).map(keyOf));
  const keys: Key[] = [];
  for (const entry of finished) {
    tx.delete('outbox', seqOf(entry));
    for (const key of touches(entry)) {
      if (waiting.has(keyOf(key))) await absorbInto(tx, entry, key);
      else tx.delete('bases', keyOf(key));
      keys.push(key);
    }
  }
  return keys;
}

async function absorbInto(tx: Tx, entry: Entry, key: Key): Promise<void> {
  const base = await tx.get('bases', keyOf(key));
  if (base) tx.put('bases', { ...base, row: effect(entry, key.table, base.row) });
}

/** Makes rows anew from the server's copy and the ops that still wait; rows without a copy stay as they are. */
export async function rebase(tx: Tx, keys: Key[]): Promise<Key[]> {
  const waiting = (await tx.all('outbox')).filter((entry) => entry.state === 'queued');
  for (const key of keys) {
    const base = await tx.get('bases', keyOf(key));
    if (!base) continue;
    const mine = waiting.filter((entry) => touches(entry).some((each) => keyOf(each) === keyOf(key)));
    const row = mine.reduce((sofar, entry) => effect(entry, key.table, sofar), base.row);
    if (row) tx.put(key.table, row);
    else tx.delete(key.table, key.id);
    if (!mine.length) tx.delete('bases', keyOf(key));
  }
  return keys;
}

function seqOf(entry: Entry): number {
  if (entry.seq == null) throw new Error('A queue entry has no place in the queue.');
  return entry.seq;
}
