/** Brings the phone up to date: pages of `/sync/changes/`, each stored together with its token. */
import { call, Problem } from '../api/client.ts';
import type { Database, Store, Tx } from './db.ts';
import { keyOf, STAND_IN, type Key } from './ops.ts';
import { rebase } from './outbox.ts';
import { CHILDREN, refId, TABLES, type AccountRow, type Table, type Tables } from './rows.ts';

const PAGE = 1000;
const STORES: Store[] = [...TABLES, 'outbox', 'bases', 'meta'];

type Row = Tables[Table];

/** What stands in an account's fields that this person's role does not get. */
const UNKNOWN: Partial<AccountRow> = {
  search: '',
  name_key: '',
  owner: null,
  territory: null,
  tier_why: null,
  loyalty_why: null,
  annual_value: null,
  order_weekdays: [],
  last_order_on: null,
  last_visit_on: null,
  next_visit_on: null,
  next_order_on: null,
  latitude: null,
  longitude: null,
  tags: [],
};

export interface Changes {
  token: string;
  more: boolean;
  removed: { type: string; id: string }[];
  server_time?: string;
}
type Page = Changes & Partial<Record<Table, Row[]>>;

/** Where the last page ended. `restart`: everything is being pulled anew, and what does not come again goes. */
interface Mark {
  token: string | null;
  restart: boolean;
}

const START: Mark = { token: null, restart: false };

/** What a pull changed: ids by table, or everything. */
export interface Pulled {
  keys: Key[];
  rows: number;
}

/** Pulls until there is no more. Safe to stop anywhere: the next pull goes on from the last stored page. */
export async function pull(db: Database, onPage: (page: Pulled) => void = () => undefined): Promise<number> {
  let rows = 0;
  let mark = (await db.read(['meta'], (tx) => tx.fact<Mark>('pull'))) ?? START;
  let coming = ask(mark.token);
  for (;;) {
    const page = await coming;
    if (page === 'resync') {
      mark = await db.write(['meta'], beginAgain);
      coming = ask(mark.token);
      continue;
    }
    // The next page is on its way while this one is being stored.
    if (page.more) coming = ask(page.token);
    coming.catch(() => undefined);
    const pulled = await db.write(STORES, (tx) => store(tx, page, mark));
    mark = { token: page.token, restart: mark.restart && page.more };
    rows += pulled.rows;
    onPage(pulled);
    if (!page.more) return rows;
  }
}

async function ask(since: string | null): Promise<Page | 'resync'> {
  try {
    return (await call<Page>('GET', '/sync/changes/', { query: { since, limit: PAGE } })).data;
  } catch (error) {
    if (error instanceof Problem && error.status === 410) return 'resync';
    throw error;
  }
}

/** The old rows stay readable while everything is pulled anew; what did not come again goes at the end. */
function beginAgain(tx: Tx): Mark {
  const mark: Mark = { token: null, restart: true };
  tx.setFact('pull', mark);
  tx.setFact('seen', []);
  return mark;
}

async function store(tx: Tx, page: Page, mark: Mark): Promise<Pulled> {
  const bases = new Set((await tx.keys('bases')) as string[]);
  const keys: Key[] = [];
  for (const table of TABLES)
    for (const row of page[table] ?? []) {
      await put(tx, table, named(table, row), bases);
      keys.push({ table, id: row.id });
    }
  const brought = keys.length;
  for (const { type, id } of page.removed) keys.push(...(await remove(tx, tableOf(type), id, bases)));
  if (mark.restart) keys.push(...(await sweep(tx, keys, page.more, bases)));
  if (!page.more) keys.push(...(await dropStandIns(tx)));
  tx.setFact('pull', { token: page.token, restart: mark.restart && page.more } satisfies Mark);
  await rebase(tx, keys.filter((key) => bases.has(keyOf(key))));
  return { keys, rows: brought };
}

/** Children carry their account's id in a field that an index can read; a service agent's accounts come with fewer fields. */
function named(table: Table, row: Row): Row {
  if (table === 'accounts') return { ...UNKNOWN, ...row, owner_id: (row as AccountRow).owner?.id ?? '' } as Row;
  if (!(CHILDREN as readonly Table[]).includes(table)) return row;
  const child = row as Tables['visits'];
  return { ...child, account_id: refId(child.account) ?? child.account_id } as Row;
}

async function put(tx: Tx, table: Table, row: Row, bases: Set<string>): Promise<void> {
  const key = keyOf({ table, id: row.id });
  if (bases.has(key)) tx.put('bases', { key, table, id: row.id, row });
  else tx.put(table, row as never);
}

/** The API may say `account` or `accounts`. */
function tableOf(type: string): Table | null {
  const names = [type, `${type}s`, `${type}es`, type.replace(/y$/, 'ies')];
  return TABLES.find((table) => names.includes(table)) ?? null;
}

/** A removed account takes its children with it. */
async function remove(tx: Tx, table: Table | null, id: string, bases: Set<string>): Promise<Key[]> {
  if (!table) return [];
  const keys: Key[] = [{ table, id }];
  if (table === 'accounts')
    for (const child of CHILDREN)
      for (const key of await tx.keysWhere(child, 'account_id', id)) keys.push({ table: child, id: key as string });
  for (const key of keys) {
    if (bases.has(keyOf(key))) tx.put('bases', { key: keyOf(key), ...key, row: null });
    else tx.delete(key.table, key.id);
  }
  return keys;
}

/** After a pull from the start: what the server did not send again is gone. */
async function sweep(tx: Tx, keys: Key[], more: boolean, bases: Set<string>): Promise<Key[]> {
  const seen = [...((await tx.fact<string[]>('seen')) ?? []), ...keys.map(keyOf)];
  if (more) {
    tx.setFact('seen', seen);
    return [];
  }
  tx.delete('meta', 'seen');
  const known = new Set(seen);
  const gone: Key[] = [];
  for (const table of TABLES)
    for (const id of (await tx.keys(table)) as string[]) {
      if (known.has(keyOf({ table, id })) || id.startsWith(STAND_IN)) continue;
      if (bases.has(keyOf({ table, id }))) tx.put('bases', { key: keyOf({ table, id }), table, id, row: null });
      else tx.delete(table, id);
      gone.push({ table, id });
    }
  return gone;
}

/** Stand-ins of ops that the server has: this pull brought its own rows. */
async function dropStandIns(tx: Tx): Promise<Key[]> {
  const waiting = new Set((await tx.all('outbox')).map((entry) => STAND_IN + entry.op.id));
  const range = IDBKeyRange.bound(STAND_IN, `${STAND_IN}\uffff`);
  const over = ((await tx.keys('touchpoints', range)) as string[]).filter((id) => !waiting.has(id));
  for (const id of over) tx.delete('touchpoints', id);
  return over.map((id) => ({ table: 'touchpoints', id }));
}
