/** The data worker: the only place that touches IndexedDB and the network. It answers the page and tells what changed. */
import type { Act } from './acts.ts';
import { call, sendForm, Problem, Unreachable, type Call } from '../api/client.ts';
import type { Place } from '../domain/geo.ts';
import { EVERYBODY, found, line, marks, type AccountLine, type Box, type Filter, type Mark } from './customers.ts';
import type { Narrowed } from './narrowing.ts';
import { Notebook, type Push, type Topic } from './notebook.ts';
import type { FoundLine } from './finding.ts';
import type { Entry } from './ops.ts';
import type { Taken } from './photos.ts';
import { serve, type Port } from './protocol.ts';
import type * as running from './running.ts';
import type { CHILDREN, Tables } from './rows.ts';
import { forget, holder, remember, signIn, signOut, type Holder } from './session.ts';
import type { SyncState } from './sync.ts';
import { today } from './today.ts';
import type { Metadata } from './uploads.ts';
import * as visiting from './visiting.ts';

/** A page of a REST list, as the desk sees it. */
export interface ListPage<T = Record<string, unknown>> {
  results: T[];
  next: string | null;
  previous: string | null;
  count?: number;
  count_is_exact?: boolean;
}

let book: Notebook | null = null;

function opened(): Notebook {
  if (!book) throw new Problem(401, { code: 'not_signed_in', detail: 'Nobody is signed in on this phone.' });
  return book;
}

async function open(held: Holder): Promise<{ holder: Holder; sync: SyncState }> {
  await book?.close();
  book = new Notebook(held, (push) => tell(push));
  await book.sync.load();
  return { holder: held, sync: book.sync.state };
}

/** Makes the search ready once the first screen has its answer. */
async function warmUp(warming: Notebook): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  if (warming === book) await warming.accounts.index.warm(await warming.accounts.sorted());
}

async function answering(asked: Partial<Filter>): Promise<Narrowed> {
  const filter = { ...EVERYBODY, ...asked };
  if (Object.keys(filter.params).length || filter.ordering) return (await import('./narrowing.ts')).narrowed(opened(), filter);
  return { rows: await found(opened().accounts, filter, opened().eyes()), problems: [] };
}

