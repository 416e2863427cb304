/** Sends what waits in the outbox: at most 50 ops a request, in order, each answered on its own. */
import { call, Problem as HttpProblem } from '../api/client.ts';
import { localInstant } from './clock.ts';
import type { FieldEdit, Key, Op, Problem } from './ops.ts';
import type { Outbox } from './outbox.ts';

const MOST = 50;

interface Result {
  id: string;
  status: 'applied' | 'duplicate' | 'conflict' | 'rejected';
  code?: string;
  detail?: string;
  fields?: Record<string, string[]>;
  current?: unknown;
  proposed?: Record<string, unknown>;
  edits?: Record<string, FieldEdit>;
  /** What a duplicate was answered the first time, when that answer was lost on the way. */
  first_status?: 'applied' | 'conflict' | 'rejected';
}

interface Reply {
  results: Result[];
  server_time: string;
}

export interface Sent {
  count: number;
  server_time: string | null;
}

export interface Courier {
  device: string;
  now: () => number;
  onSettled: (keys: Key[]) => void;
}

/** Empties the queue as far as it can; throws what stopped it (`Unreachable`, or a `Problem` of the whole request). */
export async function sendAll(outbox: Outbox, courier: Courier): Promise<Sent> {
  const sent: Sent = { count: 0, server_time: null };
  for (;;) {
    const ops = await outbox.take(MOST, courier.now());
    if (!ops.length) return sent;
    try {
      const answered = await sendSome(outbox, courier, ops, sent);
      if (!answered) throw new HttpProblem(502, { code: 'unanswered', detail: 'The server answered none of the ops.' });
    } finally {
      outbox.release(ops);
    }
  }
}

async function sendSome(outbox: Outbox, courier: Courier, ops: Op[], sent: Sent): Promise<number> {
  let reply: Reply;
  try {
    reply = (await call<Reply>('POST', '/sync/ops/', { body: { device: courier.device, sent_at: localInstant(courier.now()), ops } })).data;
  } catch (error) {
    if (!(error instanceof HttpProblem) || ![400, 413, 422].includes(error.status)) throw error;
    return sendApart(outbox, courier, ops, sent, error);
  }
  const asked = new Set(ops.map((op) => op.id));
  const results = reply.results.filter((result) => asked.has(result.id)).map(asFirstAnswered);
  courier.onSettled(await outbox.settle(results.filter(isDone).map((result) => result.id), refusals(results, courier.now())));
  sent.count += results.length;
  sent.server_time = reply.server_time;
  return results.length;
}

/** The envelope itself was refused: send the halves, so that one op the server cannot read never holds up the others. */
async function sendApart(outbox: Outbox, courier: Courier, ops: Op[], sent: Sent, error: HttpProblem): Promise<number> {
  if (ops.length > 1) {
    const middle = Math.ceil(ops.length / 2);
    const first = await sendSome(outbox, courier, ops.slice(0, middle), sent);
    return first + (await sendSome(outbox, courier, ops.slice(middle), sent));
  }
  const [op] = ops;
  if (!op) return 0;
  const problem = { code: error.code, detail: error.message, fields: error.fields, current: null, at: new Date(courier.now()).toISOString() };
  courier.onSettled(await outbox.settle([], new Map([[op.id, { ...problem, state: 'rejected' }]])));
  return 1;
}

function asFirstAnswered(result: Result): Result {
  return result.status === 'duplicate' && result.first_status ? { ...result, status: result.first_status } : result;
}

function isDone(result: Result): boolean {
  return result.status === 'applied' || result.status === 'duplicate';
}

function refusals(results: Result[], now: number): Map<string, Problem & { state: 'rejected' | 'conflict' }> {
  const refused = new Map<string, Problem & { state: 'rejected' | 'conflict' }>();
  for (const { id, status, code = status, detail = '', fields = {}, current = null, proposed = {}, edits = {} } of results)
    if (status === 'rejected' || status === 'conflict') refused.set(id, { state: status, code, detail, fields, current, proposed, edits, at: new Date(now).toISOString() });
  return refused;
}
