/** Every account of the phone in the worker's memory, in the order of their names, ready to be searched. */
import type { Database } from './db.ts';
import type { Key } from './ops.ts';
import type { AccountRow } from './rows.ts';
import { SearchIndex } from './search.ts';

export class Accounts {
  readonly #db: Database;
  #rows: Promise<Map<string, AccountRow>> | null = null;
  #sorted: AccountRow[] | null = null;
  readonly index = new SearchIndex();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Rows by id; read once, then kept true by `refresh`. */
  rows(): Promise<Map<string, AccountRow>> {
    this.#rows ??= this.#db.read(['accounts'], async (tx) => new Map((await tx.all('accounts')).map((row) => [row.id, row])));
    return this.#rows;
  }

  async get(id: string): Promise<AccountRow | undefined> {
    if (this.#rows) return (await this.#rows).get(id);
    return this.#db.read(['accounts'], (tx) => tx.get('accounts', id));
  }

  /** One's own accounts, and those with these ids. On a cold start they are read alone: Today must not wait for all the others. */
  async own(owner: string, ids: Iterable<string>): Promise<Map<string, AccountRow>> {
    if (this.#rows) return this.#rows;
    return this.#db.read(['accounts'], async (tx) => {
      const own = new Map((await tx.where('accounts', 'owner_id', owner)).map((row) => [row.id, row]));
      for (const id of ids) {
        const row = own.has(id) ? undefined : await tx.get('accounts', id);
        if (row) own.set(id, row);
      }
      return own;
    });
  }

  async sorted(): Promise<AccountRow[]> {
    const rows = await this.rows();
    this.#sorted ??= [...rows.values()].sort((a, b) => compare(a.name_key, b.name_key) || compare(a.id, b.id));
    return this.#sorted;
  }

  /** Reads changed accounts again. */
  async refresh(keys: Key[]): Promise<void> {
    const ids = keys.filter((key) => key.table === 'accounts').map((key) => key.id);
    if (!ids.length || !this.#rows) return;
    if (ids.length > 200) return this.forget();
    const rows = await this.#rows;
    await this.#db.read(['accounts'], async (tx) => {
      for (const id of ids) {
        const row = await tx.get('accounts', id);
        if (row) rows.set(id, row);
        else rows.delete(id);
        this.index.forget(id);
      }
    });
    this.#sorted = null;
  }

  /** Another tab changed the database, or a pull brought much: read everything at the next question. */
  forget(): void {
    this.#rows = null;
    this.#sorted = null;
    this.index.forget();
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
