import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { IconButton } from './button.tsx';

interface SheetProps {
  title: ComponentChildren;
  /** Called when the person closes it: button, Escape, a tap beside it. */
  onClose: () => void;
  /** The main action: it stays in the thumb's reach while the body scrolls. */
  foot?: ComponentChildren;
  children: ComponentChildren;
}

/** A sheet from below (a dialog in the middle on a desk). It is open while it is rendered. */
export function Sheet({ title, onClose, foot, children }: SheetProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // The heading takes the focus, so that no keyboard jumps up over the choices.
    element?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const beside = (event: MouseEvent): void => {
    if (event.target === dialog.current) onClose();
  };
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby={heading}
      onClick={beside}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header class="sheet__head">
        <div>
          <h2 id={heading} tabIndex={-1}>
            {title}
          </h2>
        </div>
        <IconButton name="close" label={t('close')} onClick={onClose} />
      </header>
      <div class="sheet__body" tabIndex={0} role="group" aria-labelledby={heading}>
        {children}
      </div>
      {foot && <footer class="sheet__foot">{foot}</footer>}
    </dialog>
  );
}
