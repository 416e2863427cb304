// Finding accounts on the phone: which rows answer what a person typed, and how well.
// The server answers the same yes or no from its index (accounts/search); tests/vectors/search.json holds
// both to it. The row brings its pinyin along, made by `search_text` in accounts/search/tokens.py.

import { digitsOf, fold, runs, type Run } from './search/characters.ts';
import { isInitial, isMixed, spellings, type Spelling } from './search/spelling.ts';

/** What of an account's row is searched; `search` is the server's `search_text`. */
export interface Searchable {
  name: string;
  search: string;
  phone?: string;
  address?: string;
  street?: string;
  village?: string;
}

/** 4 the very name, 3 its beginning, 2 initials from its beginning, 1 anywhere, 0 no answer. */
export type Rank = 0 | 1 | 2 | 3 | 4;

/**
 * A row made ready once, so that a key press only looks for a piece in a string. Lists are joined by
 * line breaks, each entry with one before it.
 */
export interface Prepared {
  name: string;
  /** Signs of name, contacts, street and village. */
  signs: string;
  address: string;
  /** What may be begun: pinyin and initials from each syllable on, words, numbers. */
  begun: string;
  /** First letters of names and words. */
  letters: string;
  phones: string;
  /** The name's own stretches of pinyin come first. */
  spelled: Spelled[];
  ownSpelled: number;
}

/** One stretch of pinyin; `starts` are the positions of its syllables. */
interface Spelled {
  joined: string;
  starts: number[];
  initials: string;
}

/** What a person typed, cut and read once. */
export interface Question {
  text: string;
  terms: Term[];
  /** All digits as one number, when nothing but a number with gaps was typed. */
  number: string | null;
}

interface Term extends Run {
  ways: Way[];
}

/** One way to read letters. A row without `gate` among its beginnings need not be looked at closely. */
interface Way {
  units: Spelling;
  isMixed: boolean;
  gate: string;
}

const MAX_LENGTH = 64;
const PINYIN_LETTERS = 8;
const INITIALS = 4;
const TAIL = 3;
const PHONE = /^[0-9 ()+./-]+$/;

/** Read a question; null when there is nothing to look for. */
export function prepareQuestion(text: string): Question | null {
  const asked = [...text.trim()].slice(0, MAX_LENGTH).join('');
  const found = runs(asked);
  if (found.length === 0) return null;
  const terms = found.map((run) => ({ ...run, ways: run.kind === 'word' ? waysOf(run.text) : [] }));
  return { text: fold(asked), terms, number: terms.length > 1 && PHONE.test(fold(asked)) ? digitsOf(asked) : null };
}

/** Plain pinyin of up to eight letters, and up to four initials, are found by their beginning alone. */
function waysOf(letters: string): Way[] {
  const isKnown = (units: Spelling): boolean => (isMixed(units) ? units.length === letters.length && letters.length <= INITIALS : letters.length <= PINYIN_LETTERS);
  const useful = letters.length > 2 ? spellings(letters).filter((units) => !isKnown(units)) : [];
  return useful.map((units) => {
    const mixed = isMixed(units);
    const begun = mixed ? units.map((unit) => unit.charAt(0)).join('').slice(0, INITIALS) : letters.slice(0, PINYIN_LETTERS);
    return { units, isMixed: mixed, gate: `\n${begun}` };
  });
}

/** Make a row ready to be asked. */
export function prepareRow(row: Searchable): Prepared {
  const [own = '', people = '', numbers = '', places = ''] = row.search.split('|');
  const named = [row.name, people.replace(/\p{Lu}[A-Za-z]*/gu, ' '), row.street ?? '', row.village ?? ''].flatMap(runs);
  const address = runs(row.address ?? '');
  const plain = [...named, ...address].filter((run) => run.kind !== 'han');
  const [ownSpelled, peopleSpelled, placesSpelled] = [own, people, places].map(spelledIn) as [Spelled[], Spelled[], Spelled[]];
  const spelled = [...ownSpelled, ...peopleSpelled, ...placesSpelled];
  const letters = [...ownSpelled, ...peopleSpelled].map((one) => one.initials.charAt(0));
  for (const run of plain) if (run.kind === 'word') letters.push(run.text.charAt(0));
  return {
    name: fold(row.name.trim()),
    signs: lines(named.filter((run) => run.kind === 'han').map((run) => run.text)),
    address: lines(address.filter((run) => run.kind === 'han').map((run) => run.text)),
    begun: lines([...spelled.flatMap(beginnings), ...plain.map((run) => run.text)]),
    letters: letters.join(''),
    phones: lines([...numbers.split(' '), digitsOf(row.phone ?? '')]),
    spelled,
    ownSpelled: ownSpelled.length,
  };
}

