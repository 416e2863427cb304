import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, persist } from '../data/page.ts';
import type { FreeHour } from '../data/running.ts';
import { DAY_TEXTS } from '../i18n/day.ts';
import { addTexts, longDay, t } from '../i18n/index.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import { position } from './place.ts';

await addTexts(DAY_TEXTS);

/** `540` → `09:00`: the wall clock of the business day. */
export function wallClock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** When could I visit this customer? The three cheapest hours, each with its price; one tap puts the visit there. */
export function FreeHours({ account, onTaken }: { account: string; onTaken?: () => void }): JSX.Element {
  const [hours, setHours] = useState<FreeHour[] | null>(null);
  useEffect(() => void ask('road', { hours: { account, near: position.value } }).then(({ hours: found }) => setHours(found ?? [])), [account]);
  if (!hours) return <div class="skeleton" role="status" aria-label={t('loading')} />;
  if (!hours.length) return <p class="hint">{t('day.slot_none')}</p>;
  const take = async (hour: FreeHour): Promise<void> => {
    const { group = '' } = await ask('road', { take: { account, day: hour.day, why: t('day.moved', { day: longDay(hour.day) }) } });
    persist();
    toast(t('day.slot_taken', { day: longDay(hour.day) }), () => void ask('undo', { group }).then((undone) => toast(t(undone ? 'visit.undone' : 'visit.too_late'))));
    onTaken?.();
  };
  return (
    <ul class="rows">
      {hours.map((hour) => (
        <li key={hour.day} class="row">
          <span class="row__body">
            <span class="row__title">{t('day.slot', { day: longDay(hour.day), time: wallClock(hour.arrive_minute) })}</span>
            <span class="row__sub">
              {[price(hour), hour.after_name && t('day.slot_after', { name: hour.after_name })].filter(Boolean).join(' · ')} {hour.is_order_day && <Badge tone="accent">{t('day.slot_order')}</Badge>}
            </span>
          </span>
          <Button small kind="soft" aria-label={`${t('day.slot_take')}: ${longDay(hour.day)}`} onClick={() => void take(hour)}>
            {t('day.slot_take')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function price({ extra_minutes: extra }: FreeHour): string {
  if (extra === null) return t('day.slot_unknown');
  return extra ? t('day.slot_cost', { minutes: extra }) : t('day.slot_free');
}
