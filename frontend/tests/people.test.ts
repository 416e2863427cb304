import { beforeEach, describe, expect, test, vi } from 'vitest';
import { pull } from '../src/data/pull.ts';
import type { CareRow, ContactRow, PromiseRow } from '../src/data/rows.ts';
import { today } from '../src/data/today.ts';
import { todo } from '../src/data/todo.ts';
import { act, resolve } from '../src/data/acts.ts';
import { betterWords } from '../src/people/phrases.ts';
import { openBook } from './book.ts';
import { account, ALICE, FakeServer, visit } from './fakeServer.ts';

let server: FakeServer;

function contact(id: string, more: Partial<ContactRow> = {}): Partial<ContactRow> & { id: string } {
  return { id, account: { id: 'a1', name: '店a1' }, name: `王${id}`, birthday: null, is_primary: false, version: 3, decision_roles: [], other_phones: [], ...more };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: new Date('2026-03-10T04:00:00Z') });
  server = new FakeServer();
  server.pages[''] = { token: '1', more: false, removed: [], accounts: [account('a1', { industry: '批发', version: 4 }), account('a2', { owner: { id: 'bob', name: '李强' } })] };
  server.pages['1'] = { token: '1', more: false, removed: [] };
  server.start();
  return () => vi.useRealTimers();
});

async function phone(rows: object = {}) {
  Object.assign(server.pages[''] ?? {}, rows);
  const { book } = await openBook();
  await pull(book.db);
  return book;
}

async function sync(book: Awaited<ReturnType<typeof phone>>): Promise<void> {
  vi.setSystemTime(Date.now() + 20_000);
  await book.sync.now();
}

const edit = (changes: object) => ({ type: 'account.update' as const, payload: { account: 'a1', changes } });

describe('an edit', () => {
  test('of a row that is still waiting goes into the same op: nobody is in conflict with oneself', async () => {
    const book = await phone();
    await act(book, { account: 'a1', ops: [edit({ industry: '零售' })], base_version: 4 });

    await act(book, { account: 'a1', ops: [edit({ street: '人民路' })], base_version: 4 });

    expect((await book.outbox.all()).map(({ op }) => [op.base_version, op.payload])).toEqual([[4, { account: 'a1', changes: { industry: '零售', street: '人民路' } }]]);
    expect(await book.accounts.get('a1')).toMatchObject({ industry: '零售', street: '人民路' });
  });

  test("of the company's own fields names only those it changes; null takes a value away", async () => {
    const book = await phone({ accounts: [account('a1', { custom: { area: 12, freezer: 'own' }, version: 4 })] });
    await act(book, { account: 'a1', ops: [edit({ custom: { area: 30 } })], base_version: 4 });

    await act(book, { account: 'a1', ops: [edit({ custom: { freezer: null } })], base_version: 4 });

    expect((await book.outbox.all()).map(({ op }) => op.payload)).toEqual([{ account: 'a1', changes: { custom: { area: 30, freezer: null } } }]);
    expect((await book.accounts.get('a1'))?.custom).toEqual({ area: 30 });
  });

  test('that met another one is settled field by field, on top of what the server showed', async () => {
    const book = await phone();
    const current = account('a1', { industry: '超市', street: '解放街', version: 6 });
    const edits = { industry: { at: '2026-03-10T03:00:00Z', by: { id: 'lena', name: '周岚' }, version: 5 } };
    server.refuse = (op) => (op.base_version === 4 ? ({ status: 'conflict', code: 'conflict', fields: { industry: [], street: [] }, proposed: { industry: '零售', street: '人民路' }, edits, current } as never) : null);
    await act(book, { account: 'a1', ops: [edit({ industry: '零售', street: '人民路', phone: '1' })], base_version: 4 });
    await sync(book);
    const [entry] = await book.outbox.all();
    expect(entry).toMatchObject({ state: 'conflict', problem: { proposed: { industry: '零售' }, edits: { industry: { by: { name: '周岚' } } } } });

    server.fail = () => 'cut';
    await resolve(book, { id: entry?.op.id ?? '', changes: { industry: '零售' } });
    server.fail = () => null;
    await sync(book);

    expect(server.applied.map((op) => [op.base_version, op.payload])).toEqual([[6, { account: 'a1', changes: { industry: '零售' } }]]);
    expect(await book.outbox.all()).toEqual([]);
  });

  test('that gives way to the other side leaves nothing in the queue', async () => {
    const book = await phone();
    server.refuse = () => ({ status: 'conflict', code: 'conflict' });
    await act(book, { account: 'a1', ops: [edit({ industry: '零售' })], base_version: 4 });
    await sync(book);

    await resolve(book, { id: (await book.outbox.all())[0]?.op.id ?? '', changes: {} });

    expect(await book.outbox.all()).toEqual([]);
    expect(await book.accounts.get('a1')).toMatchObject({ industry: '批发' });
  });
});

