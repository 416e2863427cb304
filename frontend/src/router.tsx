import { signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';

/** Where we are; screens read it, `go` changes it. */
export const here = signal(new URL(location.href));

/** Steps taken inside the app, so that "back" never leaves it. */
let steps = 0;

addEventListener('popstate', () => {
  steps = Math.max(0, steps - 1);
  here.value = new URL(location.href);
});

/** Goes to an address of ours. `replace` leaves no step to go back to (filters in the URL). */
export function go(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const url = new URL(to, location.origin);
  if (url.href === here.value.href) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', url);
  if (!replace) steps++;
  const moved = url.pathname !== here.value.pathname;
  here.value = url;
  if (moved && !replace) scrollTo(0, 0);
}

/** Back to the last screen of ours, or to `otherwise` when this address was opened directly. */
export function back(otherwise: string): void {
  if (steps > 0) history.back();
  else go(otherwise, { replace: true });
}

/** `match('/accounts/:id', '/accounts/7')` answers `{id: '7'}`; null when the address is another. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split('/'), path.replace(/(.)\/$/, '$1').split('/')];
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? '';
    if (part.startsWith(':') && value) found[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return found;
}

interface LinkProps {
  href: string;
  children?: ComponentChildren;
  class?: string;
  id?: string;
  title?: string;
  'aria-label'?: string;
  'aria-current'?: 'page' | 'true';
  /** Asked first; it may keep the click for itself with `preventDefault`. */
  onClick?: (event: MouseEvent) => void;
}

/** A real link (long press, middle click), taken without a page load. */
export function Link({ href, children, onClick, ...rest }: LinkProps): JSX.Element {
  const follow = (event: MouseEvent): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  };
  return (
    <a href={href} onClick={follow} {...rest}>
      {children}
    </a>
  );
}
