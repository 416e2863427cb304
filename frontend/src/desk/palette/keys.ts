/** What opens the palette: Ctrl+K (⌘K) anywhere, `/` where nobody is writing. The palette itself is loaded then. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

export const finding = signal(false);

export function useFinding(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isShortcut = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.target);
      if ((!isShortcut && !isSlash) || event.isComposing) return;
      // A sheet over the page keeps what is being written in it; Ctrl+K closes the palette again.
      if (document.querySelector('dialog[open]:not(.palette)')) return;
      event.preventDefault();
      finding.value = isShortcut ? !finding.value : true;
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
