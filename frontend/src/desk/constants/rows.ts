/** Rows of the constants register as the API gives them (row 1). */
export interface Constant {
  id: string;
  key: string;
  low: string;
  high: string;
  unit: string;
  currency: string;
  meaning_zh: string;
  meaning_en: string;
  source_title: string;
  place: string;
  quote: string;
  readings: { code: string; zh: string; en: string }[];
  reading: string;
  note: string;
  is_used: boolean;
  edited_at: string | null;
  version: number;
}

export interface Edit {
  id: number;
  at: string;
  by: { id: string; name: string } | null;
  why: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}
