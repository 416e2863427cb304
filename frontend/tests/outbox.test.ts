import { beforeEach, describe, expect, test, vi } from 'vitest';
import { emptyDraft } from '../src/data/drafts.ts';
import { pull } from '../src/data/pull.ts';
import { addNote, checkIn, correct, placeFound, saveVisit, undo, visitSheet } from '../src/data/visiting.ts';
import { openBook } from './book.ts';
import { account, ALICE, FakeServer, problem, visit } from './fakeServer.ts';

const NOON = new Date('2026-03-10T04:00:00Z');

let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: NOON });
  server = new FakeServer();
  server.pages[''] = { token: '1', more: false, removed: [], accounts: [account('a1'), account('a2')], visits: [visit('v1', 'a1')] };
  server.pages['1'] = { token: '1', more: false, removed: [] };
  server.start();
  return () => vi.useRealTimers();
});

/** A phone with its first pull behind it. */
async function phone() {
  const opened = await openBook();
  await pull(opened.book.db);
  return opened;
}

/** Time for held ops to go, then one round with the server. */
async function sync(book: Awaited<ReturnType<typeof phone>>['book']): Promise<void> {
  vi.setSystemTime(Date.now() + 20_000);
  await book.sync.now();
}

const touchpoints = (book: Awaited<ReturnType<typeof phone>>['book']) => book.db.read(['touchpoints'], (tx) => tx.all('touchpoints'));

describe('a saved visit', () => {
  test('is on disk with its queue entry before anybody says so, and the draft is gone', async () => {
    const { book, again } = await phone();
    const { visit: id = '' } = (await checkIn(book, { account: 'a1' })) ?? {};

    await saveVisit(book, { ...emptyDraft(id, 'a1'), outcome: 'ordered', notes: '补货' });

    const reopened = await again();
    expect((await reopened.outbox.all()).map(({ op }) => op.type)).toEqual(['visit.start', 'visit.complete']);
    expect((await visitSheet(reopened, { visit: id }))?.visit).toMatchObject({ status: 'completed', outcome: 'ordered', notes: '补货', visited_on: '2026-03-10' });
    expect(await reopened.db.read(['drafts'], (tx) => tx.all('drafts'))).toEqual([]);
  });

  test('goes on with the planned visit, and a second tap makes no second one', async () => {
    const { book } = await phone();

    const [first, second] = [await checkIn(book, { account: 'a1' }), await checkIn(book, { account: 'a1' })];

    expect(first?.visit).toBe('v1');
    expect(second).toMatchObject({ visit: 'v1', start: null });
    expect((await book.outbox.all()).length).toBe(1);
  });

  test('of today is not begun a second time by a tap on an old screen, only when that is meant', async () => {
    const { book } = await phone();
    await checkIn(book, { account: 'a1' });
    await saveVisit(book, { ...emptyDraft('v1', 'a1'), outcome: 'ordered' });

    expect(await checkIn(book, { account: 'a1' })).toBeNull();
    expect((await checkIn(book, { account: 'a1', again: true }))?.visit).not.toBe('v1');
  });

  test('without a planned one is added first, then started', async () => {
    const { book } = await phone();

    await checkIn(book, { account: 'a2' });
    await sync(book);

    expect(server.applied.map((op) => op.type)).toEqual(['visit.add', 'visit.start']);
    expect(await book.outbox.all()).toEqual([]);
  });

  test('waits for its place while the sheet is filled, and takes it along', async () => {
    const { book } = await phone();
    const { start } = (await checkIn(book, { account: 'a1' })) ?? {};
    await book.sync.now();
    expect(server.applied).toEqual([]);

    await placeFound(book, { start: start ?? '', place: { latitude: 31.2, longitude: 121.4, accuracy_m: 12 } });
    await book.sync.now();

    expect(server.applied[0]?.payload).toEqual({ visit: 'v1', latitude: 31.2, longitude: 121.4, accuracy_m: 12 });
  });

  test('can be taken back until it is sent, and brings its draft back', async () => {
    const { book } = await phone();
    await checkIn(book, { account: 'a1' });
    const draft = { ...emptyDraft('v1', 'a1'), outcome: 'ordered' as const, notes: '补货' };
    const { group } = await saveVisit(book, draft);

    expect(await undo(book, { group, draft })).toBe(true);

    expect(await visitSheet(book, { visit: 'v1' })).toMatchObject({ visit: { status: 'in_progress', outcome: null }, draft });
    expect((await book.accounts.get('a1'))?.last_visit_on).toBeNull();
    await saveVisit(book, draft);
    await sync(book);
    expect(await undo(book, { group })).toBe(false);
  });
});

