/** How a customer of this tier is approached, and what is to be known first (row 15): as the session brought it, without a network. */
import type { JSX } from 'preact';
import { person } from '../../data/page.ts';
import { NOTEBOOK_TEXTS } from '../../i18n/notebook.ts';
import { addTexts, t, type Key } from '../../i18n/index.ts';
import { PLAYBOOK_TEXTS } from '../../i18n/playbook.ts';
import { Section } from '../../ui/layout.tsx';
import type { PartProps } from './sections.ts';

await Promise.all([addTexts(NOTEBOOK_TEXTS), addTexts(PLAYBOOK_TEXTS)]);

/** Who is not yet rated is served as an ordinary customer (`accounts/entitlement.py`). */
const COUNTS_AS = 'ordinary';

export function Playbook({ card: { account } }: PartProps): JSX.Element | null {
  const tier = account.tier ?? COUNTS_AS;
  const book = person.value?.session.playbooks?.[tier];
  if (account.kind !== 'external' || !book || (!book.text && !book.required.length)) return null;
  return (
    <Section title={t('playbook.title')}>
      <div class="card card--pad stack">
        <p class="hint">{t('playbook.as', { tier: t(`tier.${tier}`) })}</p>
        {book.text && <p>{book.text}</p>}
        {book.required.length > 0 && <p class="hint">{t('playbook.known', { parts: book.required.map((part) => t(`notebook.file.part.${part}` as Key)).join(t('notebook.and')) })}</p>}
      </div>
    </Section>
  );
}
