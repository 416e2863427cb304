import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon.tsx';

/** A filter that is on or off. */
export function Chip({ on, onToggle, icon, children }: { on: boolean; onToggle: () => void; icon?: IconName; children: ComponentChildren }): JSX.Element {
  return (
    <button type="button" class="chip" aria-pressed={on} onClick={onToggle}>
      {icon && <Icon name={icon} small />}
      {children}
    </button>
  );
}

interface ChoiceProps<T> {
  /** What is being chosen, for those who hear the screen. */
  label: string;
  value: T | null;
  options: { value: T; text: string; icon?: IconName }[];
  onChoose: (value: T) => void;
  look: 'tiles' | 'segments' | 'chips';
}

const CLASSES = { tiles: ['tiles', 'tile'], segments: ['segments', 'segment'], chips: ['chips chips--wrap', 'chip'] } as const;

/** One of several: a radio group with arrow keys, drawn as tiles, segments or chips. */
export function Choice<T extends string | number>({ label, value, options, onChoose, look }: ChoiceProps<T>): JSX.Element {
  const [group, item] = CLASSES[look];
  const chosen = options.findIndex((option) => option.value === value);
  const move = (event: KeyboardEvent, from: number): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const to = (from + step + options.length) % options.length;
    const option = options[to];
    if (option) onChoose(option.value);
    ((event.currentTarget as HTMLElement).parentElement?.children[to] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class={group} role="radiogroup" aria-label={label}>
      {options.map((option, i) => (
        <button
          type="button"
          class={item}
          role="radio"
          key={option.value}
          aria-checked={option.value === value}
          tabIndex={i === Math.max(chosen, 0) ? 0 : -1}
          onClick={() => onChoose(option.value)}
          onKeyDown={(event) => move(event, i)}
        >
          {option.icon && <Icon name={option.icon} />}
          {option.text}
        </button>
      ))}
    </div>
  );
}
