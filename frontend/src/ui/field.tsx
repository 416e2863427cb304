import { h, type JSX } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  /** What is wrong with it, in the reader's words. */
  error?: string;
  hint?: string;
  /** Makes it a text area of so many lines. */
  rows?: number;
  type?: 'text' | 'password' | 'date' | 'datetime-local' | 'number' | 'search' | 'tel' | 'time';
  placeholder?: string;
  maxLength?: number;
  min?: string;
  required?: boolean;
  disabled?: boolean;
  autocomplete?: 'username' | 'current-password' | 'off';
  autocapitalize?: 'none';
  spellcheck?: boolean;
}

/** A labelled text field; with `rows` it is a text area, where the keyboard's dictation has room. */
export function Field({ label, value, onInput, error, hint, rows, type = 'text', ...rest }: FieldProps): JSX.Element {
  const id = useId();
  const said = error ?? hint;
  const shared = {
    id,
    class: 'input',
    value,
    'aria-invalid': Boolean(error),
    ...(said ? { 'aria-describedby': `${id}-said` } : {}),
    onInput: (event: Event) => onInput((event.currentTarget as HTMLInputElement).value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {/* Preact types an input by its literal type; ours is chosen by the caller. */}
      {rows ? <textarea {...shared} {...rest} rows={rows} /> : h('input', { ...shared, ...rest, type } as JSX.IntrinsicElements['input'])}
      {said && (
        <p id={`${id}-said`} class={error ? 'error' : 'hint'}>
          {said}
        </p>
      )}
    </div>
  );
}
