import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { lazy } from '../../lazy.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import type { PartProps } from './sections.ts';

const AccountSheet = lazy(async () => (await import('../../people/accountSheet.tsx')).AccountSheet);

/** What the file says of the account itself; its owner changes it here, also without a network. */
export function File({ card: { account, may_write } }: PartProps): JSX.Element {
  const [isEditing, setEditing] = useState(false);
  const said = [account.phone, account.industry, account.street, account.village, ...account.tags].filter(Boolean).join(' · ');
  return (
    <Section
      title={t('notebook.details')}
      action={
        may_write && (
          <Button small kind="quiet" onClick={() => setEditing(true)}>
            {t('notebook.edit')}
          </Button>
        )
      }
    >
      <p class="card card--pad">{said || t('none')}</p>
      {isEditing && <AccountSheet account={account} onClose={() => setEditing(false)} />}
    </Section>
  );
}
