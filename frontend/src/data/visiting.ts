/** Writing from the phone: check in, save a visit, note, promise. Each is an op in the outbox before anybody says "saved". */
import { openVisit } from './card.ts';
import { emptyDraft, type Draft } from './drafts.ts';
import type { Notebook } from './notebook.ts';
import type { Gesture, NewOp } from './outbox.ts';
import { refId, type Ref, type VisitRow } from './rows.ts';
import { uuidv7 } from './uuid.ts';

/** How long a check-in waits for its place before it is sent without one. */
export const PLACE_MS = 12_000;
/** How long "undo" stays. */
export const UNDO_MS = 6_000;

export interface CheckIn {
  visit: string;
  /** The op to which the place is added; null when the visit had been started before. */
  start: string | null;
  group: string;
}

/**
 * Starts a visit: the open one if there is one (a second tap makes no second visit), else a new one today.
 * Null when somebody was there today already and `again` does not say that a second visit is meant.
 */
export async function checkIn(book: Notebook, { account: id, again = false }: { account: string; again?: boolean }): Promise<CheckIn | null> {
  const account = await named(book, id);
  const visits = await book.db.read(['visits'], (tx) => tx.where('visits', 'account_id', id));
  const open = openVisit(visits, book.eyes());
  if (!open && !again && wasVisited(visits, book)) return null;
  if (open?.status === 'in_progress') return { visit: open.id, start: null, group: '' };
  const visit = open?.id ?? uuidv7();
  const start = uuidv7();
  const group = uuidv7();
  const ops: NewOp[] = [{ id: start, account, op: { type: 'visit.start', payload: { visit } } }];
  if (!open) ops.unshift({ id: uuidv7(), account, op: { type: 'visit.add', payload: { id: visit, account: id, planned_on: book.eyes().today } } });
  await save(book, ops, { group, holdMs: PLACE_MS, openDraft: emptyDraft(visit, id) });
  return { visit, start, group };
}

function wasVisited(visits: VisitRow[], book: Notebook): boolean {
  const { me, today } = book.eyes();
  return visits.some((visit) => visit.status === 'completed' && visit.visited_on === today && refId(visit.manager) === me);
}

/** Adds the place to a check-in that still waits; false when it was sent without one. */
export async function placeFound(book: Notebook, { start, place }: { start: string; place: { latitude: number; longitude: number; accuracy_m: number } | null }): Promise<boolean> {
  const keys = await book.outbox.amend(start, place ?? {});
  if (keys) await book.changed(keys);
  void book.sync.now();
  return keys !== false;
}

/** Closes a visit as the sheet says; the answer names the gesture that "undo" takes back. */
export async function saveVisit(book: Notebook, draft: Draft): Promise<{ group: string }> {
  const { visit, account, outcome, service_level, notes, next_action, next_action_on, visit_type, type_version, steps, promises = [] } = draft;
  if (!outcome) throw new Error('A visit needs a result.');
  const group = uuidv7();
  // A step that was begun and left empty says nothing.
  const told = steps?.length ? (await import('../domain/steps.ts')).answered(steps) : [];
  const taken = (await book.photos.all()).some((photo) => photo.visit === visit);
  const photos = taken ? await (await import('./photos.ts')).queueOf(book, visit, UNDO_MS) : [];
  const payload = {
    visit,
    outcome,
    ...(service_level ? { service_level } : {}),
    ...(notes.trim() ? { notes: notes.trim() } : {}),
    ...(next_action.trim() ? { next_action: next_action.trim() } : {}),
    ...(next_action_on ? { next_action_on } : {}),
    ...(photos.length ? { photos } : {}),
    ...(visit_type ? { visit_type, type_version } : {}),
    ...(told.length ? { steps: told } : {}),
  };
  const at = await named(book, account);
  const ops: NewOp['op'][] = [{ type: 'visit.complete', payload }];
  // Ops of their own: a word that was given stands, also where the server refuses the visit's result.
  for (const { id, text, due_on } of promises) if (text.trim()) ops.push({ type: 'promise.make', payload: { id, account, text: text.trim(), due_on } });
  await save(book, ops.map((op) => ({ id: uuidv7(), account: at, op })), { group, holdMs: UNDO_MS, dropDraft: visit });
  return { group };
}

export async function undo(book: Notebook, { group, draft }: { group: string; draft?: Draft }): Promise<boolean> {
  const keys = await book.outbox.undo(group);
  if (!keys) return false;
  if (draft) await (await import('./photos.ts')).holdBack(book, draft.visit);
  if (draft) await book.db.write(['drafts'], (tx) => tx.put('drafts', draft));
  await told(book, keys);
  return true;
}

