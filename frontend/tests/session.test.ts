import { beforeEach, expect, test, vi } from 'vitest';
import { call, setCsrf } from '../src/api/client.ts';
import { handlers } from '../src/data/worker.ts';
import { account, ALICE, FakeServer } from './fakeServer.ts';

let server: FakeServer;

beforeEach(async () => {
  server = new FakeServer();
  server.user = null;
  server.pages[''] = { token: '1', more: false, removed: [], accounts: [account('a1')] };
  server.pages['1'] = { token: '1', more: false, removed: [] };
  server.start();
  return async () => {
    server.user = ALICE;
    await handlers.start();
    await handlers.signOut().catch(() => undefined);
    await settled(); // what a sync still has under way must not outlive the test's world
  };
});

async function signedIn(): Promise<void> {
  await handlers.signIn({ username: 'alice', password: 'right' });
  await handlers.syncNow();
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

const cut = (): void => void (server.fail = () => 'cut');

test('a wrong password opens nothing', async () => {
  await expect(handlers.signIn({ username: 'alice', password: 'wrong' })).rejects.toMatchObject({ status: 401, code: 'wrong_password' });

  expect(await handlers.start()).toBeNull();
  await expect(handlers.customers({ filter: {}, start: 0, count: 10 })).rejects.toMatchObject({ code: 'not_signed_in' });
});

test('who signed in last goes on without a network', async () => {
  await signedIn();
  cut();

  const started = await handlers.start();

  expect(started?.holder).toMatchObject({ session: { user: { name: '王敏' } }, expired: false });
  expect((await handlers.customers({ filter: {}, start: 0, count: 10 })).total).toBe(1);
});

test('a session that ran out keeps the data open and asks for a sign-in', async () => {
  await signedIn();
  server.user = null;
  await handlers.syncNow();

  const started = await handlers.start();

  expect(started?.holder.expired).toBe(true);
  expect(started?.sync.trouble).toBe('sign_in');
  expect((await handlers.customers({ filter: {}, start: 0, count: 10 })).total).toBe(1);
});

test('a sign-out closes the data, also without a network, and leaves nothing behind', async () => {
  await signedIn();
  cut();

  await handlers.signOut();

  expect(await handlers.start()).toBeNull();
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(`crm-${ALICE.id}`);
});

test('an answer that comes after the sign-out signs nobody in again', async () => {
  await signedIn();
  let answer = (): void => undefined;
  const slow = new Promise<void>((resolve) => (answer = resolve));
  const fetched = fetch;
  vi.stubGlobal('fetch', async (...asked: Parameters<typeof fetch>) => {
    const answered = await fetched(...asked);
    await slow;
    return answered;
  });
  server.user = { ...ALICE, name: '王敏敏' }; // news about the person, which a sync would remember
  const syncing = handlers.syncNow();
  await settled();

  const leaving = handlers.signOut();
  await settled();
  answer();
  await Promise.all([leaving, syncing]);

  expect(await handlers.start()).toBeNull();
});

test('a sign-out with unsent work keeps that for the next sign-in of the same person', async () => {
  await signedIn();
  cut();
  await handlers.addNote({ account: 'a1', text: '下周再来' });
  await handlers.signOut();
  server.fail = () => null;
  expect(await handlers.start()).toBeNull();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });

  await signedIn();

  expect(server.applied).toMatchObject([{ type: 'note.add', payload: { text: '下周再来' } }]);
  vi.useRealTimers();
});

test('a worker that has just started learns the token before it writes', async () => {
  await signedIn();
  setCsrf('');
  server.requests.length = 0;

  await call('POST', '/sync/ops/', { body: { ops: [] } });

  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /session/', 'POST /sync/ops/']);
});

test('a token that changed meanwhile is learned, and the write is sent once more, with the same key', async () => {
  await signedIn();
  let refused = 0;
  server.requests.length = 0;
  server.fail = (path) => (path === '/sync/ops/' && !refused++ ? new Response('{"code":"csrf_failed"}', { status: 403 }) : null);

  await call('POST', '/sync/ops/', { body: { ops: [] }, key: 'k' });

  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /session/', 'POST /sync/ops/']);
});

test('whoever may not write is told so at once', async () => {
  await signedIn();
  server.requests.length = 0;
  server.fail = (path) => (path === '/sync/ops/' ? new Response('{"code":"forbidden"}', { status: 403 }) : null);

  await expect(call('POST', '/sync/ops/', { body: { ops: [] } })).rejects.toMatchObject({ code: 'forbidden' });
  expect(server.requests).toEqual([]);
});
