/** What the server refuses, in Chinese: it says it in English, with a code. A screen that knows better says it in its own words. */
import type { Refusal } from '../data/protocol.ts';
import words from './refusals.json';
import sentences from './sentences.json';

/** What a field says when it is refused, `{}` for what it tells of; two of them `ui/fieldError.ts` has words of its own for. */
const SAID = Object.entries(sentences).map(([english, chinese]) => [pattern(english), chinese] as const);

/** The refusal's message becomes ours, and what it says of each field; what we do not know stays as it is. `{detail}`: the server's own words. */
export function word(refusal: Pick<Refusal, 'code' | 'message' | 'fields'>): void {
  for (const [name, said] of Object.entries(refusal.fields)) refusal.fields[name] = said.map(worded);
  const known = (words as Record<string, string>)[refusal.code];
  if (known && refusal.message) refusal.message = known.replace('{detail}', worded(refusal.message));
}

export function worded(said: string): string {
  for (const [english, chinese] of SAID) {
    const found = english.exec(said);
    if (found) return chinese.replace(/\{(\d)\}/g, (_, place: string) => found[Number(place) + 1] ?? '');
  }
  return said;
}

function pattern(english: string): RegExp {
  return new RegExp(`^${english.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.*?)')}$`, 's');
}
