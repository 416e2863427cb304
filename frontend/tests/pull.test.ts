import { beforeEach, describe, expect, test, vi } from 'vitest';
import { emptyDraft } from '../src/data/drafts.ts';
import { pull } from '../src/data/pull.ts';
import { TABLES } from '../src/data/rows.ts';
import { addNote, checkIn, saveVisit, visitSheet } from '../src/data/visiting.ts';
import { openBook } from './book.ts';
import { account, FakeServer, visit } from './fakeServer.ts';

let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-10T04:00:00Z') });
  server = new FakeServer();
  server.pages[''] = { token: '1', more: true, removed: [], accounts: [account('a1'), account('a2')] };
  server.pages['1'] = { token: '2', more: false, removed: [], visits: [visit('v1', 'a1'), visit('v2', 'a2')] };
  server.pages['2'] = { token: '2', more: false, removed: [] };
  server.start();
  return () => vi.useRealTimers();
});

const ids = async (book: Awaited<ReturnType<typeof openBook>>['book'], table: 'accounts' | 'visits') => (await book.db.read([table], (tx) => tx.keys(table))) as string[];

describe('a pull', () => {
  test('takes every page, and later only what changed since', async () => {
    const { book } = await openBook();

    await pull(book.db);
    await pull(book.db);

    expect(await ids(book, 'accounts')).toEqual(['a1', 'a2']);
    expect(await ids(book, 'visits')).toEqual(['v1', 'v2']);
    expect(server.requests.map(({ search }) => search.get('since'))).toEqual([null, '1', '2']);
  });

  test('that broke off goes on from the last page that was stored', async () => {
    const { book } = await openBook();
    let asked = 0;
    server.fail = () => (++asked === 2 ? 'cut' : null);
    await expect(pull(book.db)).rejects.toThrow('network');
    expect(await ids(book, 'accounts')).toEqual(['a1', 'a2']);

    await pull(book.db);

    expect(server.requests.map(({ search }) => search.get('since'))).toEqual([null, '1']);
    expect(await ids(book, 'visits')).toEqual(['v1', 'v2']);
  });

  test('takes an account away with all that hangs on it', async () => {
    const { book } = await openBook();
    await pull(book.db);
    server.pages['2'] = { token: '3', more: false, removed: [{ type: 'account', id: 'a1' }] };

    await pull(book.db);

    expect(await ids(book, 'accounts')).toEqual(['a2']);
    expect(await ids(book, 'visits')).toEqual(['v2']);
  });

  test('takes away rows that are no more, whatever their kind', async () => {
    const { book } = await openBook();
    await pull(book.db);
    const kinds = { contact: 'contacts', visit: 'visits', promise: 'promises', touchpoint: 'touchpoints', order: 'orders', route: 'routes', stop: 'stops', user: 'users', territory: 'territories', need: 'needs', preference: 'preferences', consumption: 'consumptions', service: 'services', entitlement: 'entitlements', care_event: 'care_events', approach: 'approaches', trust_event: 'trust_events', phrase: 'phrases', deal: 'deals', custom_field: 'custom_fields', saved_view: 'saved_views', segment: 'segments', brief_acknowledgement: 'brief_acknowledgements', visit_type: 'visit_types', talk_switch: 'talk_switches', follow_up: 'follow_ups', knowledge_entry: 'knowledge_entries', day_rule: 'day_rules', handover: 'handovers', handover_account: 'handover_accounts', allocation_fall: 'allocation_falls' } as const;
    const tables = Object.values(kinds);
    expect([...tables, 'accounts'].sort()).toEqual([...TABLES].sort());
    await book.db.write([...tables], (tx) => tables.forEach((table) => tx.put(table, { id: 'x', account_id: 'a2' } as never)));
    server.pages['2'] = { token: '3', more: false, removed: [...Object.keys(kinds), 'process_link'].map((type) => ({ type, id: 'x' })) };

    await pull(book.db);

    for (const table of tables) expect(await book.db.read([table], (tx) => tx.get(table, 'x')), table).toBeUndefined();
    expect(await ids(book, 'visits')).toEqual(['v1', 'v2']);
  });

  test('never overwrites what still waits to be sent', async () => {
    const { book } = await openBook();
    await pull(book.db);
    await checkIn(book, { account: 'a1' });
    await saveVisit(book, { ...emptyDraft('v1', 'a1'), outcome: 'ordered', notes: '补货' });
    server.pages['2'] = { token: '3', more: false, removed: [], accounts: [account('a1', { name: '改名', last_visit_on: null })], visits: [visit('v1', 'a1', { purpose: '送样' })] };

    await pull(book.db);

    expect((await visitSheet(book, { visit: 'v1' }))?.visit).toMatchObject({ status: 'completed', notes: '补货', purpose: '送样' });
    await book.accounts.refresh([{ table: 'accounts', id: 'a1' }]);
    expect(await book.accounts.get('a1')).toMatchObject({ name: '改名', last_visit_on: book.eyes().today });
  });

  test('after 410 starts anew, drops what is gone and keeps the outbox with its changes', async () => {
    const { book } = await openBook();
    await pull(book.db);
    await addNote(book, { account: 'a2', text: '一' });
    await checkIn(book, { account: 'a2' });
    delete server.pages['2'];
    server.pages[''] = { token: '8', more: true, removed: [], accounts: [account('a2')] };
    server.pages['8'] = { token: '9', more: false, removed: [], visits: [visit('v2', 'a2')] };

    await pull(book.db);

    expect(await ids(book, 'accounts')).toEqual(['a2']);
    expect(await ids(book, 'visits')).toEqual(['v2']);
    expect((await visitSheet(book, { visit: 'v2' }))?.visit.status).toBe('in_progress');
    expect((await book.outbox.all()).map(({ op }) => op.type)).toEqual(['note.add', 'visit.start']);
    server.pages['9'] = { token: '9', more: false, removed: [] };
    await pull(book.db);
    expect(await ids(book, 'accounts')).toEqual(['a2']);
  });

  test('after 410 keeps the old rows readable until all new ones are here', async () => {
    const { book } = await openBook();
    await pull(book.db);
    delete server.pages['2'];
    server.pages[''] = { token: '8', more: true, removed: [], accounts: [account('a2')] };
    server.fail = () => (server.requests.at(-1)?.search.get('since') === null && server.requests.length > 3 ? 'cut' : null);

    await expect(pull(book.db)).rejects.toThrow('network');

    expect(await ids(book, 'accounts')).toEqual(['a1', 'a2']);
  });

  test('fills the fields that a role does not get', async () => {
    const { book } = await openBook();
    server.pages[''] = { token: '2', more: false, removed: [], accounts: [{ id: 'a9', name: '店', kind: 'external', status: 'active', phone: '1', address: '', street: '', village: '', tier: null }] };

    await pull(book.db);

    expect(await book.accounts.get('a9')).toMatchObject({ owner: null, search: '', order_weekdays: [], latitude: null });
  });
});
