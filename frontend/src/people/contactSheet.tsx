import type { JSX } from 'preact';
import type { ContactRow } from '../data/rows.ts';
import { refId } from '../data/rows.ts';
import type { ContactChanges } from '../data/ops.ts';
import { uuidv7 } from '../data/uuid.ts';
import { addTexts, t, type Key } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { Chip, Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { FormSheet } from '../ui/form.tsx';
import { Pick } from './pick.tsx';
import type { Write } from './write.ts';
import './people.css';

await addTexts(PEOPLE_TEXTS);

const TYPES = ['self_centred', 'pragmatic', 'fortress', 'suspicious', 'easy_going'] as const;
const ROLES = ['decides', 'influences', 'uses', 'gatekeeper', 'buys'] as const;
const CHANNELS = ['in_person', 'phone', 'messenger', 'email', 'letter'] as const;
const NEEDS = ['need_belonging', 'need_esteem', 'need_growth'] as const;

interface Typed {
  name: string;
  position: string;
  phone: string;
  other_phones: string;
  email: string;
  other_emails: string;
  preferred_channel: string;
  decision_roles: string[];
  personality: string;
  birthday: string;
  reports_to: string;
  need_belonging: string;
  need_esteem: string;
  need_growth: string;
  is_primary: boolean;
  notes: string;
}

interface Props {
  account: { id: string; name: string };
  /** Null: a new person. */
  contact: ContactRow | null;
  /** The others of the account, to say who reports to whom. */
  others: ContactRow[];
  write: Write;
  onClose: () => void;
}

/** One person of an account, written down or changed; on the phone also without a network (rows 66, 70). */
export function ContactSheet({ account, contact, others, write, onClose }: Props): JSX.Element {
  const said = { said: t('people.saved') };
  const save = async (_: Typed, changed: Partial<Typed>, key: string): Promise<void> => {
    const changes = changesOf(changed);
    if (!Object.keys(changes).length && contact) return;
    if (contact) await write([{ type: 'contact.update', payload: { contact: contact.id, changes } }], { ...said, version: contact.version, key });
    else await write([{ type: 'contact.add', payload: { id: uuidv7(), account: account.id, name: '', ...changes } }], { ...said, key });
  };
  const title = contact ? t('people.edit_title', { name: contact.name }) : t('people.add_title', { name: account.name });
  return (
    <FormSheet title={title} draft={`contact/${contact?.id ?? account.id}`} initial={typedOf(contact)} save={save} isReady={({ name }) => Boolean(name.trim())} onClose={onClose}>
      {({ values, set, text, error }) => (
        <>
          <Field label={t('people.field.name')} required maxLength={100} {...text('name')} />
          <Field label={t('people.field.position')} maxLength={100} {...text('position')} />
          <Field label={t('people.field.phone')} type="tel" maxLength={40} {...text('phone')} />
          <Field label={t('people.field.other_phones')} hint={t('people.several_hint')} {...text('other_phones')} />
          <Field label={t('people.field.email')} maxLength={254} autocapitalize="none" {...text('email')} />
          <Field label={t('people.field.other_emails')} hint={t('people.several_hint')} autocapitalize="none" {...text('other_emails')} />
          <Group title={t('people.field.personality')}>
            <Choice look="chips" label={t('people.field.personality')} value={values.personality} options={options(TYPES, 'personality', 'people.unjudged')} onChoose={(personality) => set({ personality })} />
          </Group>
          <Group title={t('people.field.decision_roles')}>
            <div class="chips chips--wrap">
              {ROLES.map((role) => (
                <Chip key={role} on={values.decision_roles.includes(role)} onToggle={() => set({ decision_roles: toggled(values.decision_roles, role) })}>
                  {t(`people.role.${role}`)}
                </Chip>
              ))}
            </div>
          </Group>
          <Group title={t('people.field.preferred_channel')}>
            <Choice look="chips" label={t('people.field.preferred_channel')} value={values.preferred_channel} options={options(CHANNELS, 'people.channel', 'people.not_known')} onChoose={(preferred_channel) => set({ preferred_channel })} />
          </Group>
          <Field label={t('people.field.birthday')} type="date" {...text('birthday')} />
          {NEEDS.map((need) => (
            <Field key={need} label={t(`people.field.${need}`)} maxLength={300} {...(need === 'need_esteem' ? { hint: t('people.need_hint') } : {})} {...text(need)} />
          ))}
          <Pick label={t('people.field.reports_to')} value={values.reports_to} empty={t('people.nobody')} options={others.filter(({ id }) => id !== contact?.id)} error={error('reports_to')} onChoose={(reports_to) => set({ reports_to })} />
          <label class="check">
            <input type="checkbox" checked={values.is_primary} onChange={(event) => set({ is_primary: event.currentTarget.checked })} />
            {t('people.field.is_primary')}
          </label>
          <Field label={t('people.field.notes')} rows={2} maxLength={5000} {...text('notes')} />
        </>
      )}
    </FormSheet>
  );
}

function Group({ title, children }: { title: string; children: JSX.Element }): JSX.Element {
  return (
    <div class="field">
      <p class="label">{title}</p>
      {children}
    </div>
  );
}

function options(values: readonly string[], stem: string, none: Key): { value: string; text: string }[] {
  return [...values.map((value) => ({ value, text: t(`${stem}.${value}` as Key) })), { value: '', text: t(none) }];
}

const toggled = (list: string[], item: string): string[] => (list.includes(item) ? list.filter((each) => each !== item) : [...list, item]);

function typedOf(contact: ContactRow | null): Typed {
  const { name = '', position = '', phone = '', email = '', other_phones = [], other_emails = [], notes = '', is_primary = false } = contact ?? {};
  return {
    name,
    position,
    phone,
    email,
    notes,
    is_primary,
    other_phones: other_phones.join(', '),
    other_emails: other_emails.join(', '),
    preferred_channel: contact?.preferred_channel ?? '',
    decision_roles: contact?.decision_roles ?? [],
    personality: contact?.personality ?? '',
    birthday: contact?.birthday ?? '',
    reports_to: refId(contact?.reports_to) ?? '',
    need_belonging: contact?.need_belonging ?? '',
    need_esteem: contact?.need_esteem ?? '',
    need_growth: contact?.need_growth ?? '',
  };
}

const several = (text: string): string[] => text.split(/[,，、;；\n]+/).map((each) => each.trim()).filter(Boolean);

/** As the server takes it: lists as lists, nothing chosen as null. */
function changesOf({ other_phones, other_emails, preferred_channel, personality, birthday, reports_to, ...rest }: Partial<Typed>): ContactChanges {
  return {
    ...rest,
    ...(other_phones === undefined ? {} : { other_phones: several(other_phones) }),
    ...(other_emails === undefined ? {} : { other_emails: several(other_emails) }),
    ...(preferred_channel === undefined ? {} : { preferred_channel: preferred_channel || null }),
    ...(personality === undefined ? {} : { personality: (personality || null) as ContactRow['personality'] }),
    ...(birthday === undefined ? {} : { birthday: birthday || null }),
    ...(reports_to === undefined ? {} : { reports_to: reports_to || null }),
  };
}
