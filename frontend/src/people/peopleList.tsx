import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ContactRow } from '../data/rows.ts';
import { handlingOf } from '../domain/approach.ts';
import { addTexts, t, type Key } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { lazy } from '../lazy.tsx';
import { tel } from '../phone/account/tel.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Section } from '../ui/layout.tsx';
import type { Write } from './write.ts';

await addTexts(PEOPLE_TEXTS);

const PersonSheet = lazy(async () => (await import('./personSheet.tsx')).PersonSheet);
const TalkSheet = lazy(async () => (await import('./talkSheet.tsx')).TalkSheet);
const ContactSheet = lazy(async () => (await import('./contactSheet.tsx')).ContactSheet);

interface Props {
  account: { id: string; name: string };
  contacts: ContactRow[];
  mayWrite: boolean;
  isDesk: boolean;
  write: Write;
}

/** The people who represent the account, each with a word on how to treat them (rows 66, 70). */
export function PeopleList({ account, contacts, mayWrite, isDesk, write }: Props): JSX.Element {
  const [shown, setShown] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const [isTalking, setTalking] = useState(false);
  const contact = contacts.find(({ id }) => id === shown);
  return (
    <Section
      title={t('card.people')}
      action={
        mayWrite && (
          <Button small kind="quiet" icon="plus" onClick={() => setAdding(true)}>
            {t('people.add')}
          </Button>
        )
      }
    >
      {!contacts.length && <p class="hint hint--edge">{t('people.none')}</p>}
      {contacts.length > 0 && (
        <ul class="rows">
          {contacts.map((each) => (
            <li class="row" key={each.id}>
              <button type="button" class="row__body" onClick={() => setShown(each.id)}>
                <span class="row__title">
                  {each.name}
                  {each.is_primary && <Badge tone="accent">{t('card.primary')}</Badge>}
                  {each.personality && <Badge tone="violet">{t(`personality.${each.personality}`)}</Badge>}
                </span>
                <span class="row__sub">{[each.position, ...each.decision_roles.map((role) => t(`people.role.${role}` as Key)), each.phone].filter(Boolean).join(' · ')}</span>
                {each.personality && <span class="row__sub">{t(`people.hint.${handlingOf(each.personality)[0] ?? ''}` as Key)}</span>}
              </button>
              {each.phone && (
                <a class="icon-button" href={tel(each.phone)} aria-label={`${t('call')} ${each.name}`}>
                  <Icon name="phone" />
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayWrite && (
        <Button small icon="phone" onClick={() => setTalking(true)}>
          {t('people.call')}
        </Button>
      )}
      {isTalking && <TalkSheet account={account} contacts={contacts} contact={null} write={write} onClose={() => setTalking(false)} />}
      {contact && <PersonSheet account={account} contact={contact} contacts={contacts} mayWrite={mayWrite} isDesk={isDesk} write={write} onClose={() => setShown(null)} />}
      {isAdding && <ContactSheet account={account} contact={null} others={contacts} write={write} onClose={() => setAdding(false)} />}
    </Section>
  );
}
