import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

interface PickProps {
  label: string;
  value: string;
  options: { id: string; name: string }[];
  /** What no choice is called. */
  empty: string;
  error?: string | undefined;
  onChoose: (id: string) => void;
}

/** One of a list that grows: a native select, which a phone shows in its own way. */
export function Pick({ label, value, options, empty, error, onChoose }: PickProps): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} class="input" value={value} aria-invalid={Boolean(error)} {...(error ? { 'aria-describedby': `${id}-said` } : {})} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{empty}</option>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.name}
          </option>
        ))}
      </select>
      {error && (
        <p id={`${id}-said`} class="error">
          {error}
        </p>
      )}
    </div>
  );
}
