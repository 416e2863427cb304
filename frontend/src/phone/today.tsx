import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import type { Done, Today as Plan, TodayStop } from '../data/today.ts';
import { clock, distance, longDay, shortDay, t } from '../i18n/index.ts';
import { lazy } from '../lazy.tsx';
import { Link } from '../router.tsx';
import { Badge, TierBadge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, Screen, Section } from '../ui/layout.tsx';
import { SyncLine } from '../ui/syncLine.tsx';
import { syncState } from '../data/page.ts';
import { checkIn, openSheet } from './checkIn.ts';
import { directions } from './directions.ts';
import { locateQuietly, position } from './place.ts';
import { reasonText, reasonTone } from './reason.ts';

const RouteMap = lazy(async () => (await import('../map/map.tsx')).RouteMap);

const ChangeDay = lazy(async () => (await import('./changeDay.tsx')).ChangeDay, { quiet: true });

const changing = signal(false);
const look = signal<'list' | 'map'>('list');

/** Today: who to see, in order, each with the reason; the next stop is large, and one tap checks in. */
export function Today(): JSX.Element {
  useEffect(() => void locateQuietly(), []);
  const { data: plan } = useLive('today', { near: position.value }, ['accounts', 'visits', 'orders', 'routes', 'stops', 'drafts', 'consumptions', 'day_rules']);
  return (
    <Screen title={t('today.title')} sub={plan && <Summary plan={plan} />} actions={<SyncLine />}>
      {plan ? <Stops plan={plan} /> : <Waiting />}
    </Screen>
  );
}

function Waiting(): JSX.Element {
  return (
    <div class="stack" aria-busy="true" aria-label={t('loading')} role="status">
      <div class="skeleton skeleton--tall" />
      <div class="skeleton" />
      <div class="skeleton" />
    </div>
  );
}

function Summary({ plan }: { plan: Plan }): JSX.Element {
  const parts = [t('today.summary', { day: longDay(plan.date), count: plan.stops.length })];
  if (plan.done.length) parts.push(t('today.done', { count: plan.done.length }));
  return <>{parts.join(' · ')}</>;
}

function Stops({ plan }: { plan: Plan }): JSX.Element {
  const [next, ...rest] = inProgressFirst(plan.stops);
  if (!next) return <NobodyLeft plan={plan} />;
  return (
    <div class="stack">
      <Choice
        look="segments"
        label={t('today.view')}
        value={look.value}
        options={[
          { value: 'list', text: t('today.list') },
          { value: 'map', text: t('today.map') },
        ]}
        onChoose={(chosen) => (look.value = chosen)}
      />
      <div class="badges">
        <Button small onClick={() => (changing.value = true)}>
          {t('today.change')}
        </Button>
        <Link href="/route-sheet" class="button button--small">
          {t('today.sheet')}
        </Link>
      </div>
      {changing.value && <ChangeDay onClose={() => (changing.value = false)} />}
      {look.value === 'map' && <RouteMap stops={plan.stops} here={position.value} />}
      <NextStop stop={next} />
      {rest.length > 0 && (
        <Section title={t('today.then')} action={plan.distance_km ? <span class="hint">{t('today.road', { distance: distance(plan.distance_km * 1000) })}</span> : undefined}>
          <ol class="rows">
            {rest.map((stop) => (
              <StopRow key={stop.id} stop={stop} />
            ))}
          </ol>
          {plan.left_out > 0 && <p class="hint hint--edge">{t('today.left_out', { count: plan.left_out })}</p>}
        </Section>
      )}
      <DoneList done={plan.done} />
    </div>
  );
}

/** A visit that has begun comes before all others: it is where the person stands. */
function inProgressFirst(stops: TodayStop[]): TodayStop[] {
  return [...stops].sort((a, b) => Number(Boolean(b.in_progress_since)) - Number(Boolean(a.in_progress_since)) || a.position - b.position);
}

function NobodyLeft({ plan }: { plan: Plan }): JSX.Element {
  const filling = syncState.value?.filling;
  return (
    <div class="stack">
      <Empty icon={plan.done.length ? 'check' : 'today'} title={t(filling ? 'sync.filling' : plan.is_off ? 'today.off' : plan.done.length ? 'today.empty_done' : 'today.empty')}>
        {!filling && <p>{t('today.empty_hint')}</p>}
      </Empty>
      <DoneList done={plan.done} />
    </div>
  );
}

