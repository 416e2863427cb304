/** When the phone talks to the server: first it sends, then it pulls; it slows down when that fails and says how things stand. */
import { Problem, Unreachable } from '../api/client.ts';
import type { Database } from './db.ts';
import { hasContent } from './drafts.ts';
import type { Key } from './ops.ts';
import type { Outbox } from './outbox.ts';
import type { PhotoStore } from './photoStore.ts';
import { pull } from './pull.ts';
import { sendAll } from './send.ts';
import { askSession, deviceId, remember, type Holder } from './session.ts';

/** How things stand, for the sync centre and the line on every screen. */
export interface SyncState {
  doing: 'nothing' | 'sending' | 'pulling';
  /** Why the last try stopped; null after a good one. */
  trouble: 'offline' | 'server' | 'sign_in' | null;
  /** Waiting to be sent. */
  queued: number;
  /** Refused or in conflict: only a person can go on. */
  rejected: number;
  conflicts: number;
  /** Visits begun on the sheet and not saved yet. */
  drafts: number;
  last_sync_at: string | null;
  /** The first pull is not complete: lists are still filling. */
  filling: boolean;
  /** Phone clock minus server clock at the last contact, seconds. */
  skew_s: number | null;
  next_try_at: number | null;
}

interface Contact {
  device_time: string;
  server_time: string;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const WHILE_WAITING_MS = 30_000;
const WHILE_IDLE_MS = 300_000;
const TELL_EVERY_MS = 2_000;

/** Full jitter between half and all of a wait that doubles: phones that lost the network together do not come back together. */
export function waitAfter(failures: number, chance: number = Math.random()): number {
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10));
  return most / 2 + (most / 2) * chance;
}

export interface SyncHost {
  db: Database;
  outbox: Outbox;
  photos: PhotoStore;
  /** Sends the photos that wait; loaded only when there are any. */
  sendPhotos: () => Promise<number>;
  holder: () => Holder;
  onHolder: (holder: Holder) => void;
  onKeys: (keys: Key[]) => void;
  onState: (state: SyncState) => void;
}

