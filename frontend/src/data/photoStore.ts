/** Photos that wait on this phone, in a database of their own: large rows that no list ever reads along. */

export type PhotoKind = 'photo' | 'licence';

export interface Photo {
  id: string;
  account: string;
  visit: string | null;
  kind: PhotoKind;
  sha256: string;
  jpeg: Blob;
  width: number;
  height: number;
  taken_at: string;
  latitude: number | null;
  longitude: number | null;
  accuracy_m: number | null;
  /** `draft`: its visit is not saved yet. `refused`: the server does not want it; only a person can go on. */
  state: 'draft' | 'queued' | 'refused';
  /** Not sent before this time (ms): the undo of its visit is still open. */
  hold_until: number;
  /** Where an upload has begun, to go on there. */
  place: string | null;
  problem: string | null;
}

const STORE = 'photos';

export class PhotoStore {
  readonly #name: string;
  #opening: Promise<IDBDatabase> | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  all(): Promise<Photo[]> {
    return this.#run('readonly', (store) => store.getAll() as IDBRequest<Photo[]>);
  }

  async put(photo: Photo): Promise<void> {
    await this.#run('readwrite', (store) => store.put(photo));
  }

  async delete(id: string): Promise<void> {
    await this.#run('readwrite', (store) => store.delete(id));
  }

  async close(): Promise<void> {
    (await this.#opening)?.close();
    this.#opening = null;
  }

  /** Resolves once it is on disk. */
  async #run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const db = await this.#open();
    return new Promise((resolve, reject) => {
      const tx = db.transaction(STORE, mode, { durability: 'strict' });
      const asked = work(tx.objectStore(STORE));
      tx.oncomplete = () => resolve(asked.result);
      tx.onabort = () => reject(tx.error ?? new Error('The transaction was taken back.'));
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#opening ??= new Promise((resolve, reject) => {
      const ask = indexedDB.open(this.#name, 1);
      ask.onupgradeneeded = () => ask.result.createObjectStore(STORE, { keyPath: 'id' });
      ask.onerror = () => reject(ask.error ?? new Error('The database could not be opened.'));
      ask.onsuccess = () => {
        ask.result.onclose = () => (this.#opening = null);
        resolve(ask.result);
      };
    });
    this.#opening.catch(() => (this.#opening = null));
    return this.#opening;
  }
}
