import type { JSX } from 'preact';
import { Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { longDay, shortDay, t } from '../../i18n/index.ts';
import { lazy } from '../../lazy.tsx';
import { Link } from '../../router.tsx';
import { TierBadge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { Lunch } from './grid.tsx';
import type { Plan, PlanAccount, PlanDay, PlanStop, Price, Prices } from './rows.ts';
import { lunchPlace, wall } from './rows.ts';
import { priceText } from './words.ts';

const DayMap = lazy(async () => (await import('./dayMap.tsx')).DayMap);

interface StopPanelProps {
  account: PlanAccount;
  /** Null: it has no place yet. */
  at: { day: PlanDay; stop: PlanStop } | null;
  prices: Prices | null;
  mayEdit: boolean;
  onMove: (on: string) => void;
  onLock: (locked: boolean) => void;
  onRemove: () => void;
  onClose: () => void;
}

/** One customer: the three best days with their price, any other day, lock, take out. All by keyboard. */
export function StopPanel({ account, at, prices, mayEdit, onMove, onLock, onRemove, onClose }: StopPanelProps): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>('h2')?.focus(), [account.id, at?.stop.id]);
  const fixed = Boolean(at && (at.stop.is_frozen || at.stop.is_locked));
  const offers = mayEdit && !fixed ? (prices?.best ?? []) : [];
  const keys = (event: KeyboardEvent): void => {
    const offer = offers[Number(event.key) - 1];
    if (event.key === 'Escape') onClose();
    else if (offer && !(event.target instanceof HTMLSelectElement)) onMove(offer.on);
  };
  return (
    <aside ref={panel} class="plan-panel" aria-labelledby="plan-panel" onKeyDown={keys}>
      <header>
        <h2 id="plan-panel" tabIndex={-1}>
          {account.name || '—'}
        </h2>
        <IconButton name="close" label={t('close')} onClick={onClose} />
      </header>
      <p>
        <TierBadge tier={account.tier} /> {account.village || account.street}
      </p>
      <p>{at ? t('plan.now_on', { day: longDay(at.day.on), clock: wall(at.stop.begin_minute) }) : t('plan.not_placed')}</p>
      {at?.stop.is_frozen && <p class="hint">{t('plan.frozen')}</p>}
      {mayEdit && !fixed && (
        <section class="plan-panel__best" aria-label={t('plan.best')}>
          <h3>{t('plan.best')}</h3>
          {!prices && <div class="skeleton" aria-hidden="true" />}
          {prices && !offers.length && <p>{t('plan.best_none')}</p>}
          {offers.map((price, i) => (
            <Button key={price.on} wide kind={i ? 'plain' : 'primary'} onClick={() => onMove(price.on)}>
              <kbd>{i + 1}</kbd> {offer(price)}
            </Button>
          ))}
          {offers.length > 0 && <p class="hint">{t('plan.best_hint')}</p>}
          {prices && <Select label={t('plan.other_day')} value="" empty={t('plan.choose')} options={prices.days.filter(({ refusal }) => refusal === null).map((price) => ({ value: price.on, text: offer(price) }))} onChoose={(on) => on && onMove(on)} />}
        </section>
      )}
      <div class="plan-panel__acts">
        {mayEdit && at && !at.stop.is_frozen && (
          <Button small onClick={() => onLock(!at.stop.is_locked)}>
            {t(at.stop.is_locked ? 'plan.unlock' : 'plan.lock')}
          </Button>
        )}
        {mayEdit && at && !fixed && (
          <Button small kind="danger" onClick={onRemove}>
            {t('plan.remove')}
          </Button>
        )}
        <Link href={`/accounts/${account.id}`} class="button button--small button--quiet">
          {t('plan.open')}
        </Link>
      </div>
    </aside>
  );
}

function offer(price: Price): string {
  const clock = price.begin_minute === null ? '' : wall(price.begin_minute);
  const uneven = price.uneven_days ? t('plan.uneven', { count: price.uneven_days }) : '';
  return [`${shortDay(price.on)} ${clock}`.trim(), priceText(price.minutes ?? 0), uneven].filter(Boolean).join(' · ');
}

/** The road of a day, drawn, and the same as a list. */
export function DayPanel({ plan, day, onStop, onClose }: { plan: Plan; day: PlanDay; onStop: (stop: string) => void; onClose: () => void }): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>('h2')?.focus(), [day.on]);
  const accounts = new Map(plan.accounts.map((account) => [account.id, account]));
  const lunchAt = lunchPlace(day);
  return (
    <aside ref={panel} class="plan-panel" aria-labelledby="plan-panel" onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <header>
        <h2 id="plan-panel" tabIndex={-1}>
          {t('plan.day_map', { day: longDay(day.on) })}
        </h2>
        <IconButton name="close" label={t('close')} onClick={onClose} />
      </header>
      <p>{day.stops.length ? t('plan.road', { travel: Math.round(day.travel_minutes), service: day.service_minutes }) : t('plan.no_stops')}</p>
      {day.stops.length > 0 && <DayMap day={day} accounts={accounts} start={plan.start} onStop={onStop} />}
      <ol class="rows">
        {day.stops.map((stop, i) => (
          <Fragment key={stop.id}>
            {i === lunchAt && <Lunch day={day} />}
            <li class="row">
              <span class="number">{i + 1}</span>
              <button type="button" class="row__body plan-panel__stop" onClick={() => onStop(stop.id)}>
                <span class="row__title">{accounts.get(stop.account)?.name || '—'}</span>
                <span class="row__sub">{[wall(stop.begin_minute), accounts.get(stop.account)?.village || accounts.get(stop.account)?.street].filter(Boolean).join(' · ')}</span>
              </button>
            </li>
          </Fragment>
        ))}
        {lunchAt === day.stops.length && <Lunch day={day} />}
      </ol>
    </aside>
  );
}
