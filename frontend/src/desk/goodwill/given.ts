/** What the form of a grant holds, and what of it is sent. */
export type Proof = 'words' | 'file' | 'none';
export const PROOFS: Proof[] = ['words', 'file', 'none'];

export interface Typed {
  amount: string;
  reason: string;
  proof: Proof;
  evidence: string;
  attachment: string;
  no_evidence_why: string;
}

export const EMPTY: Typed = { amount: '', reason: '', proof: 'words', evidence: '', attachment: '', no_evidence_why: '' };

/** What of the form is sent: only the proof that was chosen. */
export function bodyOf({ amount, reason, proof, evidence, attachment, no_evidence_why }: Typed): Record<string, string> {
  const proofs = { words: { evidence }, file: { attachment }, none: { no_evidence_why } };
  return { amount, reason, ...proofs[proof] };
}

export function isComplete(values: Typed): boolean {
  const { amount, reason, ...proof } = bodyOf(values);
  return Number(amount) > 0 && Boolean(reason?.trim()) && Object.values(proof).every((each) => each.trim());
}
