/**
 * How the page and the data worker talk. A question is `{id, m, a}` (method, argument), its answer `{id, r}` or `{id, e}`;
 * `{push, ...}` comes unasked. The worker is the only place that touches the database and the network.
 */

/** Any handlers: each takes one argument (or none) and answers with what a message can carry. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the argument is each handler's own
export type Handlers = Record<string, (argument: any) => unknown>;

export interface WireError {
  name: string;
  message: string;
  status?: number;
  code?: string;
  fields?: Record<string, string[]>;
  more?: Record<string, unknown>;
}

type Question = { id: number; m: string; a: unknown };
type Reply = { id: number; r: unknown } | { id: number; e: WireError };
type Told<Push> = { push: Push };

/** The part of `Worker` and of a worker's own scope that we need; tests join two ends without either. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** An error as the worker told it. */
export class Refusal extends Error {
  readonly status: number | undefined;
  readonly code: string;
  readonly fields: Record<string, string[]>;
  readonly more: Record<string, unknown>;
  constructor(wire: WireError) {
    super(wire.message);
    this.name = wire.name;
    this.status = wire.status;
    this.code = wire.code ?? wire.name;
    this.fields = wire.fields ?? {};
    this.more = wire.more ?? {};
  }
}

/** The worker's end: answers questions, and tells `push` to the page. */
export function serve<Push>(port: Port, handlers: Handlers): (push: Push) => void {
  port.addEventListener('message', (event) => void answer(port, handlers, event.data as Question));
  return (push) => port.postMessage({ push } satisfies Told<Push>);
}

async function answer(port: Port, handlers: Handlers, { id, m, a }: Question): Promise<void> {
  try {
    const handler = Object.hasOwn(handlers, m) ? handlers[m] : undefined;
    if (!handler) throw new Error(`The data worker knows no "${m}".`);
    port.postMessage({ id, r: await handler(a) } satisfies Reply);
  } catch (error) {
    port.postMessage({ id, e: wireError(error) } satisfies Reply);
  }
}

function wireError(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, status, code, fields, more } = error as Error & Partial<WireError>;
  // A DOMException's code is an old number that says nothing.
  return { name, message, ...(status === undefined ? {} : { status }), ...(typeof code === 'string' ? { code } : {}), ...(fields ? { fields } : {}), ...(more ? { more } : {}) };
}

type Argument<H> = H extends () => unknown ? [] : H extends (argument: infer A) => unknown ? [argument: A] : never;
type Result<H> = H extends (...argument: never[]) => infer R ? Awaited<R> : never;

export interface Connection<H extends Handlers, Push> {
  ask<M extends keyof H & string>(method: M, ...argument: Argument<H[M]>): Promise<Result<H[M]>>;
  onPush(listener: (push: Push) => void): () => void;
}

/** The page's end. */
export function connect<H extends Handlers, Push>(port: Port): Connection<H, Push> {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  const listeners = new Set<(push: Push) => void>();
  let last = 0;
  port.addEventListener('message', ({ data }: MessageEvent<Reply | Told<Push>>) => {
    if ('push' in data) return listeners.forEach((listener) => listener(data.push));
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('e' in data) asked?.reject(new Refusal(data.e));
    else asked?.resolve(data.r as never);
  });
  return {
    ask: (method, ...argument) =>
      new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        port.postMessage({ id: last, m: method, a: argument[0] } satisfies Question);
      }),
    onPush: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Lets only the answer to the newest question through: older ones resolve to `undefined`, whenever they come. */
export function newest(): <T>(answer: Promise<T>) => Promise<T | undefined> {
  let last = 0;
  return async (answer) => {
    const mine = ++last;
    try {
      const value = await answer;
      return mine === last ? value : undefined;
    } catch (error) {
      if (mine === last) throw error;
      return undefined;
    }
  };
}
