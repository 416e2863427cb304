import type { JSX } from 'preact';
import { handlingOf } from '../domain/approach.ts';
import { addTexts, t, type Key } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { useRows } from './data.ts';

await addTexts(PEOPLE_TEXTS);

/** Before the talk: whom one meets, and how to treat them (row 66). */
export function Brief({ account }: { account: string }): JSX.Element | null {
  const people = useRows('contacts', account, false)?.filter(({ personality }) => personality) ?? [];
  if (!people.length) return null;
  const [first] = people.sort((a, b) => Number(b.is_primary) - Number(a.is_primary));
  if (!first) return null;
  return (
    <p class="hint" data-part="brief">
      <strong>{t('people.head', { title: `${first.name} · ${t(`personality.${first.personality}` as Key)}` })}</strong>
      {`${handlingOf(first.personality).map((hint) => t(`people.hint.${hint}` as Key)).join(' · ')}`}
    </p>
  );
}
