/** The list with the entry at `at` one place further up or down; at the end it stays. */
export function moved<T>(list: readonly T[], at: number, step: 1 | -1): T[] {
  const to = at + step;
  const next = [...list];
  const [entry, other] = [next[at], next[to]];
  if (entry === undefined || other === undefined) return next;
  next[at] = other;
  next[to] = entry;
  return next;
}
