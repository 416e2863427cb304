/** The phone's database: one a person, `crm-<user id>`, and a small one that knows who used this device last. */
import type { Draft } from './drafts.ts';
import type { Entry } from './ops.ts';
import { CHILDREN, TABLES, type Table, type Tables } from './rows.ts';

/** The server's copy of a row that waiting ops have changed here; `row` is null when the server has none. */
export interface Base {
  key: string;
  table: Table;
  id: string;
  row: Tables[Table] | null;
}

export interface Fact {
  key: string;
  value: unknown;
}

/** Beside the synced tables: the queue, the server's copies under waiting ops, drafts, single facts by name. */
export interface Stores extends Tables {
  outbox: Entry;
  bases: Base;
  drafts: Draft;
  meta: Fact;
}
export type Store = keyof Stores;

export const EVERY_STORE: Store[] = [...TABLES, 'outbox', 'bases', 'drafts', 'meta'];

/** The tables of version 1; each one added since raises the version by one, so that a phone lays its store. */
const FIRST_TABLES = 10;
const VERSION = TABLES.length - FIRST_TABLES + 1;

function layStores(db: IDBDatabase, before: number): void {
  if (before === 0) return layFirst(db);
  for (const table of TABLES) if (!db.objectStoreNames.contains(table)) layTable(db, table);
}

function layTable(db: IDBDatabase, table: Table): IDBObjectStore {
  const store = db.createObjectStore(table, { keyPath: 'id' });
  if ((CHILDREN as readonly Table[]).includes(table)) store.createIndex('account_id', 'account_id');
  return store;
}

function layFirst(db: IDBDatabase): void {
  const stores = Object.fromEntries(TABLES.map((table) => [table, layTable(db, table)])) as Record<Table, IDBObjectStore>;
  stores.accounts.createIndex('owner_id', 'owner_id');
  stores.visits.createIndex('planned_on', 'planned_on');
  stores.visits.createIndex('status', 'status');
  stores.promises.createIndex('state', 'state');
  stores.orders.createIndex('ordered_at', 'ordered_at');
  db.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
  db.createObjectStore('bases', { keyPath: 'key' });
  db.createObjectStore('drafts', { keyPath: 'visit' });
  db.createObjectStore('meta', { keyPath: 'key' });
}

function answer<T>(ask: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    ask.onsuccess = () => resolve(ask.result);
    ask.onerror = () => reject(ask.error ?? new Error('The database gave no reason.'));
  });
}

/** One transaction's view of the stores. Await nothing but its own promises inside, or it commits early. */
export class Tx {
  readonly #tx: IDBTransaction;
  constructor(tx: IDBTransaction) {
    this.#tx = tx;
  }
  get<S extends Store>(store: S, key: IDBValidKey): Promise<Stores[S] | undefined> {
    return answer(this.#tx.objectStore(store).get(key) as IDBRequest<Stores[S] | undefined>);
  }
  all<S extends Store>(store: S): Promise<Stores[S][]> {
    return answer(this.#tx.objectStore(store).getAll() as IDBRequest<Stores[S][]>);
  }
  keys(store: Store, range?: IDBKeyRange): Promise<IDBValidKey[]> {
    return answer(this.#tx.objectStore(store).getAllKeys(range));
  }
  where<S extends Store>(store: S, index: string, value: IDBValidKey | IDBKeyRange): Promise<Stores[S][]> {
    return answer(this.#tx.objectStore(store).index(index).getAll(value) as IDBRequest<Stores[S][]>);
  }
  keysWhere(store: Store, index: string, value: IDBValidKey): Promise<IDBValidKey[]> {
    return answer(this.#tx.objectStore(store).index(index).getAllKeys(value));
  }
  put<S extends Store>(store: S, row: Stores[S]): void {
    this.#tx.objectStore(store).put(row);
  }
  /** Adds a row whose key the store makes; answers the key. */
  add<S extends Store>(store: S, row: Stores[S]): Promise<IDBValidKey> {
    return answer(this.#tx.objectStore(store).add(row));
  }
  delete(store: Store, key: IDBValidKey | IDBKeyRange): void {
    this.#tx.objectStore(store).delete(key);
  }
  async fact<T>(key: string): Promise<T | undefined> {
    return (await this.get('meta', key))?.value as T | undefined;
  }
  setFact(key: string, value: unknown): void {
    this.put('meta', { key, value });
  }
}

export class Database {
  readonly name: string;
  #opening: Promise<IDBDatabase> | null = null;

  constructor(name: string) {
    this.name = name;
  }

  /** Runs `work` and resolves with its answer once the transaction is complete, that is: on disk. */
  async write<T>(stores: Store[], work: (tx: Tx) => Promise<T> | T): Promise<T> {
    return this.#run(stores, 'readwrite', work);
  }

  async read<T>(stores: Store[], work: (tx: Tx) => Promise<T> | T): Promise<T> {
    return this.#run(stores, 'readonly', work);
  }

  async close(): Promise<void> {
    (await this.#opening)?.close();
    this.#opening = null;
  }

  /** Removes everything. Other tabs give way by themselves (`onversionchange`). */
  async erase(): Promise<void> {
    await this.close();
    await answer(indexedDB.deleteDatabase(this.name));
  }

  async #run<T>(stores: Store[], mode: IDBTransactionMode, work: (tx: Tx) => Promise<T> | T): Promise<T> {
    const tx = await this.#begin(stores, mode);
    const complete = new Promise<void>((resolve, reject) => {
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error ?? new Error('The transaction was taken back.'));
    });
    complete.catch(() => undefined);
    let result: T;
    try {
      result = await work(new Tx(tx));
    } catch (error) {
      try {
        tx.abort();
      } catch {
        // It is over already; the error below says why.
      }
      throw error;
    }
    await complete;
    return result;
  }

  async #begin(stores: Store[], mode: IDBTransactionMode): Promise<IDBTransaction> {
    try {
      return (await this.#open()).transaction(stores, mode, { durability: 'strict' });
    } catch (error) {
      // Apple's browsers close the connection under memory pressure: open once more.
      if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
      this.#opening = null;
      return (await this.#open()).transaction(stores, mode, { durability: 'strict' });
    }
  }

  #open(): Promise<IDBDatabase> {
    this.#opening ??= new Promise((resolve, reject) => {
      const ask = indexedDB.open(this.name, VERSION);
      ask.onupgradeneeded = (event) => layStores(ask.result, event.oldVersion);
      ask.onerror = () => reject(ask.error ?? new Error('The database could not be opened.'));
      ask.onsuccess = () => {
        ask.result.onversionchange = () => ask.result.close();
        ask.result.onclose = () => (this.#opening = null);
        resolve(ask.result);
      };
    });
    this.#opening.catch(() => (this.#opening = null));
    return this.#opening;
  }
}
