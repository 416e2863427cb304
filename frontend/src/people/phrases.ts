/** Words to avoid in what is being typed (row 65, 表8-1). The list is data that people edit. */
import type { PhraseRow } from '../data/rows.ts';

export interface Found {
  phrase: PhraseRow;
  /** The text with the better words in their place. */
  replaced: (text: string) => string;
}

export function betterWords(text: string, phrases: PhraseRow[]): Found[] {
  const typed = text.toLowerCase();
  return phrases
    .filter((phrase) => !phrase.archived_at && typed.includes(phrase.text.toLowerCase()))
    .map((phrase) => ({ phrase, replaced: (now) => replaceAll(now, phrase.text, phrase.better) }));
}

function replaceAll(text: string, wanted: string, better: string): string {
  const at = text.toLowerCase().indexOf(wanted.toLowerCase());
  return at < 0 ? text : `${text.slice(0, at)}${better}${replaceAll(text.slice(at + wanted.length), wanted, better)}`;
}
