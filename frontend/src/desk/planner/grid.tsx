import type { JSX } from 'preact';
import { Fragment } from 'preact';
import { longDay, percent, shortDay, t } from '../../i18n/index.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Chosen, Plan, PlanAccount, PlanDay, PlanStop, Price } from './rows.ts';
import { lunchPlace, share, wall, weeks } from './rows.ts';
import { hoursText, priceText } from './words.ts';

interface GridProps {
  plan: Plan;
  chosen: Chosen;
  /** Of the stop or account that is chosen or dragged, by day. */
  prices: Map<string, Price> | null;
  onChoose: (chosen: Chosen) => void;
  onDrag: (stop: string | null) => void;
  onDrop: (stop: string, on: string) => void;
}

/** Four weeks, a row a week and a column a weekday; each day has its bar of work and its stops in the order of the road. */
export function Grid(props: GridProps): JSX.Element {
  const { columns, rows } = weeks(props.plan.days);
  const accounts = new Map(props.plan.accounts.map((account) => [account.id, account]));
  return (
    <div class="plan-grid" style={{ '--columns': columns.length }} role="group" aria-label={t('plan.grid')}>
      {rows.map((row, number) => (
        <section key={number} class="plan-week" aria-label={t('plan.week', { number: number + 1 })}>
          {row.map((day, place) => (day ? <Day key={day.on} day={day} accounts={accounts} {...props} /> : <div key={place} />))}
        </section>
      ))}
    </div>
  );
}

function Day({ day, accounts, chosen, prices, onChoose, onDrag, onDrop }: GridProps & { day: PlanDay; accounts: Map<string, PlanAccount> }): JSX.Element {
  const price = prices?.get(day.on);
  const part = share(day);
  const lunchAt = lunchPlace(day);
  const takes = Boolean(price && price.refusal === null);
  const isOpen = chosen !== null && 'day' in chosen && chosen.day === day.on;
  if (!day.is_working && !day.stops.length)
    return (
      <div class="plan-day plan-day--off">
        <p class="plan-day__name">{shortDay(day.on)}</p>
        <p class="faint">{t(day.why ? (`plan.off.${day.why}` as 'plan.off.holiday') : 'plan.off.free')}</p>
      </div>
    );
  return (
    <div
      class={`plan-day${takes ? ' plan-day--takes' : price ? ' plan-day--full' : ''}`}
      onDragOver={(event) => takes && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const stop = event.dataTransfer?.getData('text/plain');
        if (stop) onDrop(stop, day.on);
      }}
    >
      <button type="button" class="plan-day__head" aria-pressed={isOpen} onClick={() => onChoose(isOpen ? null : { day: day.on })}>
        <span class="plan-day__name">{weekdayDay(day.on)}</span>
        <span class="plan-day__work">{t('plan.work', { hours: hoursText(day.work_minutes), stops: day.stops.length })}</span>
        <span class={part > 1 ? 'plan-day__bar plan-day__bar--over' : 'plan-day__bar'}>
          <span style={{ '--share': Math.min(1, part) }} />
        </span>
        <span class="unseen">{t('plan.work_of', { share: percent(part, 0) })}</span>
      </button>
      {price && <p class={takes ? 'plan-day__price' : 'plan-day__price plan-day__price--no'}>{price.minutes !== null ? priceText(price.minutes) : price.refusal && t(`plan.refusal.${price.refusal}`)}</p>}
      <ol>
        {day.stops.map((stop, place) => (
          <Fragment key={stop.id}>
            {place === lunchAt && <Lunch day={day} />}
            <Stop stop={stop} day={day} account={accounts.get(stop.account)} isChosen={chosen !== null && 'stop' in chosen && chosen.stop === stop.id} onChoose={onChoose} onDrag={onDrag} />
          </Fragment>
        ))}
        {lunchAt === day.stops.length && <Lunch day={day} />}
      </ol>
    </div>
  );
}

/** Part of the day, and nothing to take hold of. */
export function Lunch({ day }: { day: PlanDay }): JSX.Element {
  return (
    <li class="plan-lunch">
      {wall(day.lunch_at_minute ?? 0)} {t('plan.lunch', { minutes: day.lunch?.minutes ?? 0 })}
    </li>
  );
}

function Stop({ stop, day, account, isChosen, onChoose, onDrag }: { stop: PlanStop; day: PlanDay; account: PlanAccount | undefined; isChosen: boolean } & Pick<GridProps, 'onChoose' | 'onDrag'>): JSX.Element {
  const fixed = stop.is_frozen || stop.is_locked;
  const name = account?.name || '—';
  const state = stop.is_frozen ? t('plan.frozen') : stop.is_locked ? t('plan.locked') : '';
  return (
    <li>
      <button
        type="button"
        class={`plan-stop plan-stop--${account?.tier ?? 'none'}`}
        aria-pressed={isChosen}
        title={`${wall(stop.begin_minute)} ${name}`}
        draggable={!fixed}
        onClick={() => onChoose(isChosen ? null : { stop: stop.id })}
        onDragStart={(event) => {
          event.dataTransfer?.setData('text/plain', stop.id);
          onDrag(stop.id);
        }}
        onDragEnd={() => onDrag(null)}
      >
        <span class="plan-stop__time">{wall(stop.begin_minute)}</span>
        <span class="plan-stop__name">{name}</span>
        <span class="unseen">{[shortDay(day.on), account?.tier && t(`tier.${account.tier}`), state].filter(Boolean).join(', ')}</span>
        {fixed && <Icon name={stop.is_frozen ? 'clock' : 'pin'} small />}
      </button>
    </li>
  );
}

const weekdayDay = (on: string): string => longDay(on).replace(/^(\d+月\d+日)\s?(星期)(.)$/, '$1 周$3');
