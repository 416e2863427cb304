// Text made plain, and cut into runs of one kind. Twin of accounts/search/characters.py.

const HAN = '\\u3005\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
const LETTERS = 'a-z\\u00df-\\u024f\\u0370-\\u052f';
const RUN = new RegExp(`(?<han>[${HAN}]+)|(?<word>[${LETTERS}]+)|(?<digits>[0-9]+)`, 'gu');
const PLAIN = /^[ -~\u4e00-\u9fff]*$/; // neither marks nor full-width forms: nothing to decompose

/** `han` are signs of scripts without spaces between words. */
export interface Run {
  kind: 'han' | 'word' | 'digits';
  text: string;
}

/** Lower case, without accents, full-width forms made plain. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase();
}

/** The runs of a text in order; whatever is no letter, sign or digit only separates. */
export function runs(text: string): Run[] {
  return [...fold(text).matchAll(RUN)].map(({ 0: run, groups }) => ({
    kind: groups?.['han'] ? 'han' : groups?.['word'] ? 'word' : 'digits',
    text: run,
  }));
}

/** The digits of a phone number, whatever stands between them. */
export function digitsOf(text: string): string {
  return runs(text).reduce((digits, run) => (run.kind === 'digits' ? digits + run.text : digits), '');
}
