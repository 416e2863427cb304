import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { ask, person } from '../../data/page.ts';
import { refName, type PreferenceKind, type PreferenceRow, type PreferenceSource } from '../../data/rows.ts';
import { uuidv7 } from '../../data/uuid.ts';
import { day, t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { savedWithUndo } from '../writing.tsx';
import { AddButton } from './addButton.tsx';
import type { PartProps } from './sections.ts';

const KINDS: PreferenceKind[] = ['preference', 'habit', 'suggestion', 'material'];
const SOURCES: PreferenceSource[] = ['said', 'observed', 'neighbour', 'former_manager', 'colleague'];

/** What we learned, with its day and who told it (rows 18, 23). */
export function Preferences({ card: { account, may_write } }: PartProps): JSX.Element | null {
  const [isAdding, setAdding] = useState(false);
  const { data } = useLive('rowsOf', { table: 'preferences', account: account.id }, ['preferences', 'outbox']);
  const facts = ((data ?? []) as PreferenceRow[]).sort((a, b) => (a.heard_on < b.heard_on ? 1 : -1));
  if (!data || (!facts.length && !may_write)) return null;
  return (
    <Section title={t('notebook.preferences')} action={may_write && <AddButton what={t('notebook.preferences')} onAdd={() => setAdding(true)} />}>
      {!facts.length && <p class="hint hint--edge">{t('notebook.no_preferences')}</p>}
      {facts.length > 0 && (
        <ul class="rows">
          {facts.map((fact) => (
            <li class="row" key={fact.id}>
              <span class="row__body">
                <span>{fact.text}</span>
                <span class="row__sub">
                  <Badge>{t(`notebook.preference.kind.${fact.kind}`)}</Badge> {source(fact)} · {day(fact.heard_on)}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {isAdding && <Add account={account} onClose={() => setAdding(false)} />}
    </Section>
  );
}

function source({ source: from, told_by, teller }: PreferenceRow): string {
  const who = refName(told_by) || teller;
  const where = t(`notebook.source.${from}`);
  return who ? t('notebook.source.by', { source: where, who }) : where;
}

function Add({ account, onClose }: { account: { id: string; name: string }; onClose: () => void }): JSX.Element {
  const initial: { kind: PreferenceKind; text: string; source: PreferenceSource; teller: string } = { kind: 'preference', text: '', source: 'said', teller: '' };
  const save = async ({ teller, ...values }: typeof initial): Promise<void> => {
    const payload = { id: uuidv7(), account: account.id, ...values, text: values.text.trim(), heard_on: person.value?.session.today ?? '', ...(teller.trim() ? { teller: teller.trim() } : {}) };
    const { group } = await ask('write', { account: account.id, op: { type: 'preference.add', payload } });
    savedWithUndo(t('notebook.saved'), group);
  };
  const isReady = ({ text, source: from, teller }: typeof initial): boolean => Boolean(text.trim()) && (from !== 'neighbour' || Boolean(teller.trim()));
  return (
    <FormSheet title={t('notebook.preference.title', { name: account.name })} draft={`preference/${account.id}`} initial={initial} save={save} isReady={isReady} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Choice look="segments" label={t('notebook.preference.kind')} value={values.kind} options={KINDS.map((value) => ({ value, text: t(`notebook.preference.kind.${value}`) }))} onChoose={(kind) => set({ kind })} />
          <Field label={t('notebook.preference.text')} rows={2} maxLength={500} {...text('text')} />
          <div class="field">
            <p class="label">{t('notebook.source')}</p>
            <Choice look="chips" label={t('notebook.source')} value={values.source} options={SOURCES.map((value) => ({ value, text: t(`notebook.source.${value}`) }))} onChoose={(from) => set({ source: from })} />
          </div>
          {values.source !== 'said' && values.source !== 'observed' && <Field label={t('notebook.preference.teller')} maxLength={100} {...text('teller')} />}
        </>
      )}
    </FormSheet>
  );
}
