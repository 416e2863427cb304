/// <reference types="vitest/config" />
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

type OutputBundle = Rolldown.OutputBundle;

const PLACEHOLDER = '__SHELL_FILES__';

/** The way to the desk: what is reached only through it is no part of the phone. */
const DESK = '/src/desk/desk.tsx';

/** Files that a walk through the imports comes to; it does not enter `closed`. */
function reached(bundle: OutputBundle, from: string[], closed?: string): Set<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const part = bundle[name];
    if (seen.has(name) || (closed && part?.type === 'chunk' && part.facadeModuleId?.endsWith(closed))) continue;
    seen.add(name);
    if (part?.type === 'chunk') open.push(...part.imports, ...part.dynamicImports, ...(part.viteMetadata?.importedCss ?? []), ...(part.viteMetadata?.importedAssets ?? []));
  }
  return seen;
}

/**
 * Writes the lists of built files into the service worker: what every phone keeps, and what only the desk shows.
 * Their version is made of their names: the names carry content hashes, so another version means another shell.
 */
function shellFiles(): Plugin {
  return {
    name: 'shell-files',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const hashed = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
      const page = bundle['index.html'];
      const html = page?.type === 'asset' ? String(page.source) : '';
      const fixed = readdirSync('public').filter((name) => name !== 'robots.txt');
      const version = createHash('sha256').update([...hashed].sort().join() + html).digest('hex').slice(0, 12);
      const entries = Object.values(bundle).flatMap((part) => (part.type === 'chunk' && part.isEntry ? [part.fileName] : []));
      const phone = reached(bundle, entries, DESK);
      const desk = [...reached(bundle, entries)].filter((name) => !phone.has(name));
      if (!desk.length) throw new Error(`No file is reached through ${DESK} alone.`);
      const shell = hashed.filter((name) => !desk.includes(name));
      const files = ['/', ...shell.map((name) => `/${name}`), ...fixed.map((name) => `/${name}`)];
      const worker = bundle['sw.js'];
      if (worker?.type !== 'chunk') throw new Error('sw.js was not built');
      if (!worker.code.includes(PLACEHOLDER)) throw new Error('sw.js has no place for its file list');
      worker.code = worker.code.replace(PLACEHOLDER, () => JSON.stringify({ version, files, desk: desk.map((name) => `/${name}`) }));
    },
  };
}

/** What the first screen needs, in one file: a cold phone opens few files faster than many. */
const FIRST = new RegExp(
  [
    'node_modules/@?preact',
    'src/ui/(badge|button|choice|field|icon|layout|sheet|syncLine|toast|windowed)\\.',
    'src/i18n/index',
    'src/data/(page|live|protocol)\\.',
    'src/domain/days',
    'src/phone/(place|screens|checkIn|directions|reason|today|dayChoice|phone)\\.',
    'src/(router|theme|lazy|update)\\.',
  ].join('|'),
);

const api = process.env['CRM_API'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [shellFiles()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  css: { transformer: 'lightningcss' },
  server: { proxy: { '/api': api, '/admin': api, '/livez': api, '/readyz': api } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    cssTarget: ['chrome110', 'safari16'],
    // Small icons would become data: URIs, which the page's policy does not allow.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/sw.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        codeSplitting: { groups: [{ name: 'app', test: FIRST }] },
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://localhost/' } },
    include: ['tests/**/*.test.{ts,tsx}', 'src/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
  },
});
