/** How the change of a total is drawn: what came to the right of nothing, what went to the left, all to one scale. Pure. */
import { CAUSES, type Cause, type Change } from './rows.ts';

export interface Bar {
  cause: Cause;
  value: number;
  accounts: number;
  /** From and to, as parts of the width, 0 to 1. */
  from: number;
  to: number;
}

export interface Bars {
  bars: Bar[];
  /** Where nothing stands, as a part of the width. */
  zero: number;
}

export function barsOf(change: Change): Bars {
  const parts = CAUSES.flatMap((cause) => change.parts.filter((part) => part.cause === cause));
  const values = parts.map((part) => Number(part.change));
  const most = Math.max(0, ...values);
  const least = Math.min(0, ...values);
  const share = (value: number): number => (most > least ? (value - least) / (most - least) : 0);
  const bars = parts.map(({ cause, accounts, change: by }) => ({ cause, accounts, value: Number(by), from: share(Math.min(0, Number(by))), to: share(Math.max(0, Number(by))) }));
  return { bars, zero: share(0) };
}
