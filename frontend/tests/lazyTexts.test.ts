/** A part that is loaded later loads its own words: else the screen shows keys, to whoever opens it first. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

interface Module {
  /** What is loaded with it. */
  imports: string[];
  /** What it loads later. */
  later: string[];
  /** Parts of the texts that it loads. */
  loads: Set<string>;
  /** Keys that it words, by the part in which they stand. */
  words: Map<string, string[]>;
}

const BASE = 'zh.json';
const PART_OF = new Map(readdirSync('src/i18n').filter((name) => name.endsWith('zh.json')).flatMap((part) => Object.keys(JSON.parse(readFileSync(join('src/i18n', part), 'utf8')) as object).map((key): [string, string] => [key.replace(/_(one|other)$/, ''), part])));
const PARTS_OF_STEM = (stem: string): Set<string> => new Set([...PART_OF].filter(([key]) => key.startsWith(stem)).map(([, part]) => part));

function moduleAt(path: string): Module {
  const source = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const at = (relative: string): string => normalize(join(dirname(path), relative));
  const found = (pattern: RegExp): string[] => [...source.matchAll(pattern)].map(([, relative]) => at(relative ?? ''));
  const later = found(/\bimport\(\s*'(\.[^']+)'/g);
  const words = new Map<string, string[]>();
  const add = (part: string, key: string): unknown => words.set(part, [...(words.get(part) ?? []), key]);
  for (const [, key = ''] of source.matchAll(/'([\w.-]+)'/g)) if (PART_OF.has(key)) add(PART_OF.get(key) ?? '', key);
  for (const [, stem = ''] of source.matchAll(/t\(`([\w.]+\.)\$\{/g)) {
    const parts = PARTS_OF_STEM(stem);
    if (parts.size === 1) add([...parts][0] ?? '', `${stem}…`);
  }
  return {
    imports: found(/^(?:import|export) (?!type)(?:[^'";]*? from )?'(\.[^']+\.tsx?)'/gm),
    later: later.filter((file) => /\.tsx?$/.test(file)),
    loads: new Set(later.filter((file) => file.endsWith('zh.json')).map((file) => file.slice(file.lastIndexOf('/') + 1))),
    words,
  };
}

/** Without the data worker, which words nothing: its ops are named as some keys are. */
const MODULES = new Map(files('src').filter((file) => /(?<!\.d)\.tsx?$/.test(file) && !file.startsWith('src/data/')).map((file) => [file, moduleAt(file)]));

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** A module with everything that is loaded together with it. */
function together(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry) || !MODULES.has(entry)) return seen;
  seen.add(entry);
  for (const next of MODULES.get(entry)?.imports ?? []) together(next, seen);
  return seen;
}

const MAIN = 'src/main.tsx';
const ENTRIES = new Map([MAIN, ...[...MODULES.values()].flatMap(({ later }) => later)].map((entry) => [entry, together(entry)]));

/** Parts that are loaded when an entry runs: its own, and those that were loaded with whoever opens it, whichever that is. */
function loadedBy(): Map<string, Set<string>> {
  const every = new Set(PART_OF.values());
  const loaded = new Map([...ENTRIES.keys()].map((entry) => [entry, entry === MAIN ? new Set([BASE]) : every]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [entry, closure] of ENTRIES) {
      const own = new Set([BASE, ...[...closure].flatMap((file) => [...(MODULES.get(file)?.loads ?? [])])]);
      const openers = entry === MAIN ? [] : [...ENTRIES].filter(([, opener]) => [...opener].some((file) => MODULES.get(file)?.later.includes(entry)));
      const inherited = openers.map(([opener]) => loaded.get(opener) ?? every).reduce<Set<string> | null>((both, one) => (both ? new Set([...both].filter((part) => one.has(part))) : one), null);
      const now = new Set([...own, ...(inherited ?? [])]);
      if (now.size !== loaded.get(entry)?.size) {
        loaded.set(entry, now);
        changed = true;
      }
    }
  }
  return loaded;
}

test('every entry is a file', () => {
  expect([...ENTRIES.keys()].filter((entry) => !existsSync(entry))).toEqual([]);
  expect(ENTRIES.size).toBeGreaterThan(50);
});

test('every part has its words when it runs', () => {
  const loaded = loadedBy();
  const missing = new Set<string>();
  for (const [entry, closure] of ENTRIES)
    for (const file of closure)
      for (const [part, keys] of MODULES.get(file)?.words ?? []) if (!loaded.get(entry)?.has(part)) missing.add(`${file} in ${entry}: ${keys.join(', ')} of ${part}`);

  expect([...missing].sort()).toEqual([]);
});