export const handlers = {
  /** Opens the last person's data, network or not; null when somebody must sign in first. */
  async start(): Promise<{ holder: Holder; sync: SyncState } | null> {
    const held = await holder();
    if (!held) return null;
    const started = await open(held);
    void opened().sync.now();
    void warmUp(opened());
    return started;
  },

  async signIn({ username, password }: { username: string; password: string }): Promise<{ holder: Holder; sync: SyncState }> {
    const held = { session: await signIn(username, password), expired: false };
    await remember(held);
    const started = await open(held);
    void opened().sync.now();
    return started;
  },

  /** Closes the local data. Unsent work stays on the phone for the same person's next sign-in; without any, all is erased. */
  async signOut(): Promise<void> {
    const leaving = opened();
    await leaving.sync.count();
    const { queued, rejected, conflicts, drafts } = leaving.sync.state;
    await forget();
    await leaving.close();
    book = null;
    if (!(queued + rejected + conflicts + drafts)) await leaving.db.erase();
    // Without a network the server hears of it at the next sign-in; here the data are closed at once.
    await signOut().catch(() => undefined);
    tell({ about: 'holder', holder: null });
  },

  today: (ask: { near?: Place | null } | undefined) => today(opened(), ask ?? {}),
  road: async (ask: running.RoadQuestion) => (await import('./running.ts')).road(opened(), ask),
  // What only some screens ask is loaded when it is first asked, so that the first screen does not wait for it.
  todo: async () => (await import('./todo.ts')).todo(opened()),
  card: async (ask: { id: string; near?: Place | null; moments?: number }) => (await import('./card.ts')).card(opened(), ask),

  /** The rows in sight (`start`, `count`) of all that answer the filter; `problems` are conditions that nobody can answer. */
  async customers({ filter, start, count }: { filter: Partial<Filter>; start: number; count: number }): Promise<{ total: number; start: number; rows: AccountLine[]; problems: string[] }> {
    const eyes = opened().eyes();
    const { rows, problems } = await answering(filter);
    return { total: rows.length, start, rows: rows.slice(start, start + count).map((row) => line(row, eyes, filter.near ?? null)), problems };
  },

  async marks({ filter, box }: { filter: Partial<Filter>; box: Box | null }): Promise<Mark[]> {
    return marks((await answering(filter)).rows, box);
  },

  tags: async () => (await import('./narrowing.ts')).tags(opened()),

  /** The rows of a table that hang on an account, as the phone has them: `rowsOf({ table: 'contacts', account })`. */
  rowsOf: <T extends (typeof CHILDREN)[number]>({ table, account }: { table: T; account: string }): Promise<Tables[T][]> =>
    opened().db.read([table], async (tx) => (await tx.where(table, 'account_id', account)).filter((row) => !row.archived_at)),

  entitled: async (ask: { account: string }) => (await import('./entitled.ts')).entitled(opened(), ask),

  registered: async (ask: { account: string }) => (await import('./registered.ts')).registered(opened(), ask),

  checkIn: (ask: { account: string; again?: boolean }) => visiting.checkIn(opened(), ask),
  placeFound: (ask: Parameters<typeof visiting.placeFound>[1]) => visiting.placeFound(opened(), ask),
  visitSheet: (ask: { visit: string }) => visiting.visitSheet(opened(), ask),
  keepDraft: (ask: Parameters<typeof visiting.keepDraft>[1]) => visiting.keepDraft(opened(), ask),
  saveVisit: (ask: Parameters<typeof visiting.saveVisit>[1]) => visiting.saveVisit(opened(), ask),
  missVisit: (ask: { visit: string; reason: string }) => visiting.missVisit(opened(), ask),
  addNote: (ask: { account: string; text: string }) => visiting.addNote(opened(), ask),
  makePromise: (ask: { account: string; text: string; due_on: string }) => visiting.makePromise(opened(), ask),
  write: (ask: Parameters<typeof visiting.write>[1]) => visiting.write(opened(), ask),
  act: async (ask: Act) => (await import('./acts.ts')).act(opened(), ask),
  resolve: async (ask: { id: string; changes: Record<string, unknown> }) => (await import('./acts.ts')).resolve(opened(), ask),
  reopen: async (ask: { id: string }) => (await import('./acts.ts')).reopen(opened(), ask),
  /** Every row of a small table. */
  every: <T extends 'phrases' | 'approaches' | 'custom_fields' | 'saved_views' | 'segments' | 'brief_acknowledgements' | 'handovers' | 'handover_accounts' | 'allocation_falls' | 'visit_types' | 'talk_switches' | 'knowledge_entries'>({ table }: { table: T }): Promise<Tables[T][]> => opened().db.read([table], (tx) => tx.all(table)),
  finishTask: (ask: Parameters<typeof visiting.finishTask>[1]) => visiting.finishTask(opened(), ask),
  undo: (ask: Parameters<typeof visiting.undo>[1]) => visiting.undo(opened(), ask),
  correct: (ask: Parameters<typeof visiting.correct>[1]) => visiting.correct(opened(), ask),

  /** People, promises and visits that answer; the index is loaded with the first question. */
  async findElsewhere({ text }: { text: string }): Promise<FoundLine[]> {
    const finding = opened();
    const { Finder } = await import('./finding.ts');
    finding.finder ??= new Finder(finding);
    return finding.finder.find(text);
  },

  takePhoto: async (ask: Taken) => (await import('./photos.ts')).takePhoto(opened(), ask),
  photosHere: async (ask: { account?: string; visit?: string }) => (await import('./photos.ts')).photosHere(opened(), ask),
  dropPhoto: async (ask: { id: string }) => (await import('./photos.ts')).dropPhoto(opened(), ask),
  /** Sends a file as it is and attaches it (the desk works online); answers the attachment's id. */
  async upload({ file, metadata, id }: { file: Blob; metadata: Metadata; id: string }): Promise<string | null> {
    const { sendFile } = await import('./uploads.ts');
    const onProgress = (share: number): void => tell({ about: 'upload', id, share });
    const attachment = await asSignedIn(() => sendFile({ file, metadata, place: null, onPlace: () => undefined, onProgress }));
    await opened().changed([], ['attachments']);
    return attachment;
  },

  outbox: (): Promise<Entry[]> => opened().outbox.all(),
  async discard({ id }: { id: string }): Promise<void> {
    const { outbox, sync } = opened();
    await opened().changed(await outbox.discard(id));
    await sync.count();
  },
  /** Counts what is unsent; the answer comes as the sync state. */
  count: (): Promise<void> => opened().sync.count(),
  syncNow: (): Promise<void> => opened().sync.now(),
  async storage(): Promise<{ usage: number | null; quota: number | null; persisted: boolean | null }> {
    const store = navigator.storage as StorageManager | undefined;
    const estimate = await store?.estimate();
    return { usage: estimate?.usage ?? null, quota: estimate?.quota ?? null, persisted: (await store?.persisted()) ?? null };
  },

  /** A page of a REST list, filtered by the server: `list({ resource: 'accounts', query: { tier__in: ['vip'] } })`. */
  async list({ resource, query }: { resource: string; query?: NonNullable<Call['query']> }): Promise<ListPage> {
    return asSignedIn(async () => (await call<ListPage>('GET', `/${resource}/`, query ? { query } : {})).data);
  },
  /** One row with its ETag: `get({ path: 'accounts/…' })`. */
  get: ({ path, query }: { path: string; query?: NonNullable<Call['query']> }) => asSignedIn(() => call<Record<string, unknown>>('GET', `/${path}/`, query ? { query } : {})),
  /** A file with what belongs to it: `sendFile({ path: 'imports/preview', file, fields: { type } })`. */
  sendFile: ({ path, file, fields = {} }: { path: string; file?: File; fields?: Record<string, string> }) =>
    asSignedIn(async () => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      if (file) form.append('file', file, file.name);
      return sendForm<Record<string, unknown>>(`/${path}/`, form);
    }),
  /**
   * A write that is not an op (the desk works online): `send({ method: 'PATCH', path: 'accounts/…', body, match: etag, key })`.
   * Whoever shows rows of `changes` asks again, here and in other tabs; the phone's own copies follow by the next pull.
   */
  async send({ method, path, changes = [], ...rest }: { method: 'POST' | 'PATCH' | 'PUT' | 'DELETE'; path: string; body?: unknown; match?: string; key?: string; changes?: Topic[] }) {
    const answer = await asSignedIn(() => call<Record<string, unknown>>(method, `/${path}/`, rest));
    await opened().changed([], changes);
    opened().sync.nudge(0);
    return answer;
  },
};

/** A 401 on the way makes the sign-in banner appear, whoever asked. */
async function asSignedIn<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Problem && error.status === 401) void book?.sync.now();
    if (error instanceof Unreachable) throw Object.assign(error, { code: 'unreachable' });
    throw error;
  }
}

export type DataHandlers = typeof handlers;

const scope = globalThis as unknown as Port & EventTarget;
const tell = serve<Push>(scope, handlers);
scope.addEventListener('online' as 'message', () => void book?.sync.now());