function CheckInButton({ stop, large = false }: { stop: TodayStop; large?: boolean }): JSX.Element {
  const { visit, in_progress_since: begun } = stop;
  const act = (): void => (begun && visit ? openSheet(visit) : void checkIn(stop.id));
  return (
    <Button kind={large ? 'primary' : 'soft'} wide={large} small={!large} aria-label={t(begun ? 'today.go_on_at' : 'today.check_in_at', { name: stop.name })} onClick={act}>
      {t(begun ? 'today.go_on' : 'today.check_in')}
    </Button>
  );
}

function Where({ stop }: { stop: TodayStop }): JSX.Element {
  const way = stop.distance_m != null ? t('today.away', { distance: distance(stop.distance_m) }) : stop.leg_m != null ? t('today.leg', { distance: distance(stop.leg_m) }) : stop.latitude == null ? t('today.no_place') : '';
  return <>{[way, stop.address].filter(Boolean).join(' · ')}</>;
}

/** What to bring or to ask about: the day, and how sure it is. */
function RunsOut({ stop: { run_out: hint } }: { stop: TodayStop }): JSX.Element | null {
  if (!hint) return null;
  return <span class="row__sub">{t('today.run_out', { product: hint.product, on: shortDay(hint.on), from: shortDay(hint.from), to: shortDay(hint.to) })}</span>;
}

function NextStop({ stop }: { stop: TodayStop }): JSX.Element {
  return (
    <section class="card card--pad next-stop" aria-labelledby="next-stop">
      <p class="next-stop__label">
        <span class="number">{stop.position}</span>
        {t(stop.in_progress_since ? 'today.running' : 'today.next')}
        {stop.in_progress_since && <span> · {clock(stop.in_progress_since)}</span>}
        {stop.has_draft && <Badge tone="accent">{t('today.draft')}</Badge>}
      </p>
      <h2 id="next-stop" class="next-stop__name">
        <Link href={`/accounts/${stop.id}`}>{stop.name}</Link>
      </h2>
      <p class="badges">
        <TierBadge tier={stop.tier} />
        <Badge tone={reasonTone(stop.reason)}>{reasonText(stop.reason)}</Badge>
        {stop.orders_today > 0 && stop.reason.code !== 'order_today' && <Badge tone="accent">{t('reason.order_today', { count: stop.orders_today })}</Badge>}
      </p>
      <RunsOut stop={stop} />
      <p class="row__sub">
        <Where stop={stop} />
      </p>
      <div class="next-stop__acts">
        {stop.latitude != null && stop.longitude != null && (
          <a class="button" href={directions({ latitude: stop.latitude, longitude: stop.longitude }, stop.name)} target="_blank" rel="noreferrer">
            <Icon name="navigate" small /> {t('navigate')}
          </a>
        )}
        {stop.phone && (
          <a class="button" href={`tel:${stop.phone.replace(/[^\d+]/g, '')}`}>
            <Icon name="phone" small /> {t('call')}
          </a>
        )}
      </div>
      <CheckInButton stop={stop} large />
    </section>
  );
}

function StopRow({ stop }: { stop: TodayStop }): JSX.Element {
  return (
    <li class="row stop-row">
      <span class="number">{stop.position}</span>
      <Link href={`/accounts/${stop.id}`} class="row__body">
        <span class="row__title">{stop.name}</span>
        <span class="badges">
          <TierBadge tier={stop.tier} />
          <Badge tone={reasonTone(stop.reason)}>{reasonText(stop.reason)}</Badge>
        </span>
        <RunsOut stop={stop} />
        <span class="row__sub one-line">
          <Where stop={stop} />
        </span>
      </Link>
      <CheckInButton stop={stop} />
    </li>
  );
}

function DoneList({ done }: { done: Done[] }): JSX.Element | null {
  if (!done.length) return null;
  return (
    <Section title={t('today.done', { count: done.length })}>
      <ul class="rows">
        {done.map((visit) => (
          <li key={visit.visit}>
            <Link href={`/accounts/${visit.account}`} class="row">
              <span class="number number--done">
                <Icon name="check" small />
              </span>
              <span class="row__body">
                <span class="row__title">{visit.name}</span>
                <span class="row__sub">
                  {[t(visit.outcome ? `outcome.${visit.outcome}` : 'outcome.missed'), visit.at.length > 10 && clock(visit.at), visit.is_waiting && t('today.waiting')].filter(Boolean).join(' · ')}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
