/** A server for tests: it keeps a ledger of ops as the real one does, and fails when it is told to. */
import { vi } from 'vitest';
import type { Op } from '../src/data/ops.ts';
import type { AccountRow, VisitRow } from '../src/data/rows.ts';
import type { Session } from '../src/data/session.ts';

export const ALICE = { id: 'alice-id', username: 'alice', name: '王敏', role: 'manager', team: { id: 'team', name: '城东队' } };

type Failure = (path: string) => Response | 'cut' | 'lost' | null;

export interface Page {
  [collection: string]: unknown;
  token: string;
  more: boolean;
}

export class FakeServer {
  user: Session['user'] = ALICE;
  /** What the server holds, by op id: one entry an op, whatever happened on the way. */
  ledger = new Map<string, Op>();
  applied: Op[] = [];
  requests: { method: string; path: string; search: URLSearchParams; body: { ops?: Op[] } }[] = [];
  pages: Record<string, Page> = { '': { token: '1', more: false, removed: [] } };
  refuse: (op: Op) => { status: string; code: string; detail?: string; fields?: Record<string, string[]> } | null = () => null;
  /** Asked before each request: `cut` never reaches the server, `lost` does but the answer does not come back. */
  fail: Failure = () => null;

  start(): void {
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => this.#receive(new URL(url), init));
  }

  async #receive(url: URL, init: RequestInit): Promise<Response> {
    const path = url.pathname.replace('/api/v1', '');
    const failure = this.fail(path);
    if (failure === 'cut') throw new TypeError('network');
    if (failure instanceof Response) return failure;
    const body = JSON.parse((init.body as string | undefined) ?? '{}') as { ops?: Op[] };
    this.requests.push({ method: init.method ?? 'GET', path, search: url.searchParams, body });
    const answer = path === '/session/' && init.method !== 'GET' ? this.#sign(init.method ?? '', body as object) : this.#answer(path, url.searchParams, body);
    if (failure === 'lost') throw new TypeError('connection reset');
    return answer;
  }

  #sign(method: string, { password }: { password?: string }): Response {
    if (method === 'POST' && password !== 'right') return problem(401, 'wrong_password');
    this.user = method === 'POST' ? ALICE : null;
    return new Response(null, { status: 204 });
  }

  #answer(path: string, search: URLSearchParams, body: { ops?: Op[] }): Response {
    if (path === '/session/') return json(200, { user: this.user, today: '2026-03-10', time_zone: 'Asia/Shanghai', demo: false, csrf_token: 'token' });
    if (!this.user) return problem(401, 'not_signed_in');
    if (path === '/sync/ops/') return json(200, { results: (body.ops ?? []).map((op) => this.#apply(op)), server_time: new Date().toISOString() });
    if (path === '/sync/changes/') {
      const page = this.pages[search.get('since') ?? ''];
      return page ? json(200, page) : problem(410, 'resync');
    }
    return problem(404, 'not_found');
  }

  #apply(op: Op): object {
    const known = this.ledger.get(op.id);
    if (known) return JSON.stringify(known) === JSON.stringify(op) ? { id: op.id, status: 'duplicate', first_status: 'applied' } : { id: op.id, status: 'rejected', code: 'op_id_reused' };
    const refused = this.refuse(op);
    if (refused) return { id: op.id, ...refused };
    this.ledger.set(op.id, op);
    this.applied.push(op);
    return { id: op.id, status: 'applied' };
  }
}

export function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  return json(status, { status, code, detail: code }, headers);
}

export function account(id: string, more: Partial<AccountRow> = {}): AccountRow {
  return {
    id,
    kind: 'external',
    role: 'retailer',
    name: `店${id}`,
    name_key: id,
    search: '',
    status: 'active',
    owner: { id: ALICE.id, name: ALICE.name },
    team: ALICE.team,
    territory: null,
    tier: 'key',
    tier_since: null,
    tier_why: null,
    loyalty_why: null,
    loyalty_index: null,
    loyalty_band: null,
    annual_value: null,
    currency: 'CNY',
    mixed_currency: false,
    order_weekdays: [],
    last_order_on: null,
    last_visit_on: null,
    next_visit_on: null,
    next_order_on: null,
    open_complaints: 0,
    latitude: null,
    longitude: null,
    address: '',
    phone: '',
    street: '',
    village: '',
    tags: [],
    version: 1,
    ...more,
  };
}

export function visit(id: string, accountId: string, more: Partial<VisitRow> = {}): VisitRow {
  return {
    id,
    account_id: accountId,
    account: { id: accountId, name: `店${accountId}` },
    manager: { id: ALICE.id, name: ALICE.name },
    planned_on: '2026-03-10',
    status: 'planned',
    started_at: null,
    completed_at: null,
    visited_on: null,
    latitude: null,
    longitude: null,
    accuracy_m: null,
    distance_m: null,
    purpose: '',
    outcome: null,
    service_level: null,
    notes: '',
    next_action: '',
    next_action_on: null,
    next_action_done_at: null,
    ...more,
  };
}