export async function keepDraft(book: Notebook, draft: Draft): Promise<void> {
  await book.db.write(['drafts'], (tx) => tx.put('drafts', draft));
}

export interface VisitSheet {
  visit: VisitRow;
  account: Ref & { tier: string | null; latitude: number | null; longitude: number | null; open_complaints: number; team: string | null; target_level: number | null; phone: string; order_weekdays: number[]; licence_name: string };
  draft: Draft;
}

/** What the sheet shows; null when the visit is not on this phone. */
export async function visitSheet(book: Notebook, { visit: id }: { visit: string }): Promise<VisitSheet | null> {
  const [visit, draft] = await book.db.read(['visits', 'drafts'], (tx) => Promise.all([tx.get('visits', id), tx.get('drafts', id)]));
  if (!visit) return null;
  const account = await book.accounts.get(visit.account_id);
  if (!account) return null;
  const { name, tier, latitude, longitude, open_complaints, team, target_level = null, phone, order_weekdays, licence_name = '' } = account;
  return { visit, account: { id: account.id, name, tier, latitude, longitude, open_complaints, team: refId(team), target_level, phone, order_weekdays, licence_name }, draft: draft ?? emptyDraft(id, account.id) };
}

export async function missVisit(book: Notebook, { visit, reason }: { visit: string; reason: string }): Promise<{ group: string }> {
  const row = await book.db.read(['visits'], (tx) => tx.get('visits', visit));
  if (!row) throw new Error('The visit is not on this phone.');
  return one(book, row.account_id, { type: 'visit.miss', payload: { visit, reason } }, { holdMs: UNDO_MS, dropDraft: visit });
}

export function addNote(book: Notebook, { account, text }: { account: string; text: string }): Promise<{ group: string }> {
  return one(book, account, { type: 'note.add', payload: { id: uuidv7(), account, text } }, { holdMs: UNDO_MS });
}

export function makePromise(book: Notebook, { account, text, due_on }: { account: string; text: string; due_on: string }): Promise<{ group: string }> {
  return one(book, account, { type: 'promise.make', payload: { id: uuidv7(), account, text, due_on } }, { holdMs: UNDO_MS });
}

/** Any single op of an account: what was learned, a look into the vat, how a contact came out. */
export function write(book: Notebook, { account, op }: { account: string; op: NewOp['op'] }): Promise<{ group: string }> {
  return one(book, account, op, { holdMs: UNDO_MS });
}

/** Ticks a task off: a promise kept, a next action done. */
export function finishTask(book: Notebook, { kind, id, account }: { kind: 'promise' | 'next_action'; id: string; account: string }): Promise<{ group: string }> {
  const op: NewOp['op'] = kind === 'promise' ? { type: 'promise.keep', payload: { promise: id } } : { type: 'visit.action_done', payload: { visit: id } };
  return one(book, account, op, { holdMs: UNDO_MS });
}

/** Sends a refused op again, corrected and under a new id: the old id stands for the old words. */
export async function correct(book: Notebook, { id, payload }: { id: string; payload: object }): Promise<void> {
  const entry = (await book.outbox.all()).find((each) => each.op.id === id);
  if (!entry) return;
  const op = { type: entry.op.type, payload: { ...entry.op.payload, ...payload } } as NewOp['op'];
  await save(book, [{ id: uuidv7(), account: { id: entry.account, name: entry.account_name }, op }], { group: uuidv7() }, entry.op.at);
  await told(book, await book.outbox.discard(id));
}

async function one(book: Notebook, account: string, op: NewOp['op'], gesture: Omit<Gesture, 'group'>): Promise<{ group: string }> {
  const group = uuidv7();
  await save(book, [{ id: uuidv7(), account: await named(book, account), op }], { group, ...gesture });
  return { group };
}

export async function save(book: Notebook, ops: NewOp[], gesture: Gesture, at?: string): Promise<void> {
  const author = book.author();
  const keys = await book.outbox.add(ops, at ? { ...author, at } : author, gesture);
  await told(book, keys);
  book.sync.nudge((gesture.holdMs ?? 0) + 50);
}

export async function told(book: Notebook, keys: Awaited<ReturnType<Notebook['outbox']['discard']>>): Promise<void> {
  await Promise.all([book.changed(keys, ['outbox', 'drafts']), book.sync.count()]);
}

export async function named(book: Notebook, id: string): Promise<Ref> {
  const account = await book.accounts.get(id);
  if (!account) throw new Error('The account is not on this phone.');
  return { id, name: account.name };
}

