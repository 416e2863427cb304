import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';

interface PopoverProps {
  /** The chip's words: the filter as a sentence once it is set. */
  text: string;
  on: boolean;
  /** Opened as it comes in: it was just asked for. */
  isOpen?: boolean;
  children: ComponentChildren;
}

/** A chip that opens a small panel below itself; Escape and a click elsewhere close it. */
export function Popover({ text, on, isOpen = false, children }: PopoverProps): JSX.Element {
  const [open, setOpen] = useState(isOpen);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      box.current?.querySelector('button')?.focus();
    };
    addEventListener('pointerdown', outside);
    addEventListener('keydown', escape);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('keydown', escape);
    };
  }, [open]);
  return (
    <div class="popover" ref={box}>
      <button type="button" class={on ? 'filter filter--on' : 'filter'} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {text}
        <Icon name="forward" small />
      </button>
      <div id={id} class="popover__panel" role="group" aria-label={text} hidden={!open}>
        {children}
      </div>
    </div>
  );
}