export class Sync {
  readonly #host: SyncHost;
  #state: SyncState = { doing: 'nothing', trouble: null, queued: 0, rejected: 0, conflicts: 0, drafts: 0, last_sync_at: null, filling: false, skew_s: null, next_try_at: null };
  #running: Promise<void> | null = null;
  #again = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(host: SyncHost) {
    this.#host = host;
  }

  get state(): SyncState {
    return this.#state;
  }

  async load(): Promise<void> {
    const [last, contact, mark] = await this.#host.db.read(['meta'], (tx) =>
      Promise.all([tx.fact<string>('last_sync_at'), tx.fact<Contact>('contact'), tx.fact<{ token: string | null; restart: boolean }>('pull')]),
    );
    const skew = contact ? skewOf(contact) : null;
    this.#state = { ...this.#state, last_sync_at: last ?? null, filling: !last || !mark?.token, skew_s: skew, trouble: this.#host.holder().expired ? 'sign_in' : null };
    await this.count();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Counts the queue and tells the screens. */
  async count(): Promise<void> {
    const [entries, drafts] = await this.#host.db.read(['outbox', 'drafts'], (tx) => Promise.all([tx.all('outbox'), tx.all('drafts')]));
    const photos = await this.#host.photos.all();
    const of = (state: string): number => entries.filter((entry) => entry.state === state).length;
    const shot = (state: string): number => photos.filter((photo) => photo.state === state).length;
    // A visit with nothing but photos on its sheet is a draft too.
    const begun = new Set([...drafts.filter(hasContent).map(({ visit }) => visit), ...photos.filter(({ state }) => state === 'draft').map(({ visit }) => visit)]);
    this.#tell({ queued: of('queued') + shot('queued'), rejected: of('rejected') + shot('refused'), conflicts: of('conflict'), drafts: begun.size });
  }

  /** Sends and pulls now, or once more after the round that is under way; resolves when nothing is left to do. */
  now(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    this.#again = true;
    this.#running ??= this.#rounds().finally(() => {
      this.#running = null;
      this.#plan();
    });
    return this.#running;
  }

  /** One sender at a time, over all tabs. */
  async #rounds(): Promise<void> {
    clearTimeout(this.#timer);
    do {
      this.#again = false;
      await navigator.locks.request(`sync-${this.#host.db.name}`, { ifAvailable: true }, async (lock) => {
        if (lock) await this.#round();
      });
    } while (this.#again && !this.#stopped && !this.#state.trouble);
  }

  /** Comes back when a held op may go. */
  nudge(ms: number): void {
    setTimeout(() => void this.now(), ms);
  }

  async #round(): Promise<void> {
    try {
      const known = await this.#recognised();
      if (this.#stopped) return;
      if (!known) return this.#tell({ trouble: 'sign_in', doing: 'nothing' });
      await this.#send();
      if ((await this.#host.photos.all()).length) await this.#host.sendPhotos();
      await this.#pull();
      this.#failures = 0;
      const last = new Date().toISOString();
      await this.#host.db.write(['meta'], (tx) => tx.setFact('last_sync_at', last));
      this.#tell({ trouble: null, doing: 'nothing', last_sync_at: last, filling: false, next_try_at: null });
    } catch (error) {
      if (!this.#stopped) this.#fail(error);
    }
    // Signed out meanwhile: the database is closed, and nobody is left to tell.
    if (!this.#stopped) await this.count();
  }

  /** The server must know the very person whose notes wait here: nothing is ever sent under another name. */
  async #recognised(): Promise<boolean> {
    const session = await askSession();
    // Who signed out while the question was under way must not be remembered again by its answer.
    if (this.#stopped) return false;
    const { user } = session;
    const held = this.#host.holder();
    const known = user?.id === held.session.user.id;
    const now = known && user ? { session: { ...session, user }, expired: false } : { ...held, expired: true };
    if (JSON.stringify(now) !== JSON.stringify(held)) {
      await remember(now);
      this.#host.onHolder(now);
    }
    return known;
  }

  async #send(): Promise<void> {
    this.#tell({ doing: this.#state.queued ? 'sending' : 'pulling' });
    const courier = {
      device: await deviceId(),
      now: () => Date.now(),
      onSettled: (keys: Key[]) => {
        this.#host.onKeys(keys);
        void this.count();
      },
    };
    const { server_time } = await sendAll(this.#host.outbox, courier);
    if (server_time) await this.#met({ device_time: new Date().toISOString(), server_time });
  }

  async #pull(): Promise<void> {
    this.#tell({ doing: 'pulling' });
    const news = new News((keys) => this.#host.onKeys(keys));
    try {
      await pull(this.#host.db, ({ keys }) => news.add(keys));
    } finally {
      news.tell();
    }
  }

  async #met(contact: Contact): Promise<void> {
    await this.#host.db.write(['meta'], (tx) => tx.setFact('contact', contact));
    this.#tell({ skew_s: skewOf(contact) });
  }

  #fail(error: unknown): void {
    this.#failures++;
    if (error instanceof Problem && (error.status === 401 || error.status === 403)) return this.#tell({ trouble: 'sign_in', doing: 'nothing' });
    const after = error instanceof Problem && error.retryAfter ? error.retryAfter * 1_000 : waitAfter(this.#failures);
    this.#tell({ trouble: error instanceof Unreachable ? 'offline' : 'server', doing: 'nothing', next_try_at: Date.now() + after });
    if (!(error instanceof Unreachable) && !(error instanceof Problem)) setTimeout(() => { throw error; });
  }

  #plan(): void {
    if (this.#stopped || this.#state.trouble === 'sign_in') return;
    const wait = this.#state.next_try_at ? this.#state.next_try_at - Date.now() : this.#state.queued ? WHILE_WAITING_MS : WHILE_IDLE_MS;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(), Math.max(wait, 500));
  }

  #tell(change: Partial<SyncState>): void {
    this.#state = { ...this.#state, ...change };
    this.#host.onState(this.#state);
  }
}

/** Gathers what a long pull brings: screens that drew every page anew would slow it down many times over. */
class News {
  readonly #hear: (keys: Key[]) => void;
  #keys: Key[] = [];
  #told = Date.now();

  constructor(hear: (keys: Key[]) => void) {
    this.#hear = hear;
  }

  add(keys: Key[]): void {
    this.#keys.push(...keys);
    if (Date.now() - this.#told > TELL_EVERY_MS) this.tell();
  }

  tell(): void {
    this.#told = Date.now();
    if (this.#keys.length) this.#hear(this.#keys.splice(0));
  }
}

function skewOf({ device_time, server_time }: Contact): number {
  return Math.round((Date.parse(device_time) - Date.parse(server_time)) / 1000);
}