describe('on the way', () => {
  test('a lost answer makes no second record', async () => {
    const { book } = await phone();
    await addNote(book, { account: 'a1', text: '下周再来' });
    server.fail = (path) => (path === '/sync/ops/' ? 'lost' : null);
    await sync(book);
    expect(book.sync.state).toMatchObject({ queued: 1, trouble: 'offline' });

    server.fail = () => null;
    await sync(book);

    expect(server.applied.length).toBe(1);
    expect(book.sync.state).toMatchObject({ queued: 0, trouble: null });
  });

  test('a refused op in the middle lets the others pass and stays in sight', async () => {
    const { book } = await phone();
    for (const text of ['一', '坏', '三']) await addNote(book, { account: 'a1', text });
    server.refuse = (op) => (JSON.stringify(op.payload).includes('坏') ? { status: 'rejected', code: 'invalid', fields: { text: ['no'] } } : null);

    await sync(book);

    expect(server.applied.map(({ payload }) => (payload as { text: string }).text)).toEqual(['一', '三']);
    expect(await book.outbox.all()).toMatchObject([{ state: 'rejected', problem: { code: 'invalid', fields: { text: ['no'] } } }]);
    expect(book.sync.state).toMatchObject({ queued: 0, rejected: 1 });
  });

  test('a refused op takes only its own change with it', async () => {
    const { book } = await phone();
    await checkIn(book, { account: 'a1' });
    await saveVisit(book, { ...emptyDraft('v1', 'a1'), outcome: 'ordered' });
    server.refuse = (op) => (op.type === 'visit.complete' ? { status: 'rejected', code: 'visit_not_open' } : null);

    await sync(book);

    expect((await visitSheet(book, { visit: 'v1' }))?.visit).toMatchObject({ status: 'in_progress', outcome: null });
    expect(await book.db.read(['bases'], (tx) => tx.all('bases'))).toEqual([]);
  });

  test('a corrected op goes under a new id, and the old one is gone', async () => {
    const { book } = await phone();
    await addNote(book, { account: 'a1', text: '坏' });
    const [old] = await book.outbox.all();
    server.refuse = (op) => (JSON.stringify(op.payload).includes('坏') ? { status: 'rejected', code: 'invalid' } : null);
    await sync(book);

    await correct(book, { id: old?.op.id ?? '', payload: { text: '好' } });
    await sync(book);

    expect(server.applied).toMatchObject([{ payload: { account: 'a1', text: '好' }, at: old?.op.at }]);
    expect(server.applied[0]?.id).not.toBe(old?.op.id);
    expect(await book.outbox.all()).toEqual([]);
  });

  test('an id that stands for other words already is refused, not lost', async () => {
    const { book } = await phone();
    await addNote(book, { account: 'a1', text: '一' });
    const [entry] = await book.outbox.all();
    if (entry) server.ledger.set(entry.op.id, { ...entry.op, payload: { account: 'a1', text: '别的' } } as never);

    await sync(book);

    expect(await book.outbox.all()).toMatchObject([{ state: 'rejected', problem: { code: 'op_id_reused' } }]);
  });

  test('a duplicate is what it was the first time', async () => {
    const { book } = await phone();
    await addNote(book, { account: 'a1', text: '一' });
    server.refuse = () => ({ status: 'duplicate', first_status: 'rejected', code: 'not_allowed' }) as never;

    await sync(book);

    expect(await book.outbox.all()).toMatchObject([{ state: 'rejected', problem: { code: 'not_allowed' } }]);
  });

  test('without a session nothing is sent and nothing is lost; after the sign-in all goes', async () => {
    const { book } = await phone();
    await addNote(book, { account: 'a1', text: '一' });
    server.user = null;
    await sync(book);
    expect(book.sync.state).toMatchObject({ trouble: 'sign_in', queued: 1 });
    expect(book.holder.expired).toBe(true);

    server.user = ALICE;
    await sync(book);

    expect(server.applied.length).toBe(1);
    expect(book.sync.state).toMatchObject({ trouble: null, queued: 0 });
  });

  test('nothing is ever sent under the name of somebody else', async () => {
    const { book } = await phone();
    await addNote(book, { account: 'a1', text: '一' });
    server.user = { ...ALICE, id: 'bob-id', username: 'bob', name: '李强' };

    await sync(book);

    expect(server.applied).toEqual([]);
    expect(book.sync.state).toMatchObject({ trouble: 'sign_in', queued: 1 });
  });

  test('a server that is busy is asked again when it said', async () => {
    const { book } = await phone();
    await addNote(book, { account: 'a1', text: '一' });
    server.fail = (path) => (path === '/sync/ops/' ? problem(503, 'unavailable', { 'Retry-After': '7' }) : null);

    await sync(book);

    expect(book.sync.state).toMatchObject({ trouble: 'server', queued: 1, next_try_at: Date.now() + 7_000 });
  });

  test('an envelope that the server cannot read is taken apart until only the bad op is refused', async () => {
    const { book } = await phone();
    for (const text of ['一', '二', '坏', '四', '五']) await addNote(book, { account: 'a1', text });
    server.fail = () => null;
    const start = globalThis.fetch;
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => (url.endsWith('/sync/ops/') && (init.body as string).includes('坏') ? Promise.resolve(problem(400, 'unreadable')) : start(url, init)));

    await sync(book);

    expect(server.applied.map(({ payload }) => (payload as { text: string }).text)).toEqual(['一', '二', '四', '五']);
    expect(await book.outbox.all()).toMatchObject([{ state: 'rejected', problem: { code: 'unreadable' } }]);
  });

  test('a switched-off phone sends what it had, in order, at most 50 at a time', async () => {
    const { book, again } = await phone();
    for (let i = 0; i < 120; i++) await addNote(book, { account: 'a1', text: String(i) });
    const reopened = await again();

    await sync(reopened);

    expect(server.applied.map(({ payload }) => (payload as { text: string }).text)).toEqual(Array.from({ length: 120 }, (_, i) => String(i)));
    expect(server.requests.filter(({ path }) => path === '/sync/ops/').map(({ body }) => body.ops?.length)).toEqual([50, 50, 20]);
  });

  test('a visit stands in the timeline once: first ours, after the sync the one of the server', async () => {
    const { book } = await phone();
    await checkIn(book, { account: 'a1' });
    await saveVisit(book, { ...emptyDraft('v1', 'a1'), outcome: 'ordered' });
    expect((await touchpoints(book)).length).toBe(1);
    server.pages['1'] = { token: '2', more: false, removed: [], touchpoints: [{ id: 't1', account: { id: 'a1', name: '店' }, kind: 'visit', at: NOON.toISOString(), text: '', subject: 'v1' }] };

    await sync(book);

    expect((await touchpoints(book)).map(({ id }) => id)).toEqual(['t1']);
  });

  test('a note keeps its own id all the way', async () => {
    const { book } = await phone();
    await addNote(book, { account: 'a1', text: '一' });

    await sync(book);

    expect((await touchpoints(book)).map(({ id }) => id)).toEqual([(server.applied[0]?.payload as { id: string }).id]);
  });
});
