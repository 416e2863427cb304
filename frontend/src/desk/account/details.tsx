import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { clockText, hoursTold, isReversed } from '../../domain/hours.ts';
import { t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { Weekdays, weekdayText } from '../../ui/weekdays.tsx';
import { mergedOrAsked } from '../../people/conflicts.ts';
import { patch } from '../forms/writing.ts';
import type { DeskAccount } from '../rows.ts';
import { Fact } from './facts.tsx';
import type { SectionProps } from './sections.ts';

const TEXTS = ['name', 'licence_name', 'industry', 'phone', 'address', 'street', 'village'] as const;
const LENGTHS = { name: 200, licence_name: 200, industry: 100, phone: 40, address: 300, street: 100, village: 100 };

/** What the file says of the account itself; whoever may write it edits it here. */
export function Details({ account, mayWrite, reload }: SectionProps): JSX.Element {
  const [isEditing, setEditing] = useState(false);
  const said = (value: string | undefined): string => value || t('none');
  return (
    <Section
      title={t('notebook.details')}
      action={
        mayWrite && (
          <Button small kind="quiet" onClick={() => setEditing(true)}>
            {t('notebook.edit')}
          </Button>
        )
      }
    >
      <dl class="facts">
        {TEXTS.filter((name) => account[name] !== undefined).map((name) => (
          <Fact key={name} title={t(`notebook.field.${name}`)}>
            {said(account[name])}
          </Fact>
        ))}
        {account.order_weekdays && <Fact title={t('notebook.field.order_weekdays')}>{account.order_weekdays.map(weekdayText).join(t('desk.or')) || t('none')}</Fact>}
        {(account.opens_at || account.closes_at) && <Fact title={t('notebook.field.open')}>{[account.opens_at, account.closes_at].map(clockText).join(' – ')}</Fact>}
        {account.external_id && <Fact title={t('notebook.field.external_id')}>{account.external_id}</Fact>}
        {(account.tags?.length ?? 0) > 0 && (
          <Fact title={t('notebook.field.tags')}>
            <span class="badges">
              {account.tags?.map((tag) => (
                <Badge key={tag}>{tag}</Badge>
              ))}
            </span>
          </Fact>
        )}
      </dl>
      {isEditing && <Edit account={account} reload={reload} onClose={() => setEditing(false)} />}
    </Section>
  );
}

interface Typed {
  name: string;
  licence_name: string;
  industry: string;
  phone: string;
  address: string;
  street: string;
  village: string;
  order_weekdays: number[];
  opens_at: string;
  closes_at: string;
  tags: string;
}

function Edit({ account, reload, onClose }: { account: DeskAccount; reload: () => void; onClose: () => void }): JSX.Element {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, account[name] ?? ''])) as Record<(typeof TEXTS)[number], string>;
  const initial: Typed = { ...texts, order_weekdays: account.order_weekdays ?? [], opens_at: clockText(account.opens_at), closes_at: clockText(account.closes_at), tags: (account.tags ?? []).join(' ') };
  const save = (_: Typed, { tags, ...changed }: Partial<Typed>, key: string): Promise<unknown> => {
    const body = { ...changed, ...hoursTold(changed), ...(tags === undefined ? {} : { tags: tags.split(/[\s,，、]+/).filter(Boolean) }) };
    return mergedOrAsked('accounts', account.id, account.version, body, (changes, version) => patch(`accounts/${account.id}`, version, { body: changes, key: `${key}/${version}` }));
  };
  return (
    <FormSheet title={t('notebook.edit_title', { name: account.name })} draft={`account/${account.id}`} initial={initial} save={save} isReady={({ name }) => Boolean(name.trim())} refresh={reload} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          {TEXTS.map((name) => (
            <Field key={name} label={t(`notebook.field.${name}`)} maxLength={LENGTHS[name]} type={name === 'phone' ? 'tel' : 'text'} {...text(name)} />
          ))}
          <Field label={t('notebook.field.tags')} hint={t('notebook.tags_hint')} {...text('tags')} />
          <Weekdays label={t('notebook.field.order_weekdays')} days={values.order_weekdays} onChoose={(days) => set({ order_weekdays: days })} />
          <Field label={t('notebook.field.opens_at')} type="time" {...text('opens_at')} />
          <Field label={t('notebook.field.closes_at')} type="time" {...text('closes_at')} {...(isReversed(values.opens_at, values.closes_at) ? { error: t('notebook.hours_reversed') } : {})} />
        </>
      )}
    </FormSheet>
  );
}
