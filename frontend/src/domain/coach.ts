/** The coach card; the twin of `visits/coaching.py`, held to it by `tests/vectors/coach.json` (rows 34, 66). */

export const TALKS = ['praise_facts', 'ask_concession', 'let_them_say', 'pain_and_pleasure', 'mood_first', 'limited_time'] as const;
export type Talk = (typeof TALKS)[number];

const SUITED: Record<string, Talk[]> = {
  self_centred: ['praise_facts', 'ask_concession', 'mood_first'],
  pragmatic: ['let_them_say', 'pain_and_pleasure', 'praise_facts'],
  fortress: ['ask_concession', 'mood_first', 'let_them_say'],
  suspicious: ['mood_first', 'let_them_say', 'praise_facts'],
  easy_going: ['praise_facts', 'let_them_say', 'pain_and_pleasure'],
};
const STRANGER: Talk[] = ['let_them_say', 'praise_facts', 'mood_first'];
const NEVER_PRESSED = ['suspicious', 'fortress'];
const ASKABLE = ['contact', 'phone', 'need', 'preference', 'consumption', 'order_days', 'hours'];

export function methodsFor(personality: string | null, openComplaints = 0, pressureAllowed = false): Talk[] {
  const methods = (personality && SUITED[personality]) || STRANGER;
  if (openComplaints) return ['mood_first', ...methods.filter((method) => method !== 'mood_first')];
  return pressureAllowed && !NEVER_PRESSED.includes(personality ?? '') ? [...methods, 'limited_time'] : methods;
}

export interface Known {
  openComplaints?: number | undefined;
  followUps?: string[] | undefined;
  unclearNeeds?: string[] | undefined;
  unknownRates?: string[] | undefined;
  missing?: string[] | undefined;
}

/** The one question to ask, and what it is about. */
export function questionFor({ openComplaints, followUps = [], unclearNeeds = [], unknownRates = [], missing = [] }: Known): [code: string, about: string] {
  if (openComplaints) return ['complaint_settled', ''];
  if (followUps[0]) return ['follow_up', followUps[0]];
  if (unclearNeeds[0]) return ['behind_the_need', unclearNeeds[0]];
  if (unknownRates[0]) return ['how_fast', unknownRates[0]];
  const lacking = missing.find((name) => ASKABLE.includes(name));
  return lacking ? ['missing', lacking] : ['what_else', ''];
}
