// How letters may spell a Chinese name: whole syllables, initials, and the two mixed (`wangyq`, `wyongqing`).
// Twin of accounts/search/spelling.py.

// All syllables of Mandarin, by initial; `v` is ü.
const FINALS: Readonly<Record<string, string>> = {
  '': 'a ai an ang ao e ei en er o ou',
  b: 'a ai an ang ao ei en eng i ian iao ie in ing o u',
  p: 'a ai an ang ao ei en eng i ian iao ie in ing o ou u',
  m: 'a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u',
  f: 'a an ang ei en eng o ou u',
  d: 'a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo',
  t: 'a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo',
  n: 'a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve',
  l: 'a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve',
  g: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  k: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  h: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  j: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  q: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  x: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  zh: 'a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo',
  ch: 'a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo',
  sh: 'a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo',
  r: 'an ang ao e en eng i ong ou u ua uan ui un uo',
  z: 'a ai an ang ao e ei en eng i ong ou u uan ui un uo',
  c: 'a ai an ang ao e en eng i ong ou u uan ui un uo',
  s: 'a ai an ang ao e en eng i ong ou u uan ui un uo',
  y: 'a an ang ao e i in ing o ong ou u uan ue un',
  w: 'a ai an ang ei en eng o u',
};

const SYLLABLES: ReadonlySet<string> = new Set(
  Object.entries(FINALS).flatMap(([initial, finals]) => finals.split(' ').map((final) => initial + final)),
);
const INITIALS: ReadonlySet<string> = new Set(Object.keys(FINALS).filter(Boolean));
const BEGINNINGS = new Set([...SYLLABLES].flatMap((syllable) => Array.from({ length: syllable.length }, (_, n) => syllable.slice(0, n)).filter((begun) => begun.length > 1)));
const LONGEST = 6;
const MAX_SPELLINGS = 6;

/** One way to read letters: syllables and initials, the last may be a begun syllable. */
export type Spelling = readonly string[];

/** Some units are initials alone. */
export function isMixed(spelling: Spelling): boolean {
  return spelling.some((unit) => INITIALS.has(unit));
}

/** Among initials a single `a` is one of them, too. */
export function isInitial(unit: string): boolean {
  return unit.length === 1 || INITIALS.has(unit);
}

/**
 * The ways to read the letters with the fewest units, or one more; at most six, none if unreadable.
 * Whoever can be read as whole syllables means them: `shang` is no `shan` with a `g` behind it.
 */
export function spellings(letters: string): Spelling[] {
  const fewest = fewestUnits(letters);
  const least = fewest[0] ?? Infinity;
  if (least > letters.length) return [];
  const found = new Map<string, string[]>();
  collect(letters, 0, least + 1, fewest, [], found);
  const ways = [...found.values()].sort(compare);
  const whole = ways.filter((way) => !isMixed(way));
  return (whole.length > 0 ? whole : ways).slice(0, MAX_SPELLINGS);
}

/** Fewer units first, then by their letters. */
function compare(a: readonly string[], b: readonly string[]): number {
  if (a.length !== b.length) return a.length - b.length;
  for (const [k, unit] of a.entries()) {
    const other = b[k] ?? '';
    if (unit !== other) return unit < other ? -1 : 1;
  }
  return 0;
}

/** What can be read from position `at` on. */
function unitsAt(letters: string, at: number): string[] {
  const found: string[] = [];
  for (let length = 1; length <= LONGEST && at + length <= letters.length; length++) {
    const unit = letters.slice(at, at + length);
    if (SYLLABLES.has(unit) || INITIALS.has(unit)) found.push(unit);
  }
  const rest = letters.slice(at);
  if (BEGINNINGS.has(rest) && !found.includes(rest)) found.push(rest);
  return found;
}

/** For each position the fewest units that read the rest; more than there are letters when none do. */
function fewestUnits(letters: string): number[] {
  const none = letters.length + 1;
  const fewest = new Array<number>(letters.length + 1).fill(none);
  fewest[letters.length] = 0;
  for (let at = letters.length - 1; at >= 0; at--) {
    for (const unit of unitsAt(letters, at)) fewest[at] = Math.min(fewest[at] ?? none, (fewest[at + unit.length] ?? none) + 1);
  }
  return fewest;
}

function collect(letters: string, at: number, left: number, fewest: readonly number[], way: readonly string[], found: Map<string, string[]>): void {
  if (at === letters.length) {
    found.set(way.join(' '), [...way]);
    return;
  }
  for (const unit of unitsAt(letters, at)) {
    const after = at + unit.length;
    if ((fewest[after] ?? Infinity) <= left - 1) collect(letters, after, left - 1, fewest, [...way, unit], found);
  }
}
