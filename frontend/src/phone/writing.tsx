import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask, person, persist } from '../data/page.ts';
import { addDays } from '../domain/days.ts';
import { t } from '../i18n/index.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { toast } from '../ui/toast.tsx';
import { DayChoice } from './dayChoice.tsx';

interface WritingProps {
  account: { id: string; name: string };
  onClose: () => void;
}

/** Says that something was saved, with the way back. */
export function savedWithUndo(text: string, group: string): void {
  persist();
  toast(text, () => void ask('undo', { group }).then((undone) => toast(t(undone ? 'visit.undone' : 'visit.too_late'))));
}

export function NoteSheet({ account, onClose }: WritingProps): JSX.Element {
  const [text, setText] = useState('');
  const save = async (): Promise<void> => {
    const { group } = await ask('addNote', { account: account.id, text: text.trim() });
    onClose();
    savedWithUndo(t('note.saved'), group);
  };
  return (
    <Sheet title={t('note.title', { name: account.name })} onClose={onClose} foot={<Save disabled={!text.trim()} onSave={save} />}>
      <Field label={t('note.text')} rows={4} value={text} placeholder={t('visit.notes_hint')} maxLength={5000} onInput={setText} />
    </Sheet>
  );
}

/** A promise to a customer (row 22): what, and by when. */
export function PromiseSheet({ account, onClose }: WritingProps): JSX.Element {
  const [text, setText] = useState('');
  const today = person.value?.session.today ?? '';
  const [due, setDue] = useState<string | null>(today ? addDays(today, 3) : null);
  const save = async (): Promise<void> => {
    if (!due) return;
    const { group } = await ask('makePromise', { account: account.id, text: text.trim(), due_on: due });
    onClose();
    savedWithUndo(t('promise.saved'), group);
  };
  return (
    <Sheet title={t('promise.title', { name: account.name })} onClose={onClose} foot={<Save disabled={!text.trim() || !due} onSave={save} />}>
      <Field label={t('promise.text')} rows={2} value={text} maxLength={500} onInput={setText} />
      <DayChoice label={t('promise.due')} value={due} onChoose={setDue} />
    </Sheet>
  );
}

function Save({ disabled, onSave }: { disabled: boolean; onSave: () => Promise<void> }): JSX.Element {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      kind="primary"
      disabled={disabled || busy}
      onClick={() => {
        setBusy(true);
        void onSave().finally(() => setBusy(false));
      }}
    >
      {t('save')}
    </Button>
  );
}
