import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { person } from '../../data/page.ts';
import { refName, type PreferenceKind, type PreferenceRow, type PreferenceSource, type Ref } from '../../data/rows.ts';
import { day, t, type Key } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { AccountPicker } from '../forms/accountPicker.tsx';
import { patch, post } from '../forms/writing.ts';
import type { SectionProps } from './sections.ts';

const KINDS: PreferenceKind[] = ['preference', 'habit', 'suggestion', 'material'];
const SOURCES: PreferenceSource[] = ['said', 'observed', 'neighbour', 'former_manager', 'colleague'];

/** What we learned, with its day and who told it (rows 18, 23), and how the customer likes to be reached. */
export function Preferences({ account, overview, mayWrite, isShort, reload }: SectionProps): JSX.Element {
  const [editing, setEditing] = useState<PreferenceRow | 'new' | null>(null);
  const shown = isShort ? overview.preferences.slice(0, 3) : overview.preferences;
  const channel = overview.contacts.find((contact) => contact.is_primary)?.preferred_channel;
  return (
    <Section
      title={t('notebook.preferences')}
      action={
        mayWrite && (
          <Button small kind="quiet" icon="plus" aria-label={t('notebook.add_what', { what: t('notebook.preferences') })} onClick={() => setEditing('new')}>
            {t('notebook.add')}
          </Button>
        )
      }
    >
      {channel && <p class="hint">{`${t('notebook.channel')}：${t(`notebook.channel.${channel}` as Key)}`}</p>}
      {!shown.length && <p class="hint">{t('notebook.no_preferences')}</p>}
      {shown.length > 0 && (
        <ul class="rows">
          {shown.map((fact) => (
            <li key={fact.id} class="row">
              <div class="row__body">
                <p>{fact.text}</p>
                <p class="row__sub">
                  <Badge>{t(`notebook.preference.kind.${fact.kind}`)}</Badge> {preferenceSource(fact)} · {day(fact.heard_on)}
                </p>
              </div>
              {mayWrite && !isShort && (
                <Button small kind="quiet" aria-label={`${t('notebook.edit')} ${fact.text}`} onClick={() => setEditing(fact)}>
                  {t('notebook.edit')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {editing && <Edit fact={editing === 'new' ? null : editing} account={account} reload={reload} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function preferenceSource({ source, told_by, teller }: PreferenceRow): string {
  const who = refName(told_by) || teller;
  const where = t(`notebook.source.${source}`);
  return who ? t('notebook.source.by', { source: where, who }) : where;
}

function Edit({ fact, account, reload, onClose }: { fact: PreferenceRow | null; account: { id: string; name: string }; reload: () => void; onClose: () => void }): JSX.Element {
  const initial = {
    kind: fact?.kind ?? 'preference',
    text: fact?.text ?? '',
    source: fact?.source ?? 'said',
    told_by: (fact?.told_by ?? null) as Ref | null,
    teller: fact?.teller ?? '',
    heard_on: fact?.heard_on ?? person.value?.session.today ?? '',
  };
  const asBody = ({ told_by, ...rest }: Partial<typeof initial>): object => ({ ...rest, ...(told_by === undefined ? {} : { told_by: told_by?.id ?? null }) });
  const save = (values: typeof initial, changed: Partial<typeof initial>, key: string): Promise<unknown> => {
    const changes = ['accounts', 'touchpoints'];
    if (!fact) return post('preferences', { body: { account: account.id, ...asBody(values) }, key, changes });
    return Object.keys(changed).length ? patch(`preferences/${fact.id}`, fact.version ?? 1, { body: asBody(changed), key, changes }) : Promise.resolve();
  };
  const retire = async (): Promise<void> => {
    await post(`preferences/${fact?.id}/retire`, { changes: ['accounts'] });
    onClose();
  };
  return (
    <FormSheet title={t('notebook.preference.title', { name: account.name })} draft={`preference/${fact?.id ?? account.id}`} initial={initial} save={save} isReady={({ text }) => Boolean(text.trim())} refresh={reload} onClose={onClose}>
      {({ values, set, text, error }) => (
        <>
          <Choice look="segments" label={t('notebook.preference.kind')} value={values.kind} options={KINDS.map((value) => ({ value, text: t(`notebook.preference.kind.${value}`) }))} onChoose={(kind) => set({ kind })} />
          <Field label={t('notebook.preference.text')} rows={2} maxLength={500} {...text('text')} />
          <Select label={t('notebook.source')} value={values.source} options={SOURCES.map((value) => ({ value, text: t(`notebook.source.${value}`) }))} onChoose={(source) => set({ source: source as PreferenceSource })} />
          {values.source === 'neighbour' && (
            <AccountPicker label={t('notebook.preference.told_by')} value={values.told_by} onChoose={(told_by) => set({ told_by })} {...(error('told_by') ? { error: error('told_by') ?? '' } : {})} />
          )}
          {values.source !== 'said' && values.source !== 'observed' && <Field label={t('notebook.preference.teller')} maxLength={100} {...text('teller')} />}
          <Field label={t('notebook.preference.heard_on')} type="date" {...text('heard_on')} />
          {fact && (
            <Button small kind="quiet" onClick={() => void retire()}>
              {t('notebook.preference.retire')}
            </Button>
          )}
        </>
      )}
    </FormSheet>
  );
}
