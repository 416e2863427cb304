import { expect, test } from 'vitest';
import { connect, newest, Refusal, serve, type Port } from '../src/data/protocol.ts';
import { Problem } from '../src/api/client.ts';

/** Two ends joined as a page and its worker are. */
function joined(): [Port, Port] {
  const listeners: [((event: MessageEvent) => void)[], ((event: MessageEvent) => void)[]] = [[], []];
  const end = (mine: 0 | 1): Port => ({
    postMessage: (message) => queueMicrotask(() => listeners[mine ? 0 : 1].forEach((listen) => listen(new MessageEvent('message', { data: structuredClone(message) })))),
    addEventListener: (_type, listen) => void listeners[mine].push(listen),
  });
  return [end(0), end(1)];
}

const handlers = {
  double: (value: number): number => value * 2,
  fail: (): never => {
    throw new Problem(409, { code: 'visit_not_open', detail: 'closed', fields: { visit: ['closed'] } });
  },
};

test('a question gets its own answer', async () => {
  const [page, worker] = joined();
  serve(worker, handlers);
  const { ask } = connect<typeof handlers, never>(page);

  expect(await Promise.all([ask('double', 2), ask('double', 21)])).toEqual([4, 42]);
});

test('an error keeps its code, status and fields', async () => {
  const [page, worker] = joined();
  serve(worker, handlers);
  const { ask } = connect<typeof handlers, never>(page);

  const error = await ask('fail').catch((refusal: unknown) => refusal);

  expect(error).toBeInstanceOf(Refusal);
  expect(error).toMatchObject({ status: 409, code: 'visit_not_open', fields: { visit: ['closed'] } });
});

test('a method that is not there is refused, also one that every object has', async () => {
  const [page, worker] = joined();
  serve(worker, handlers);
  const { ask } = connect<Record<string, () => unknown>, never>(page);

  await expect(ask('toString')).rejects.toThrow('toString');
});

test('what the worker tells comes unasked, until one stops listening', async () => {
  const [page, worker] = joined();
  const tell = serve<string>(worker, handlers);
  const { onPush } = connect<typeof handlers, string>(page);
  const heard: string[] = [];
  const stop = onPush((push) => heard.push(push));

  tell('rows');
  await Promise.resolve();
  stop();
  tell('more');
  await Promise.resolve();

  expect(heard).toEqual(['rows']);
});

test('an old answer never overtakes a newer one, and its failure is nobody’s business any more', async () => {
  const only = newest();
  let first: (value: string) => void = () => undefined;
  const old = only(new Promise<string>((resolve) => (first = resolve)));
  const failing = only(Promise.reject(new Error('old')));
  const now = only(Promise.resolve('new'));
  first('old');

  expect([await old, await failing, await now]).toEqual([undefined, undefined, 'new']);
});
