/** How a customer stands, in one line: what needs somebody first, then what is fine. Codes and numbers; the screen words them. */
import { daysBetween } from './days.ts';

export interface Stands {
  last_visit_on?: string | null;
  next_visit_on?: string | null;
  loyalty_band?: string | null;
  open_complaints: number;
  /** Due days of the open promises. */
  promises: string[];
  /** Of what the customer uses: perhaps empty from here, and on what day. */
  supplies: { run_out_from: string | null; run_out_on: string | null; product: string }[];
}

export type HealthCode = 'complaints' | 'promise_late' | 'promise_due' | 'run_out' | 'visit_late' | 'visit_due' | 'never_visited' | 'visited' | 'loyalty' | 'no_loyalty';

export interface HealthItem {
  code: HealthCode;
  tone: 'red' | 'amber' | 'green' | 'grey';
  count?: number;
  word?: string;
}

/** Run-outs and promises this near are worth a word. */
export const SOON_DAYS = 7;

export function healthLine(stands: Stands, today: string): HealthItem[] {
  const until = (day: string): number => daysBetween(today, day);
  const items: HealthItem[] = [];
  if (stands.open_complaints > 0) items.push({ code: 'complaints', tone: 'red', count: stands.open_complaints });
  const promise = [...stands.promises].sort()[0];
  if (promise !== undefined && until(promise) < 0) items.push({ code: 'promise_late', tone: 'red', count: -until(promise) });
  else if (promise !== undefined && until(promise) <= SOON_DAYS) items.push({ code: 'promise_due', tone: 'amber', count: until(promise) });
  items.push(...runOuts(stands, until));
  items.push(...visits(stands, until));
  if (stands.loyalty_band === undefined) return items;
  if (!stands.loyalty_band) items.push({ code: 'no_loyalty', tone: 'grey' });
  else items.push({ code: 'loyalty', tone: stands.loyalty_band === 'at_risk' ? 'red' : stands.loyalty_band === 'fragile' ? 'amber' : 'green', word: stands.loyalty_band });
  return items;
}

/** The first product that may be empty soon. One that ran out long ago was bought elsewhere, or is no longer used. */
function runOuts({ supplies }: Stands, until: (day: string) => number): HealthItem[] {
  const near = supplies
    .filter(({ run_out_from: from, run_out_on: on }) => from && on && until(from) <= SOON_DAYS && until(on) >= -SOON_DAYS)
    .sort((a, b) => ((a.run_out_on ?? '') < (b.run_out_on ?? '') ? -1 : 1))[0];
  if (!near?.run_out_on) return [];
  const days = until(near.run_out_on);
  return [{ code: 'run_out', tone: days <= 0 ? 'red' : 'amber', count: days, word: near.product }];
}

function visits({ last_visit_on: last, next_visit_on: next }: Stands, until: (day: string) => number): HealthItem[] {
  const items: HealthItem[] = [];
  if (next && until(next) < 0) items.push({ code: 'visit_late', tone: 'red', count: -until(next) });
  else if (next && until(next) <= 1) items.push({ code: 'visit_due', tone: 'amber', count: until(next) });
  if (last) items.push({ code: 'visited', tone: 'green', count: -until(last) });
  else if (last === null) items.push({ code: 'never_visited', tone: 'grey' });
  return items;
}
