import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import type { Ref } from '../../data/rows.ts';
import { DAY_TEXTS } from '../../i18n/day.ts';
import { addTexts, clock, longDay, t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import type { SectionProps } from './sections.ts';

await addTexts(DAY_TEXTS);

interface Slot {
  date: string;
  arrive_at: string;
  after: Ref | null;
  extra_minutes: number | null;
  is_order_day: boolean;
}

interface Slots {
  manager: Ref;
  slots: Slot[];
  is_estimated: boolean;
}

/** When could this customer be visited (row 17)? The three cheapest hours of whoever looks after it, asked for when wanted. */
export function FreeSlots({ account, mayWrite }: SectionProps): JSX.Element {
  const [isAsked, setAsked] = useState(false);
  const manager = account.owner;
  return (
    <Section title={t('day.when')}>
      {!manager && <p class="hint">{t('day.no_owner')}</p>}
      {manager && (isAsked ? <Found account={account.id} manager={manager} mayWrite={mayWrite} /> : <Button small kind="soft" onClick={() => setAsked(true)}>{t('day.ask_slots')}</Button>)}
    </Section>
  );
}

function Found({ account, manager, mayWrite }: { account: string; manager: Ref; mayWrite: boolean }): JSX.Element {
  const { data, error } = useLive('get', { path: 'day-plans/slots', query: { account, manager: manager.id } }, ['visits', 'orders', 'routes']);
  if (error) return <p class="error">{error.message}</p>;
  if (!data) return <div class="skeleton" aria-hidden="true" />;
  const { slots, is_estimated: isEstimated } = data.data as unknown as Slots;
  if (!slots.length) return <p class="hint">{t('day.slot_none')}</p>;
  const take = async ({ date }: Slot): Promise<void> => {
    try {
      await post('visits', { body: { account, manager: manager.id, planned_on: date }, changes: ['accounts'] });
      toast(t('day.slot_taken', { day: longDay(date) }));
    } catch (refused) {
      toast((refused as Error).message);
    }
  };
  return (
    <>
      <p class="hint">{[t('day.slots_of', { name: manager.name }), isEstimated && t('day.estimated')].filter(Boolean).join(' · ')}</p>
      <ul class="rows">
        {slots.map((slot) => (
          <li key={slot.date} class="row">
            <span class="row__body">
              <span class="row__title">{t('day.slot', { day: longDay(slot.date), time: clock(slot.arrive_at) })}</span>
              <span class="row__sub">
                {[price(slot), slot.after && t('day.slot_after', { name: slot.after.name })].filter(Boolean).join(' · ')} {slot.is_order_day && <Badge tone="accent">{t('day.slot_order')}</Badge>}
              </span>
            </span>
            {mayWrite && (
              <Button small kind="soft" aria-label={`${t('day.slot_take')}: ${longDay(slot.date)}`} onClick={() => void take(slot)}>
                {t('day.slot_take')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function price({ extra_minutes: extra }: Slot): string {
  if (extra === null) return t('day.slot_unknown');
  return extra ? t('day.slot_cost', { minutes: extra }) : t('day.slot_free');
}
