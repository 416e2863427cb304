/** What to mind about the open needs of a customer (row 54), as `accounts/needs.py` says it. */
export interface KnownNeed {
  id: string;
  kind: 'material' | 'emotional';
  is_dominant: boolean;
  handling: string | null;
  conflict: string;
}

/** The dominant one first, then what weighs on the heart, then the rest. */
export function inOrderOfCare<N extends KnownNeed>(needs: N[]): N[] {
  const rank = (need: N): number => (need.is_dominant ? 0 : need.kind === 'emotional' ? 1 : 2);
  return [...needs].sort((a, b) => rank(a) - rank(b));
}

/** A conflict needs a way chosen; nobody is steered to another material need while the heart is not at ease. */
export function warningOf(need: KnownNeed, all: KnownNeed[]): 'choose_handling' | 'emotional_first' | null {
  if (need.conflict && !need.handling) return 'choose_handling';
  const steers = need.handling === 'reorder' || need.handling === 'win_understanding';
  return need.kind === 'material' && steers && all.some(({ kind }) => kind === 'emotional') ? 'emotional_first' : null;
}