test('a person added without a network is there at once, and a talk with them on the timeline', async () => {
  const book = await phone();

  await act(book, {
    account: 'a1',
    ops: [
      { type: 'contact.add', payload: { id: 'c9', account: 'a1', name: '赵会计', personality: 'easy_going' } },
      { type: 'conversation.add', payload: { id: 't1', account: 'a1', contact: 'c9', channel: 'phone', direction: 'out', purpose: '问候', confirmed: '周五见' } },
    ],
  });

  const [people, moments] = await book.db.read(['contacts', 'touchpoints'], (tx) => Promise.all([tx.all('contacts'), tx.all('touchpoints')]));
  expect(people).toMatchObject([{ id: 'c9', name: '赵会计', account_id: 'a1', other_phones: [] }]);
  expect(moments).toMatchObject([{ kind: 'call', text: '问候：周五见' }]);
});

test('a need is settled, a person put away and back again, each at once and without a network', async () => {
  const need = { id: 'n1', account: { id: 'a1', name: '店a1' }, kind: 'material', said: '要月结', status: 'open' };
  const book = await phone({ needs: [need], contacts: [contact('c1')] });
  const rows = () => book.db.read(['needs', 'contacts', 'touchpoints'], (tx) => Promise.all([tx.all('needs'), tx.all('contacts'), tx.all('touchpoints')]));

  await act(book, { account: 'a1', ops: [{ type: 'need.settle', payload: { need: 'n1', status: 'met' } }] });
  await act(book, { account: 'a1', ops: [{ type: 'contact.archive', payload: { contact: 'c1' } }] });
  const [needs, away, told] = await rows();
  await act(book, { account: 'a1', ops: [{ type: 'contact.restore', payload: { contact: 'c1' } }] });
  const [, back] = await rows();

  expect(needs).toMatchObject([{ status: 'met', said: '要月结' }]);
  expect(told).toMatchObject([{ kind: 'event', code: 'need.met' }]);
  expect([away[0]?.archived_at, back[0]?.archived_at]).toEqual(['2026-03-10T04:00:00.000+00:00', null]);
});

test('a stop of the day says what may be empty before the next visit, and when a count moves it', async () => {
  const row = { id: 'k1', account: { id: 'a1', name: '店a1' }, product: { id: 'p', name: '晚籼米' }, lead_days: 2, run_out_on: '2026-03-15', run_out_from: '2026-03-12', run_out_to: '2026-03-20', per_day: '2', per_day_low: '1', per_day_high: '3', parts: {}, stock: '10' };
  const book = await phone({ consumptions: [row], visits: [visit('v1', 'a1')] });

  expect((await today(book)).stops.map(({ name, run_out }) => [name, run_out])).toEqual([['店a1', { product: '晚籼米', on: '2026-03-15', from: '2026-03-12', to: '2026-03-20' }]]);
  await act(book, { account: 'a1', ops: [{ type: 'stock.count', payload: { id: 's1', consumption: 'k1', quantity: '90', counted_on: '2026-03-10' } }] });
  expect((await today(book)).stops[0]?.run_out).toBeNull();
});

test('the to-do list calls birthdays of the week to mind until somebody has acted, planned care, and promises by who keeps them', async () => {
  const event = (id: string, more: Partial<CareRow>) => ({ id, account: { id: 'a1', name: '店a1' }, contact: { id: 'c1', name: '王c1' }, kind: 'family', on: '2026-03-12', is_yearly: false, remind_days: 3, plan: '发祝福', state: 'planned', outcome: '', ...more });
  const promise = (id: string, more: Partial<PromiseRow>) => ({ id, account: { id: 'a1', name: '店a1' }, text: id, due_on: '2026-03-11', state: 'open', made_by: { id: 'bob', name: '李强' }, made_at: '2026-03-01T00:00:00Z', keeper: { id: ALICE.id, name: ALICE.name }, ...more });
  const book = await phone({
    contacts: [
      contact('c1', { birthday: '1980-03-15' }),
      contact('c2', { birthday: '1980-03-16' }),
      contact('c3', { birthday: '1980-03-18' }),
      contact('c4', { birthday: '1980-03-15', account: { id: 'a2', name: '店a2' } }),
    ],
    care_events: [event('e1', {}), event('e2', { on: '2026-03-20' }), event('e3', { kind: 'birthday', on: '2026-03-16', state: 'done', contact: { id: 'c2', name: '王c2' } })],
    promises: [promise('p1', { inherited_at: '2026-03-05T00:00:00Z' }), promise('p2', { keeper: { id: 'bob', name: '李强' } })],
  });

  const tasks = (await todo(book)).flatMap((group) => group.tasks);

  expect(tasks.map(({ kind, id, person, made_by }) => [kind, id, person ?? made_by])).toEqual([
    ['promise', 'p1', '李强'],
    ['care', 'e1', '王c1'],
    ['birthday', 'c1', '王c1'],
  ]);
});

test('better words are offered for each phrase to avoid, wherever it stands', () => {
  const phrase = (text: string, better: string) => ({ id: text, text, better, reason: '', version: 1 });

  const found = betterWords('我不知道，真的不知道。', [phrase('不知道', '我去核实'), phrase('没办法', '一起想办法'), { ...phrase('真的', '确实'), archived_at: '2026-01-01' }]);

  expect(found.map(({ phrase: { text } }) => text)).toEqual(['不知道']);
  expect(found[0]?.replaced('我不知道，真的不知道。')).toBe('我我去核实，真的我去核实。');
});
