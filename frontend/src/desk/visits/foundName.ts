import { t, type Key } from '../../i18n/index.ts';

/** A kind of finding of ours in words; a word of somebody's own as it is. */
export function foundName(kind: string): string {
  const words = t(`v.seen.${kind}` as Key);
  return words.startsWith('v.') ? kind : words;
}