function lines(entries: readonly string[]): string {
  return [...new Set(entries)].map((entry) => `\n${entry}`).join('') + '\n';
}

/** The capitalised pinyin of one field of the search text. */
function spelledIn(field: string): Spelled[] {
  return field.split(' ').filter((word) => /^[A-Z]/.test(word)).map((word) => {
    const starts = [...word.matchAll(/[A-Z]/g)].map((found) => found.index);
    return { joined: word.toLowerCase(), starts, initials: word.replace(/[a-z]/g, '').toLowerCase() };
  });
}

/** From each syllable on: eight letters of pinyin, and up to four initials. */
function beginnings({ joined, starts, initials }: Spelled): string[] {
  const pinyin = starts.map((start) => joined.slice(start, start + PINYIN_LETTERS));
  return [...pinyin, ...starts.slice(1).map((_, k) => initials.slice(k, k + INITIALS))];
}

/** How well a row answers; every word of the question must be found. */
export function matchRank(question: Question, row: Prepared): Rank {
  if (question.text === row.name) return 4;
  if (question.number !== null && row.phones.includes(question.number)) return 1;
  let least: Rank = 3;
  for (const term of question.terms) {
    const rank = rankOf(term, row);
    if (rank === 0) return 0;
    if (rank < least) least = rank;
  }
  return least;
}

function rankOf(term: Term, row: Prepared): Rank {
  if (!isFound(term, row)) return 0;
  if (row.name.startsWith(term.text)) return 3;
  return term.kind === 'word' ? rankSpelled(term, row) : 1;
}

function isFound(term: Term, row: Prepared): boolean {
  const { text } = term;
  switch (term.kind) {
    case 'han': // of an address two signs are asked for, or one that stands alone
      return row.signs.includes(text) || row.address.includes(text.length > 1 ? text : `\n${text}\n`);
    case 'digits':
      return row.begun.includes(text.length > 1 ? `\n${text}` : `\n${text}\n`) || (text.length >= TAIL && row.phones.includes(text));
    default:
      if (text.length === 1) return row.letters.includes(text);
      return row.begun.includes(`\n${text}`) || term.ways.some((way) => row.begun.includes(way.gate) && row.spelled.some((one) => fitsAnywhere(way, one)));
  }
}

/** Letters that were found: whether they begin the name. */
function rankSpelled({ text, ways }: Term, row: Prepared): Rank {
  const first = row.spelled[0];
  if (row.ownSpelled > 0 && first && text.length > 1) {
    if (first.joined.startsWith(text) || ways.some((way) => !way.units.every(isInitial) && fits(way, first, 0))) return 3;
  }
  return text.length <= INITIALS && row.spelled.slice(0, row.ownSpelled).some((one) => one.initials.startsWith(text)) ? 2 : 1;
}

function fitsAnywhere(way: Way, spelled: Spelled): boolean {
  const last = spelled.starts.length - way.units.length;
  for (let from = 0; from <= last; from++) if (fits(way, spelled, from)) return true;
  return false;
}

/**
 * Whether the units are the syllables from number `from` on: initials by their letter, others whole; the
 * last before an initial or the end may be begun.
 */
function fits(way: Way, { joined, starts, initials }: Spelled, from: number): boolean {
  if (from + way.units.length > starts.length) return false;
  return way.units.every((unit, k) => {
    if (way.isMixed && isInitial(unit)) return initials.charAt(from + k) === unit.charAt(0);
    const start = starts[from + k] ?? 0;
    const next = way.units[k + 1];
    if (next === undefined || (way.isMixed && isInitial(next))) return joined.startsWith(unit, start);
    return joined.slice(start, starts[from + k + 1] ?? joined.length) === unit;
  });
}
