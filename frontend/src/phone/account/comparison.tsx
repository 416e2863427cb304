import type { JSX } from 'preact';
import { businessDay } from '../../data/clock.ts';
import { person } from '../../data/page.ts';
import { OrderComparison } from '../../people/orderComparison.tsx';
import type { PartProps } from './sections.ts';

/** It stands open on the day of an order: that is when one compares (row 20). */
export function Comparison({ card: { account, orders } }: PartProps): JSX.Element | null {
  const zone = person.value?.session.time_zone;
  const isOfToday = zone !== undefined && orders.some(({ kind, ordered_at }) => kind === 'sale' && businessDay(ordered_at, zone) === businessDay(new Date(), zone));
  return orders.length ? <OrderComparison account={account.id} isOpen={isOfToday} /> : null;
}
