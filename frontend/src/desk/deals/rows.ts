/** Rows of registered projects as the API gives them (row 38). */
import type { DealStatus } from '../../data/rows.ts';
import type { Figure } from '../../ui/explain.tsx';

export interface Named {
  id: string;
  name: string;
}

export interface Product extends Named {
  code: string;
}

export type { DealStatus };

export interface Deal extends Named {
  account: Named;
  registrant: Named;
  status: DealStatus;
  products: { product: Product; quantity: string | null }[];
  expected_value: string | null;
  currency: string;
  registered_at: string;
  registered_by: Named | null;
  asked_at: string | null;
  protected_until: string;
  quotes: { id: string; dealer: Named; total: string; given_at: string }[];
  closed_at: string | null;
  closed_by: Named | null;
  close_reason: string;
  version: number;
}

export interface Quote {
  id: string;
  dealer: Named;
  currency: string;
  total: string;
  lines: { product: Product; quantity: string; unit_price: string; floor: string | null; first_price: string | null; fine: string }[];
  offence: { id: string; kind: OffenceKind; fine: string; waived_at: string | null } | null;
  given_at: string;
  by: Named | null;
  note: string;
  replaced_at: string | null;
}

export interface Bound {
  product: Product;
  floor: string | null;
  floor_until: string | null;
  first_price: string | null;
}

export type OffenceKind = 'below_floor' | 'below_first';

export interface Offence {
  id: string;
  dealer: Named;
  deal: Named;
  kind: OffenceKind;
  fine: string;
  currency: string;
  at: string;
  waived_at: string | null;
  waived_by: Named | null;
  waive_reason: string;
}

export interface Proposal {
  id: string;
  account: Named;
  evidence: string[];
  state: 'open' | 'accepted' | 'declined';
  raised_at: string;
  decided_by: Named | null;
  decision_reason: string;
}

/** What a refused quote says of each line. */
export interface JudgedLine {
  product: string;
  unit_price: string;
  floor: string | null;
  first_price: string | null;
  below_floor: boolean;
  below_first: boolean;
  fine: Figure | null;
}
