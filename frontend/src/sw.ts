/**
 * The service worker: the app's files from the phone, everything else from the network.
 *
 * Every device keeps the phone's files. Those that only the desk shows are fetched when wanted; a device that has shown
 * the desk keeps them all, now and with every later version.
 *
 * A new version is fetched whole, then waits; the page offers it, and says when no draft is open.
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;
/** Written by the build: the files of the phone, those of the desk alone, and a version made of their contents. */
declare const __SHELL_FILES__: { version: string; files: string[]; desk: string[] };

export {};
const { version, files, desk } = __SHELL_FILES__;
const CACHE = `shell-${version}`;
/** An empty cache whose being there says that this device shows the desk. */
const SHOWS_DESK = 'shows-desk';
const SERVER = ['/api/', '/admin/', '/static/', '/livez', '/readyz'];

worker.addEventListener('install', (event) => event.waitUntil(fetchShell()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || SERVER.some((path) => url.pathname.startsWith(path))) return;
  event.respondWith(request.mode === 'navigate' ? shell() : fromShell(request));
});
worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') void worker.skipWaiting();
  if (event.data === 'keep-desk') event.waitUntil(keepDesk());
});

/** Past every HTTP cache: an old file in a new shell would break it. */
async function fetchShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  const wanted = (await caches.has(SHOWS_DESK)) ? [...files, ...desk] : files;
  await cache.addAll(wanted.map((file) => new Request(file, { cache: 'reload' })));
}

/** The desk was opened here: from now on it opens without a network too. */
async function keepDesk(): Promise<void> {
  await caches.open(SHOWS_DESK);
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll(desk.filter((file) => !kept.has(file)));
}

async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith('shell-') && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** Every address of ours is the same page. */
async function shell(): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match('/')) ?? fetch('/');
}

async function fromShell(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && desk.includes(new URL(request.url).pathname)) await cache.put(request, answer.clone());
  return answer;
}
