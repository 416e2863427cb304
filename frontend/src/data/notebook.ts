/** One person's opened data: database, queue, accounts in memory, sync. */
import { Accounts } from './accounts.ts';
import type { Eyes } from './customers.ts';
import type { Database } from './db.ts';
import type { Finder } from './finding.ts';
import type { Key } from './ops.ts';
import { Outbox, type Author } from './outbox.ts';
import { PhotoStore } from './photoStore.ts';
import type { Table } from './rows.ts';
import { authorOf, databaseOf, todayOf, type Holder } from './session.ts';
import { Sync, type SyncState } from './sync.ts';

/** What changed, so that a screen knows whether to ask again. */
export type Topic = Table | 'outbox' | 'drafts' | Resource;

/** A REST resource that the phone keeps no rows of. */
type Resource = string & Record<never, never>;

export type Push = { about: 'rows'; topics: Topic[] } | { about: 'sync'; state: SyncState } | { about: 'upload'; id: string; share: number } | { about: 'holder'; holder: Holder | null };

export class Notebook {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly photos: PhotoStore;
  readonly accounts: Accounts;
  readonly sync: Sync;
  holder: Holder;
  /** Made with the first question that looks beyond the accounts. */
  finder: Finder | null = null;
  readonly #tell: (push: Push) => void;
  readonly #others: BroadcastChannel;
  #isClosed = false;

  constructor(holder: Holder, tell: (push: Push) => void, db: Database = databaseOf(holder.session.user)) {
    this.holder = holder;
    // A sync that was under way may end after the sign-out; there is nobody left to tell.
    this.#tell = (push) => this.#isClosed || tell(push);
    this.db = db;
    this.outbox = new Outbox(this.db);
    this.photos = new PhotoStore(`${db.name}-photos`);
    this.accounts = new Accounts(this.db);
    this.sync = new Sync({
      db: this.db,
      outbox: this.outbox,
      photos: this.photos,
      sendPhotos: async () => (await import('./photos.ts')).sendPhotos(this),
      holder: () => this.holder,
      onHolder: (now) => this.#hold(now),
      onKeys: (keys) => void this.changed(keys),
      onState: (state) => this.#tell({ about: 'sync', state }),
    });
    this.#others = new BroadcastChannel(this.db.name);
    this.#others.onmessage = ({ data }: MessageEvent<Topic[]>) => this.#changedElsewhere(data);
  }

  /** Who looks, and which day it is: the phone's clock in the company's time zone. */
  eyes(): Eyes {
    return { me: this.holder.session.user.id, today: todayOf(this.holder.session) };
  }

  author(): Author {
    return authorOf(this.holder);
  }

  /** Rows changed on disk: memory, screens and other tabs hear of it. */
  async changed(keys: Key[], more: Topic[] = ['outbox']): Promise<void> {
    if (keys.length > 200) this.accounts.forget();
    else await this.accounts.refresh(keys);
    const topics = [...new Set<Topic>([...keys.map(({ table }) => table), ...more])];
    this.#forgetFound(topics);
    if (this.#isClosed) return; // its channel is closed too
    this.#tell({ about: 'rows', topics });
    this.#others.postMessage(topics);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.sync.stop();
    this.#others.close();
    await this.photos.close();
    await this.db.close();
  }

  #hold(holder: Holder): void {
    this.holder = holder;
    this.#tell({ about: 'holder', holder });
  }

  #forgetFound(topics: Topic[]): void {
    if (topics.some((topic) => ['accounts', 'contacts', 'promises', 'visits'].includes(topic))) this.finder?.forget();
  }

  #changedElsewhere(topics: Topic[]): void {
    this.#forgetFound(topics);
    if (topics.includes('accounts')) this.accounts.forget();
    this.#tell({ about: 'rows', topics });
    void this.sync.count();
  }
}
