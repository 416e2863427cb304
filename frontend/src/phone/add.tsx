import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AccountLine } from '../data/customers.ts';
import { person } from '../data/page.ts';
import { addTexts, t } from '../i18n/index.ts';
import { SCREENS_TEXTS } from '../i18n/screens.ts';
import { Choice } from '../ui/choice.tsx';
import { Empty, Screen, Section } from '../ui/layout.tsx';
import { AccountList, SearchBox } from './accountList.tsx';
import { checkIn } from './checkIn.ts';
import { locateQuietly, position } from './place.ts';
import { NoteSheet, PromiseSheet } from './writing.tsx';

await addTexts(SCREENS_TEXTS);

type What = 'visit' | 'note' | 'promise';
const what = signal<What>('visit');

/** Something that no plan foresaw: choose what, then whom; the nearest come first. */
export function Add(): JSX.Element {
  const [search, setSearch] = useState('');
  const [writing, setWriting] = useState<AccountLine | null>(null);
  useEffect(() => void locateQuietly(), []);
  const tap = (account: AccountLine): void => {
    if (what.value === 'visit') void checkIn(account.id, { again: true });
    else setWriting(account);
  };
  const close = (): void => setWriting(null);
  return (
    <Screen title={t('add.title')}>
      <div class="stack">
        <Choice
          look="segments"
          label={t('add.what')}
          value={what.value}
          options={(['visit', 'note', 'promise'] as const).map((value) => ({ value, text: t(`add.${value}`) }))}
          onChoose={(chosen) => (what.value = chosen)}
        />
        <div class="search">
          <SearchBox value={search} onInput={setSearch} />
        </div>
        <Section title={t(position.value && !search ? 'add.nearest' : 'add.by_name')}>
          <AccountList filter={{ search, near: search ? null : position.value, mine: person.value?.session.user.role === 'manager' }} onTap={tap} empty={<Empty icon="search" title={t('customers.empty')} />} />
        </Section>
      </div>
      {writing && what.value === 'note' && <NoteSheet account={writing} onClose={close} />}
      {writing && what.value === 'promise' && <PromiseSheet account={writing} onClose={close} />}
    </Screen>
  );
}
