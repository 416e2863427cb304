import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { ask } from '../../data/page.ts';
import { DAY_TEXTS } from '../../i18n/day.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { toast } from '../../ui/toast.tsx';

await addTexts(DAY_TEXTS);

interface Rule {
  orders_first: boolean;
  price_minutes: number;
}

/** Customers with an order today come first (row 20): a manager's switch, with what it costs on the road today. */
export function OrdersFirst({ manager, mayWrite }: { manager: string; mayWrite: boolean }): JSX.Element | null {
  const { data, reload } = useLive('get', { path: 'day-plans/rule', query: { manager } }, ['day-plans', 'visits', 'orders']);
  if (!data) return null;
  const { orders_first: isOn, price_minutes: minutes } = data.data as unknown as Rule;
  const set = async (on: boolean): Promise<void> => {
    try {
      await ask('send', { method: 'PUT', path: 'day-plans/rule', body: { manager, orders_first: on }, changes: ['day-plans', 'visits'] });
    } catch (refused) {
      toast((refused as Error).message);
    }
    reload();
  };
  return (
    <label class="check day-rule">
      <input type="checkbox" checked={isOn} disabled={!mayWrite} onChange={(event) => void set(event.currentTarget.checked)} />
      <span>
        {t('day.orders_first')} <span class="hint">{minutes ? t('day.price', { minutes }) : t('day.price_none')}</span>
      </span>
    </label>
  );
}
