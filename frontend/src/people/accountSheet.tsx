import type { JSX } from 'preact';
import type { AccountRow } from '../data/rows.ts';
import { clockText, hoursTold, isReversed } from '../domain/hours.ts';
import { addTexts, t } from '../i18n/index.ts';
import { NOTEBOOK_TEXTS } from '../i18n/notebook.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { Field } from '../ui/field.tsx';
import { FormSheet } from '../ui/form.tsx';
import { Weekdays } from '../ui/weekdays.tsx';
import { phoneWrite } from './write.ts';

await addTexts(NOTEBOOK_TEXTS);
await addTexts(PEOPLE_TEXTS);

const TEXTS = ['name', 'phone', 'industry', 'address', 'street', 'village'] as const;
const LENGTHS = { name: 200, phone: 40, industry: 100, address: 300, street: 100, village: 100 };

interface Typed {
  name: string;
  phone: string;
  industry: string;
  address: string;
  street: string;
  village: string;
  tags: string;
  order_weekdays: number[];
  opens_at: string;
  closes_at: string;
}

/** The account's own facts, changed on the phone: an op that says which version was seen, so that two edits never overwrite each other. */
export function AccountSheet({ account, onClose }: { account: AccountRow; onClose: () => void }): JSX.Element {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, account[name] ?? ''])) as Record<(typeof TEXTS)[number], string>;
  const initial: Typed = { ...texts, tags: account.tags.join(' '), order_weekdays: account.order_weekdays, opens_at: clockText(account.opens_at), closes_at: clockText(account.closes_at) };
  const save = async (_: Typed, { tags, ...changed }: Partial<Typed>): Promise<void> => {
    const changes: Partial<AccountRow> = { ...changed, ...hoursTold(changed), ...(tags === undefined ? {} : { tags: tags.split(/[\s,，、]+/).filter(Boolean) }) };
    if (Object.keys(changes).length) await phoneWrite(account.id)([{ type: 'account.update', payload: { account: account.id, changes } }], { said: t('people.account_saved'), version: account.version });
  };
  return (
    <FormSheet title={t('people.account_edit_title', { name: account.name })} draft={`account/${account.id}`} initial={initial} save={save} isReady={({ name }) => Boolean(name.trim())} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          {TEXTS.map((name) => (
            <Field key={name} label={t(`people.field.${name}`)} maxLength={LENGTHS[name]} type={name === 'phone' ? 'tel' : 'text'} {...text(name)} />
          ))}
          <Field label={t('people.field.tags')} hint={t('notebook.tags_hint')} {...text('tags')} />
          <Weekdays label={t('people.field.order_weekdays')} days={values.order_weekdays} onChoose={(days) => set({ order_weekdays: days })} />
          <Field label={t('people.field.opens_at')} type="time" {...text('opens_at')} />
          <Field label={t('people.field.closes_at')} type="time" {...text('closes_at')} {...(isReversed(values.opens_at, values.closes_at) ? { error: t('notebook.hours_reversed') } : {})} />
        </>
      )}
    </FormSheet>
  );
}
