import type { JSX } from 'preact';
import type { ContactRow } from '../../data/rows.ts';
import { t } from '../../i18n/index.ts';
import { PeopleList } from '../../people/peopleList.tsx';
import { phoneWrite, type Write } from '../../people/write.ts';
import { Button } from '../../ui/button.tsx';
import type { PartProps } from './sections.ts';

export function People({ card: { account, contacts, archived_contacts, may_write } }: PartProps): JSX.Element {
  const write = phoneWrite(account.id);
  return (
    <>
      <PeopleList account={account} contacts={contacts} mayWrite={may_write} isDesk={false} write={write} />
      {may_write && archived_contacts.length > 0 && <Archived contacts={archived_contacts} write={write} />}
    </>
  );
}

/** Whom somebody took off the list lately; one tap puts them back. */
function Archived({ contacts, write }: { contacts: ContactRow[]; write: Write }): JSX.Element {
  const restore = (contact: ContactRow): void => void write([{ type: 'contact.restore', payload: { contact: contact.id } }], { said: t('people.restored', { name: contact.name }) });
  return (
    <details class="parts">
      <summary>{t('people.archived_count', { count: contacts.length })}</summary>
      <ul class="rows">
        {contacts.map((contact) => (
          <li class="row" key={contact.id}>
            <span class="row__body">
              <span class="row__title">{contact.name}</span>
              <span class="row__sub">{contact.position}</span>
            </span>
            <Button small aria-label={`${t('people.restore')} ${contact.name}`} onClick={() => restore(contact)}>
              {t('people.restore')}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
