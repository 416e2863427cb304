/** What must be done on a visit; the twin of `undone` in `visits/steps.py` (row 79). */
import type { StepKind, StepResult, VisitTypeRow } from '../data/rows.ts';

/** Steps that are a must and neither done nor skipped with a reason; nobody met, nothing asked. */
export function undone(type: VisitTypeRow | undefined, results: StepResult[], outcome: string | null): StepKind[] {
  if (!type || outcome === 'not_met') return [];
  const given = new Set(results.filter(isAnswered).map(({ kind }) => kind));
  return type.steps.filter(({ kind, must }) => must && !given.has(kind)).map(({ kind }) => kind);
}

/** What a step that was done cannot be without. */
const NEEDED: Partial<Record<StepKind, string>> = { stock_count: 'counts', price_check: 'prices', competitor_promotion: 'competitor', referral: 'name', licence_check: 'matches' };

export function isAnswered({ kind, state, reason, note, details }: StepResult): boolean {
  if (state === 'skipped') return Boolean(reason?.trim());
  const needed = NEEDED[kind];
  const value = needed ? details?.[needed] : true;
  return Boolean(note?.trim()) || value === false || (Array.isArray(value) ? value.length > 0 : Boolean(value));
}

/** Only what can be sent: a step that was begun and left empty says nothing. */
export const answered = (results: StepResult[] | undefined): StepResult[] => (results ?? []).filter(isAnswered);
