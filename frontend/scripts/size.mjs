// Weighs the built app (gzip) and fails above its limits. Run after `npm run build`.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMITS = { first: 50, lazy: 15, map: 60, css: 12, all: 300, desk: 300 };
const DIST = 'dist/assets/';

if (!existsSync(DIST)) throw new Error('There is no dist/assets: run `npm run build` first.');
const names = readdirSync(DIST);
const kB = (files) => files.reduce((sum, name) => sum + gzipSync(readFileSync(DIST + name)).length, 0) / 1000;
const code = (name) => readFileSync(DIST + name, 'utf8');

/** A script with everything that it imports at once. */
function withImports(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, next] of code(name).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) withImports(next, seen);
  return seen;
}

/** What every device keeps, and what only those that show the desk do: the service worker's own lists. */
const lists = JSON.parse(/\{"version":.*?\]\}/.exec(readFileSync('dist/sw.js', 'utf8'))[0]);
const onDesk = new Set(lists.desk.map((name) => name.replace('/assets/', '')));

const html = readFileSync('dist/index.html', 'utf8');
const entries = [...html.matchAll(/assets\/([\w.-]+\.js)/g)].map(([, name]) => name);
const worker = names.filter((name) => name.startsWith('worker-'));
const texts = names.filter((name) => /^zh-.*\.js$/.test(name));
const first = new Set([...entries, ...worker, ...texts].flatMap((name) => [...withImports(name)]));
const lazy = names.filter((name) => name.endsWith('.js') && !first.has(name));
const isMap = (name) => /^(map|leaflet|dayMap)-/.test(name);

const rows = [
  ['first load: page, worker and texts of the phone', kB([...first]), LIMITS.first],
  ['CSS, first load', kB(names.filter((name) => /^index-.*\.css$/.test(name))), LIMITS.css],
  ['map', kB(lazy.filter(isMap)), LIMITS.map],
  ...screens().map(([name, size]) => [`lazy: ${name}`, size, LIMITS.lazy]),
  ['everything that a phone keeps for offline', kB(names.filter((name) => !onDesk.has(name))), LIMITS.all],
  ['what a desk keeps besides', kB([...onDesk]), LIMITS.desk],
];

/** What opening a lazy screen loads beyond the first load. */
function screens() {
  return lazy
    .filter((name) => !isMap(name))
    .map((name) => [name.replace(/-[\w-]{8}\.js$/, ''), kB([...withImports(name)].filter((part) => !first.has(part) && !isMap(part)))])
    .sort((a, b) => b[1] - a[1]);
}

let failed = false;
for (const [name, size, limit] of rows) {
  const over = size > limit;
  failed ||= over;
  console.log(`${over ? 'OVER ' : '     '}${size.toFixed(1).padStart(6)} of ${String(limit).padStart(3)} kB  ${name}`);
}
process.exit(failed ? 1 : 0);
