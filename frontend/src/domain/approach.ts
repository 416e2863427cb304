/** How to treat and approach a person; the twin of `accounts/approach.py`, held to it by `tests/vectors/approach.json` (rows 66, 67). */

export const METHODS = ['introduction', 'strength', 'benefit', 'question', 'care', 'condition'] as const;
export type Method = (typeof METHODS)[number];
export type Why = 'worked' | 'after_refusal' | 'works_with_type' | 'order' | 'weak_with_type' | 'failed';

export interface Tally {
  hits: number;
  count: number;
}

export interface Suggested {
  method: Method;
  why: Why;
  with_person: Tally;
  with_type: Tally;
}

export interface Advice {
  handling: string[];
  together: number;
  reason: 'one' | 'combine' | 'after_refusal' | 'unknown_type';
  methods: Suggested[];
}

export interface Try {
  methods: string[];
  result: string;
}

const HITS = ['opened', 'agreed'];
export const isHit = (result: string): boolean => HITS.includes(result);

const TYPES: Record<string, { order: Method[]; together: number; handling: string[] }> = {
  self_centred: { order: ['care', 'strength', 'question', 'benefit', 'introduction', 'condition'], together: 3, handling: ['let_them_lead', 'praise_facts', 'ask_advice', 'no_contradiction'] },
  pragmatic: { order: ['benefit', 'strength', 'question', 'introduction', 'care', 'condition'], together: 2, handling: ['full_data', 'more_options', 'objective', 'cost_and_efficiency'] },
  fortress: { order: ['introduction', 'care', 'benefit', 'question', 'strength', 'condition'], together: 3, handling: ['respect_the_present_way', 'small_steps', 'proof_from_peers', 'patience'] },
  suspicious: { order: ['introduction', 'strength', 'question', 'care', 'benefit', 'condition'], together: 2, handling: ['evidence_first', 'small_trial', 'keep_every_word', 'no_pressure'] },
  easy_going: { order: ['introduction', 'care', 'question', 'benefit', 'strength', 'condition'], together: 1, handling: ['tell_not_read', 'short', 'agree_aloud'] },
};
const UNKNOWN = { order: ['introduction', 'question', 'care', 'benefit', 'strength', 'condition'] as Method[], together: 1, handling: ['find_out'] };

export const handlingOf = (personality: string | null): string[] => ((personality && TYPES[personality]) || UNKNOWN).handling;

const RANKS: Why[] = ['worked', 'after_refusal', 'works_with_type', 'order', 'weak_with_type', 'failed'];

/** `tries` are those with this person, oldest first; `ofType` those with all persons of the type. */
export function advise(personality: string | null, tries: Try[] = [], ofType: Try[] = []): Advice {
  const { order, together, handling } = (personality && TYPES[personality]) || UNKNOWN;
  const last = tries.at(-1);
  const refused = last !== undefined && !isHit(last.result);
  const tallies = METHODS.map((method) => tally(ofType, method));
  const hits = tallies.reduce((sum, each) => sum + each.hits, 0);
  const count = tallies.reduce((sum, each) => sum + each.count, 0);
  const methods = order.map((method): Suggested => {
    const with_person = tally(tries, method);
    const with_type = tallies[METHODS.indexOf(method)] ?? { hits: 0, count: 0 };
    return { method, why: why(method, with_person, with_type, count ? hits / count : null, refused), with_person, with_type };
  });
  methods.sort((a, b) => RANKS.indexOf(a.why) - RANKS.indexOf(b.why));
  const many = together + (refused && together === 1 ? 1 : 0);
  const reason = refused ? 'after_refusal' : !personality ? 'unknown_type' : many === 1 ? 'one' : 'combine';
  return { handling, together: many, reason, methods };
}

function tally(tries: Try[], method: string): Tally {
  const mine = tries.filter(({ methods }) => methods.includes(method));
  return { hits: mine.filter(({ result }) => isHit(result)).length, count: mine.length };
}

function why(method: Method, person: Tally, type: Tally, overall: number | null, refused: boolean): Why {
  if (person.hits) return 'worked';
  if (person.count) return 'failed';
  if (refused && method === 'condition') return 'after_refusal';
  if (overall === null || !type.count) return 'order';
  const { low, high } = bounds(type);
  return low > overall ? 'works_with_type' : high < overall ? 'weak_with_type' : 'order';
}

/** Wilson's interval, 95 %, rounded as the server does. */
export function bounds({ hits, count }: Tally): { low: number; high: number } {
  const z = 1.959964;
  const rate = hits / count;
  const spread = (z * z) / count;
  const middle = (rate + spread / 2) / (1 + spread);
  const half = (z * Math.sqrt((rate * (1 - rate)) / count + spread / (4 * count))) / (1 + spread);
  const round = (value: number): number => Math.round(value * 10_000) / 10_000;
  return { low: round(Math.max(0, middle - half)), high: round(Math.min(1, middle + half)) };
}
