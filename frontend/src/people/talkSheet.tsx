import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import type { ContactRow } from '../data/rows.ts';
import { uuidv7 } from '../data/uuid.ts';
import { METHODS, type Advice } from '../domain/approach.ts';
import { addTexts, t, type Key } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { Button } from '../ui/button.tsx';
import { Chip, Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { FormSheet } from '../ui/form.tsx';
import { Aids } from './aids.tsx';
import { betterWords, type Found } from './phrases.ts';
import { Pick } from './pick.tsx';
import type { AnOp, Write } from './write.ts';
import './people.css';

await addTexts(PEOPLE_TEXTS);

const CHANNELS = ['phone', 'messenger', 'email', 'in_person'] as const;
const QUESTIONS = ['seeking', 'rhetorical', 'choice', 'leading'] as const;
const BENEFITS = ['product', 'company', 'differential'] as const;
const RESULTS = ['opened', 'agreed', 'cool', 'refused'] as const;

interface Typed {
  contact: string;
  channel: string;
  direction: 'in' | 'out';
  purpose: string;
  questions: string[];
  confirmed: string;
  notes: string;
  methods: string[];
  benefit: string;
  result: string;
}

interface Props {
  account: { id: string; name: string };
  contacts: ContactRow[];
  contact: ContactRow | null;
  advice?: Advice | undefined;
  write: Write;
  onClose: () => void;
}

/** A call, a message or a talk (row 65): to what end, by which questions, and what was confirmed; at a first contact also how (row 67). */
export function TalkSheet({ account, contacts, contact, advice, write, onClose }: Props): JSX.Element {
  const initial: Typed = { contact: contact?.id ?? '', channel: contact?.preferred_channel ?? 'phone', direction: 'out', purpose: '', questions: [], confirmed: '', notes: '', methods: [], benefit: '', result: '' };
  const save = async (values: Typed, _: Partial<Typed>, key: string): Promise<void> => {
    const { contact: who, channel, direction, purpose, questions, confirmed, notes, methods, benefit, result } = values;
    const about = { account: account.id, contact: who || null };
    const ops: AnOp[] = [{ type: 'conversation.add', payload: { id: uuidv7(), ...about, channel, direction, purpose, questions, confirmed, notes } }];
    if (methods.length) ops.push({ type: 'approach.add', payload: { id: uuidv7(), ...about, methods, benefit: methods.includes('benefit') && benefit ? benefit : null, result } });
    await write(ops, { said: t('people.talk_saved'), key });
  };
  const isReady = ({ purpose, confirmed, methods, result }: Typed): boolean => Boolean(purpose.trim() && confirmed.trim() && (!methods.length || result));
  return (
    <FormSheet title={t('people.talk_title', { name: account.name })} draft={`talk/${account.id}/${contact?.id ?? ''}`} initial={initial} save={save} isReady={isReady} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Aids isPhone={values.channel !== 'in_person'} />
          <Pick label={t('people.talk_with')} value={values.contact} options={contacts} empty={t('people.not_known')} onChoose={(who) => set({ contact: who })} />
          <Choice look="segments" label={t('people.talk_channel')} value={values.channel} options={CHANNELS.map((value) => ({ value: value as string, text: t(`people.channel.${value}`) }))} onChoose={(channel) => set({ channel })} />
          <Choice look="segments" label={t('people.talk_direction')} value={values.direction} options={(['out', 'in'] as const).map((value) => ({ value, text: t(`people.direction.${value}`) }))} onChoose={(direction) => set({ direction })} />
          <Field label={t('people.talk_purpose')} required maxLength={200} {...text('purpose')} />
          <Chips title={t('people.talk_questions')} stem="people.question" values={QUESTIONS} chosen={values.questions} onChange={(questions) => set({ questions })} />
          <Field label={t('people.talk_confirmed')} hint={t('people.talk_confirmed_hint')} required rows={2} maxLength={1000} {...text('confirmed')} />
          <Better typed={{ purpose: values.purpose, confirmed: values.confirmed, notes: values.notes }} onReplace={set} />
          <Field label={t('people.talk_notes')} rows={2} maxLength={5000} {...text('notes')} />
          <Approach values={values} set={set} advice={advice} />
        </>
      )}
    </FormSheet>
  );
}

interface ChipsProps {
  title: string;
  stem: string;
  values: readonly string[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

function Chips({ title, stem, values, chosen, onChange }: ChipsProps): JSX.Element {
  const toggled = (value: string): string[] => (chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <div class="field" role="group" aria-label={title}>
      <p class="label">{title}</p>
      <div class="chips chips--wrap">
        {values.map((value) => (
          <Chip key={value} on={chosen.includes(value)} onToggle={() => onChange(toggled(value))}>
            {t(`${stem}.${value}` as Key)}
          </Chip>
        ))}
      </div>
    </div>
  );
}

/** Words that put people off, and better ones: a hint while typing, never a lock. */
function Better({ typed, onReplace }: { typed: Record<'purpose' | 'confirmed' | 'notes', string>; onReplace: (changes: Partial<Typed>) => void }): JSX.Element | null {
  const { data: phrases } = useLive('every', { table: 'phrases' }, ['phrases']);
  const found = Object.entries(typed).flatMap(([field, words]) => betterWords(words, (phrases ?? []) as Found['phrase'][]).map((each) => ({ ...each, field, words })));
  if (!found.length) return null;
  return (
    <div role="status">
      {found.map(({ phrase, field, words, replaced }) => (
        <p key={`${field}${phrase.id}`} class="phrase-hint">
          <span>{[t('people.phrase_better', { text: phrase.text, better: phrase.better }), phrase.reason].filter(Boolean).join(' · ')}</span>
          <Button small onClick={() => onReplace({ [field]: replaced(words) })}>
            {t('people.phrase_use')}
          </Button>
        </p>
      ))}
    </div>
  );
}

function Approach({ values, set, advice }: { values: Typed; set: (changes: Partial<Typed>) => void; advice: Advice | undefined }): JSX.Element {
  const order = advice?.methods.map(({ method }) => method) ?? [...METHODS];
  const [isOpen, setOpen] = useState(Boolean(advice) || values.methods.length > 0);
  if (!isOpen)
    return (
      <Button kind="quiet" onClick={() => setOpen(true)}>
        {t('people.talk_approach')}
      </Button>
    );
  return (
    <>
      <Chips title={t('people.talk_approach')} stem="people.method" values={order} chosen={values.methods} onChange={(methods) => set({ methods })} />
      {values.methods.map((method) => (
        <p key={method} class="hint">
          {t(`people.method_how.${method}` as Key)}
        </p>
      ))}
      {values.methods.includes('benefit') && <Choice look="chips" label={t('people.benefit')} value={values.benefit} options={BENEFITS.map((value) => ({ value: value as string, text: t(`people.benefit.${value}`) }))} onChoose={(benefit) => set({ benefit })} />}
      {values.methods.length > 0 && (
        <div class="field">
          <p class="label">{t('people.result')}</p>
          <Choice look="chips" label={t('people.result')} value={values.result} options={RESULTS.map((value) => ({ value: value as string, text: t(`people.result.${value}`) }))} onChoose={(result) => set({ result })} />
        </div>
      )}
    </>
  );
}
