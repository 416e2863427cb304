/** After a visit that ended with an order: what differs from the usual one, told in a line (row 20). */
import { businessDay } from '../../data/clock.ts';
import { ask, person } from '../../data/page.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { VISIT_TEXTS } from '../../i18n/visit.ts';
import type { Compared } from '../../people/orderComparison.tsx';
import { toast } from '../../ui/toast.tsx';

const TOLD = ['missing', 'less', 'more', 'new'] as const;

/** Rejects without a network. An order that has not reached the company yet is not compared with an older one. */
export async function tellDifference(account: string, show: () => void): Promise<void> {
  const zone = person.value?.session.time_zone;
  const [answer] = await Promise.all([ask('get', { path: `accounts/${account}/order-comparison` }), addTexts(VISIT_TEXTS)]);
  const { on, days, lines } = answer.data as unknown as Compared;
  if (!zone || on !== businessDay(new Date(), zone) || !days) return;
  toast(differences(lines), show, t('v.compare.look'));
}

/** "2 usual products not ordered · 1 less", or that it is as usual. */
export function differences(lines: Pick<Compared['lines'][number], 'state'>[]): string {
  const parts = TOLD.map((state) => ({ state, count: lines.filter((line) => line.state === state).length }));
  const told = parts.filter(({ count }) => count).map(({ state, count }) => t(`v.compare.count_${state}`, { count }));
  return told.length ? t('v.compare.differs', { parts: told.join(' · ') }) : t('v.compare.as_usual');
}
