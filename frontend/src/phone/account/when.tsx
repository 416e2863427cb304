import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import { FreeHours } from '../freeHours.tsx';
import type { PartProps } from './sections.ts';

/** "When could I visit?": asked only when somebody wants to know, for it plans ten days. */
export function When({ card: { account, may_write: mine } }: PartProps): JSX.Element | null {
  const [asked, setAsked] = useState(false);
  if (!mine || account.kind !== 'external') return null;
  return (
    <Section title={t('day.when')}>
      {asked ? (
        <FreeHours account={account.id} onTaken={() => setAsked(false)} />
      ) : (
        <Button small onClick={() => setAsked(true)}>
          {t('day.when')}
        </Button>
      )}
    </Section>
  );
}
