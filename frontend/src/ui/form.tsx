/**
 * The one way in which something is edited by a form: a sheet, what was typed kept until it is saved or thrown away, each
 * refused field said beside it.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { uuidv7 } from '../data/uuid.ts';
import { FORM_TEXTS } from '../i18n/form.ts';
import { addTexts, t } from '../i18n/index.ts';
import { Button } from './button.tsx';
import { dropDraft, keepDraft, keptDraft } from './drafts.ts';
import { fieldError } from './fieldError.ts';
import { Banner } from './layout.tsx';
import { Sheet } from './sheet.tsx';

await addTexts(FORM_TEXTS);

/** What a form holds: texts, choices, flags, lists. */
export type Values = object;

export interface Form<V extends Values> {
  values: V;
  set: (changes: Partial<V>) => void;
  /** What a `Field` of this name takes; only for texts. */
  text: (name: keyof V & string) => { value: string; onInput: (value: string) => void; error?: string };
  /** What is wrong with this field, in the reader's words. */
  error: (name: string) => string | undefined;
}

interface FormSheetProps<V extends Values> {
  title: ComponentChildren;
  /** Names what is being edited, e.g. `account/…`: the draft is found again by it. */
  draft: string;
  initial: V;
  /**
   * Sends what was typed and throws the refusal. `changed` holds only what differs from `initial`; `key` is the Idempotency-Key:
   * the same as long as the same words are tried again.
   */
  save: (values: V, changed: Partial<V>, key: string) => Promise<unknown>;
  /** Whether it can be sent at all. */
  isReady?: (values: V) => boolean;
  /** Somebody else was faster (412): brings the row as it now stands, so that it can be saved over it. */
  refresh?: () => Promise<unknown> | void;
  saveText?: string;
  /** This form's own words for a refusal; undefined leaves it to the general ones. */
  wordRefusal?: (refused: Refused) => ComponentChildren;
  onClose: () => void;
  children: (form: Form<V>) => ComponentChildren;
}

export type Refused = Error & { status?: number; code?: string; fields?: Record<string, string[]>; more?: Record<string, unknown> };

export function FormSheet<V extends Values>({ title, draft, initial, save, isReady = () => true, refresh, saveText, wordRefusal, onClose, children }: FormSheetProps<V>): JSX.Element {
  const id = useId();
  const kept = useRef(keptDraft<V>(draft));
  const [values, setValues] = useState<V>({ ...initial, ...kept.current });
  const [refused, setRefused] = useState<Refused | null>(null);
  const [busy, setBusy] = useState(false);
  const key = useRef(uuidv7());
  const set = (changes: Partial<V>): void => {
    const next = { ...values, ...changes };
    key.current = uuidv7();
    setValues(next);
    keepDraft(draft, changedOf(initial, next));
  };
  const error = (name: string): string | undefined => fieldError(refused?.fields?.[name]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || !isReady(values)) return;
    setBusy(true);
    setRefused(null);
    try {
      await save(values, changedOf(initial, values), key.current);
      dropDraft(draft);
      onClose();
    } catch (failure) {
      setRefused(failure as Refused);
      if ((failure as Refused).status === 412) await refresh?.();
    } finally {
      setBusy(false);
    }
  };
  const startAnew = (): void => {
    dropDraft(draft);
    kept.current = null;
    setValues(initial);
  };
  const form: Form<V> = {
    values,
    set,
    error,
    text: (name) => {
      const said = error(name);
      return { value: String(values[name] ?? ''), onInput: (value) => set({ [name]: value } as unknown as Partial<V>), ...(said ? { error: said } : {}) };
    },
  };
  return (
    <Sheet
      title={title}
      onClose={onClose}
      foot={
        <Button type="submit" form={id} kind="primary" disabled={busy || !isReady(values)}>
          {saveText ?? t('save')}
        </Button>
      }
    >
      <form id={id} class="form" noValidate onSubmit={(event) => void submit(event)}>
        {kept.current && (
          <Banner
            tone="calm"
            icon="saved"
            action={
              <Button small onClick={startAnew}>
                {t('form.start_anew')}
              </Button>
            }
          >
            {t('form.restored')}
          </Banner>
        )}
        {refused && (wordRefusal?.(refused) ?? <Why refused={refused} />)}
        {children(form)}
      </form>
    </Sheet>
  );
}

/** Why it was not saved; what was typed is still there. */
function Why({ refused }: { refused: Refused }): JSX.Element {
  if (refused.name === 'Unreachable') return <Banner icon="cloud">{t('form.offline')}</Banner>;
  if (refused.status === 412) return <Banner icon="warning">{t('form.stale')}</Banner>;
  if (refused.status === 403) return <Banner icon="warning">{t('form.not_yours')}</Banner>;
  if (refused.status === 400) return <Banner icon="warning">{t('form.refused')}</Banner>;
  return <Banner icon="warning">{t('form.failed', { detail: refused.message })}</Banner>;
}

function changedOf<V extends Values>(initial: V, values: V): Partial<V> {
  const before = initial as Record<string, unknown>;
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]))) as Partial<V>;
}
