import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

interface SelectProps {
  label: string;
  value: string;
  options: { value: string; text: string }[];
  onChoose: (value: string) => void;
  /** Shown while nothing is chosen. */
  empty?: string;
  error?: string;
  hint?: string;
  disabled?: boolean;
}

/** A labelled choice of many, the platform's own: it is searched by typing and scrolls by itself. */
export function Select({ label, value, options, onChoose, empty, error, hint, disabled = false }: SelectProps): JSX.Element {
  const id = useId();
  const said = error ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} class="input" value={value} disabled={disabled} aria-invalid={Boolean(error)} {...(said ? { 'aria-describedby': `${id}-said` } : {})} onChange={(event) => onChoose(event.currentTarget.value)}>
        {empty !== undefined && <option value="">{empty}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      {said && (
        <p id={`${id}-said`} class={error ? 'error' : 'hint'}>
          {said}
        </p>
      )}
    </div>
  );
}
