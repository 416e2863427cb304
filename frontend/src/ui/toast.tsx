import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { Button } from './button.tsx';

interface Toast {
  id: number;
  text: string;
  act: (() => void) | undefined;
  label: string;
}

const toasts = signal<Toast[]>([]);
let last = 0;

/** Says something for six seconds, with "undo" where there is a way back, or another act that has a name. */
export function toast(text: string, act?: () => void, label = t('undo')): void {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-1), { id, text, act, label }];
  setTimeout(() => remove(id), 6_000);
}

function remove(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, act, label }) => (
        <div class="toast" key={id}>
          <p>{text}</p>
          {act && (
            <Button
              small
              onClick={() => {
                remove(id);
                act();
              }}
            >
              {label}
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}
