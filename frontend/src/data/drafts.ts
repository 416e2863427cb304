import type { Outcome, StepResult } from './rows.ts';

/** What the visit sheet holds before it is saved. It lies in the database, so that a closed app loses nothing. */
export interface Draft {
  visit: string;
  account: string;
  outcome: Outcome | null;
  service_level: number | null;
  notes: string;
  next_action: string;
  next_action_on: string | null;
  /** The kind of visit that was chosen; left out, the usual one. */
  visit_type?: string;
  type_version?: number;
  steps?: StepResult[];
  /** What one told the customer one would do; each becomes a promise. */
  promises?: Commitment[];
}

/** Without words it is none; the id is the promise's own, so that a second sending makes no second one. */
export interface Commitment {
  id: string;
  text: string;
  due_on: string;
}

/** Whether somebody has put anything into it. */
export function hasContent({ outcome, service_level, notes, next_action, next_action_on, steps, promises }: Draft): boolean {
  return Boolean(outcome ?? service_level ?? next_action_on ?? steps?.length) || Boolean(notes || next_action || promises?.some(({ text }) => text));
}

export function emptyDraft(visit: string, account: string): Draft {
  return { visit, account, outcome: null, service_level: null, notes: '', next_action: '', next_action_on: null };
}
