/** The page's end of the data worker. Screens use `ask`, `live` and the signals here; nothing else reaches the data. */
import { effect, signal } from '@preact/signals';
import { language, showTimesIn } from '../i18n/index.ts';
import type { Push, Topic } from './notebook.ts';
import { connect, Refusal } from './protocol.ts';
import type { Holder } from './session.ts';
import type { SyncState } from './sync.ts';
import type { DataHandlers } from './worker.ts';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'data' });
const connection = connect<DataHandlers, Push>(worker);

/** Asks the data worker: `await ask('card', { id })`. A refusal comes in the reader's language. */
export const ask: typeof connection.ask = (method, ...argument) =>
  connection.ask(method, ...argument).catch(async (error: unknown) => {
    if (error instanceof Refusal && language.value !== 'en') await import('../i18n/refusals.ts').then(({ word }) => word(error), () => null);
    throw error;
  });

/** Who uses the phone; null: sign in first; undefined: not known yet. */
export const person = signal<Holder | null | undefined>(undefined);
/** How far each file that is being sent has come, 0 to 1. */
export const uploadShares = signal<Record<string, number>>({});
export const syncState = signal<SyncState | null>(null);

effect(() => {
  if (person.value) showTimesIn(person.value.session.time_zone);
});

const watchers = new Set<(topics: Topic[]) => void>();

/** Calls back when rows of these tables changed. */
export function watch(topics: Topic[], changed: () => void): () => void {
  const watcher = (now: Topic[]): void => {
    if (now.some((topic) => topics.includes(topic))) changed();
  };
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

connection.onPush((push) => {
  if (push.about === 'sync') syncState.value = push.state;
  else if (push.about === 'holder') person.value = push.holder;
  else if (push.about === 'upload') uploadShares.value = { ...uploadShares.value, [push.id]: push.share };
  else for (const watcher of watchers) watcher(push.topics);
});

export async function start(): Promise<void> {
  const started = await ask('start');
  syncState.value = started?.sync ?? null;
  person.value = started?.holder ?? null;
}

export async function signIn(username: string, password: string): Promise<void> {
  const started = await ask('signIn', { username, password });
  syncState.value = started.sync;
  person.value = started.holder;
}

// A phone that is looked at again, or that has a network again, syncs.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && person.value) void ask('syncNow');
});
addEventListener('online', () => person.value && void ask('syncNow'));

let askedToPersist = false;

/** Asks the browser, after the first save, to keep our data when space runs out. It may say no. */
export function persist(): void {
  if (askedToPersist) return;
  askedToPersist = true;
  void (navigator.storage as StorageManager | undefined)?.persist?.();
}
