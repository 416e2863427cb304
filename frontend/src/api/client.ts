/** HTTP and nothing else. Only the data worker uses it. */

const LIMIT_MS = 20_000;
const UPLOAD_MS = 900_000;

/** An answer of 400 and above, RFC 9457. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string[]>;
  /** What else the server says to explain the refusal (RFC 9457 extension members). */
  readonly more: Record<string, unknown>;
  /** Seconds the server asks us to wait, or null. */
  readonly retryAfter: number | null;

  constructor(status: number, body: { code?: string; detail?: string; title?: string; fields?: Record<string, string[]> }, retryAfter: number | null = null) {
    super(body.detail ?? body.title ?? String(status));
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? `http_${status}`;
    this.fields = body.fields ?? {};
    const { type, title, status: told, detail, code, fields, ...more } = body as Record<string, unknown>;
    void [type, title, told, detail, code, fields];
    this.more = more;
    this.retryAfter = retryAfter;
  }
}

/** No answer came: no network, a time-out, a connection cut half-way. What was sent may have arrived. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

export type Query = Record<string, string | number | boolean | readonly (string | number)[] | null | undefined>;

export interface Call {
  query?: Query;
  body?: unknown;
  /** The row's ETag, sent as `If-Match`. */
  match?: string;
  /** The Idempotency-Key: a repeat with the same one does nothing twice. */
  key?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
}

/** The CSRF token of the session; `GET /session/` tells it, because a worker cannot read cookies. */
let csrf = '';

export function setCsrf(token: string): void {
  csrf = token;
}

async function renewCsrf(): Promise<void> {
  const { data } = await call<{ csrf_token?: string }>('GET', '/session/');
  setCsrf(data.csrf_token ?? '');
}

/**
 * A write with the session's token. A worker that has just started learns it first; one that holds an old token, because somebody
 * signed in elsewhere in this browser, learns the new one and sends the same once more: the server has done nothing yet.
 */
export async function sendWithToken(write: (token: string) => Promise<Response>): Promise<Response> {
  if (!csrf) await renewCsrf();
  const response = await write(csrf);
  if (response.status !== 403 || !(await response.clone().text()).includes('"csrf_failed"')) return response;
  await renewCsrf();
  return write(csrf);
}

export async function call<T>(method: string, path: string, { query, body, match, key, signal }: Call = {}): Promise<Answer<T>> {
  const ask = (token: string): Promise<Response> =>
    send(address(path, query), {
      method,
      headers: headersOf(token, { body, match, key }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]) : AbortSignal.timeout(LIMIT_MS),
    });
  const response = await (method === 'GET' ? ask('') : sendWithToken(ask));
  const text = await response.text().catch((error: unknown) => {
    throw new Unreachable(String(error));
  });
  if (!response.ok) throw problemOf(response, text);
  return { data: (text ? parse(text) : undefined) as T, etag: response.headers.get('ETag') };
}

/** Sends a form with a file in it; a large one takes its time. */
export async function sendForm<T>(path: string, form: FormData): Promise<T> {
  const response = await sendWithToken((token) => send(address(path), { method: 'POST', headers: headersOf(token, {}), body: form, signal: AbortSignal.timeout(UPLOAD_MS) }));
  const text = await response.text().catch((error: unknown) => {
    throw new Unreachable(String(error));
  });
  if (!response.ok) throw problemOf(response, text);
  return parse(text) as T;
}

/** `/accounts/` in the API, with repeated values joined by commas (`tier__in=vip,gold`). */
export function address(path: string, query: Query = {}): string {
  const url = new URL(`/api/v1${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value == null || value === '' || (Array.isArray(value) && !value.length)) continue;
    url.searchParams.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  return url.href;
}

function headersOf(token: string, { body, match, key }: { body?: unknown; match?: string | undefined; key?: string | undefined }): Record<string, string> {
  return {
    Accept: 'application/json',
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(token ? { 'X-CSRFToken': token } : {}),
    ...(match ? { 'If-Match': match } : {}),
    ...(key ? { 'Idempotency-Key': key } : {}),
  };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    // Looked up at the call, not at load, so that tests can put their own in place.
    return await globalThis.fetch(url, { credentials: 'same-origin', cache: 'no-store', ...init });
  } catch (error) {
    if (init.signal?.aborted && error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Unreachable(String(error));
  }
}

/** A hotel's sign-in page answers 200 with HTML: that is not the server we know. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreachable('The answer was not from our server.');
  }
}

function problemOf(response: Response, text: string): Problem {
  const wait = Number(response.headers.get('Retry-After'));
  let body: object = {};
  try {
    body = JSON.parse(text) as object;
  } catch {
    // A proxy's own error page: the status says enough.
  }
  return new Problem(response.status, body, Number.isFinite(wait) && wait > 0 ? wait : null);
}
