/** Clock times as forms hold them, `08:30` or empty, and what is wrong with them before the server says so (rows 17, 79). */
export type Window = [from: string, to: string];
export type WindowProblem = 'incomplete' | 'reversed' | 'overlap';

/** Both are told, and the first is not before the second. */
export function isReversed(from: string, to: string): boolean {
  return from !== '' && to !== '' && from >= to;
}

/** What is wrong with the window at `index`; null: nothing. Of two that overlap, or meet, the later one in the day is at fault. */
export function windowProblem(windows: readonly Window[], index: number): WindowProblem | null {
  const [from, to] = windows[index] ?? ['', ''];
  if (!from || !to) return 'incomplete';
  if (isReversed(from, to)) return 'reversed';
  const isHit = windows.some(([start, end], other) => other !== index && start && end > start && start <= from && from <= end && (start < from || other < index));
  return isHit ? 'overlap' : null;
}

/** Those of an account's hours that a form changed, as the server takes them: one that was wiped is none. */
export function hoursTold(changed: { opens_at?: string; closes_at?: string }): Record<string, string | null> {
  return Object.fromEntries((['opens_at', 'closes_at'] as const).filter((name) => name in changed).map((name) => [name, changed[name] || null]));
}

/** `08:30:00` of the server as a form holds it. */
export const clockText = (clock: string | null | undefined): string => clock?.slice(0, 5) ?? '';
