import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { ask } from '../data/page.ts';
import type { Drive, DriveAct, RoadStop } from '../data/running.ts';
import { DAY_TEXTS } from '../i18n/day.ts';
import { addTexts, distance, t } from '../i18n/index.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Banner, Empty, Section } from '../ui/layout.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { toast } from '../ui/toast.tsx';
import { AccountList, SearchBox } from './accountList.tsx';
import { FreeHours, wallClock } from './freeHours.tsx';
import { locate, position } from './place.ts';

await addTexts(DAY_TEXTS);

/** The rest of the day, changed on the road without a network: skip, add, late, start from here (rows 17, 20). */
export function ChangeDay({ onClose }: { onClose: () => void }): JSX.Element {
  const live = useLive('road', { drive: { near: position.value } }, ['accounts', 'visits', 'orders', 'routes', 'stops', 'drafts', 'day_rules']);
  const drive = live.data?.drive;
  const [moving, setMoving] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const act = async (next: DriveAct): Promise<void> => {
    await ask('road', { drive: { near: position.value, act: next } });
    live.reload();
  };
  const startHere = async (): Promise<void> => {
    if (!(await locate())) toast(t('day.no_here'));
    await act({ type: 'start_here' });
  };
  const skip = async (stop: RoadStop): Promise<void> => {
    await act({ type: 'skip', account: stop.id });
    setMoving(stop.id);
  };
  const add = async (account: { id: string; name: string }): Promise<void> => {
    await act({ type: 'add', account: account.id });
    setAdding(false);
    toast(t('day.added', { name: account.name }));
  };
  return (
    <Sheet title={t('day.title')} onClose={onClose}>
      {!drive ? (
        <div class="skeleton skeleton--tall" role="status" aria-label={t('loading')} />
      ) : (
        <div class="stack">
          {drive.proposal && <Proposal proposal={drive.proposal} onTake={(order) => void act({ type: 'take', order })} />}
          <p class="hint">
            {t('day.road', { minutes: drive.travel_minutes, distance: distance(drive.distance_km * 1000) })}
            {drive.lunch_minute !== null && ` · ${t('day.lunch', { time: wallClock(drive.lunch_minute) })}`}
            {drive.overrun_minutes > 0 && ` · ${t('day.overrun', { minutes: drive.overrun_minutes })}`}
          </p>
          <p class="badges">
            <Button small onClick={() => void startHere()}>
              {t('day.start_here')}
            </Button>
            <Button small aria-expanded={adding} onClick={() => setAdding(!adding)}>
              {t(adding ? 'day.add_done' : 'day.add')}
            </Button>
            {drive.is_running && (
              <Button small kind="quiet" onClick={() => void act({ type: 'reset' })}>
                {t('day.reset')}
              </Button>
            )}
          </p>
          {adding && <Adding onChoose={(account) => void add(account)} />}
          {!drive.stops.length && <Empty icon="check" title={t('day.empty')} />}
          <ol class="rows">
            {drive.stops.map((stop, p) => (
              <Stop key={stop.id} stop={stop} position={p + 1} onSkip={() => void skip(stop)} />
            ))}
          </ol>
          <label class="check">
            <input type="checkbox" checked={drive.orders_first} onChange={(event) => void act({ type: 'orders_first', on: event.currentTarget.checked })} /> {t('day.orders_first')} <span class="hint">{drive.price_minutes ? t('day.price', { minutes: drive.price_minutes }) : t('day.price_none')}</span>
          </label>
          {drive.skipped.length > 0 && (
            <Section title={t('day.skipped')}>
              {drive.skipped.map(({ id, name }) => (
                <div key={id} class="stack">
                  <p class="row">
                    <span class="row__body">{name}</span>
                    <Button small aria-label={t('day.when_of', { name })} onClick={() => setMoving(moving === id ? null : id)}>
                      {t('day.when')}
                    </Button>
                    <Button small kind="quiet" aria-label={t('day.back_of', { name })} onClick={() => void act({ type: 'unskip', account: id })}>
                      {t('day.back')}
                    </Button>
                  </p>
                  {moving === id && <FreeHours account={id} onTaken={() => setMoving(null)} />}
                </div>
              ))}
            </Section>
          )}
        </div>
      )}
    </Sheet>
  );
}

function Proposal({ proposal, onTake }: { proposal: NonNullable<Drive['proposal']>; onTake: (order: string[]) => void }): JSX.Element {
  return (
    <Banner
      tone="calm"
      icon="sync"
      action={
        <Button small kind="primary" onClick={() => onTake(proposal.order)}>
          {t('day.take')}
        </Button>
      }
    >
      <b>{t('day.proposal', { minutes: proposal.saved_minutes })}</b>
      <br />
      {proposal.names.join(' → ')}
    </Banner>
  );
}

function Stop({ stop, position: place, onSkip }: { stop: RoadStop; position: number; onSkip: () => void }): JSX.Element {
  const way = stop.travel_minutes != null && stop.distance_m != null ? t('day.leg', { minutes: stop.travel_minutes, distance: distance(stop.distance_m) }) : t('today.no_place');
  return (
    <li class="row">
      <span class="number">{place}</span>
      <span class="row__body">
        <span class="row__title">
          {wallClock(stop.arrive_minute)} {stop.name}
        </span>
        <span class="row__sub">
          {place === 1 ? `${t('day.next')} · ${way}` : way} {stop.is_late && <Badge tone="red">{t('day.late')}</Badge>}
        </span>
      </span>
      <Button small aria-label={t('day.skip_of', { name: stop.name })} onClick={onSkip}>
        {t('day.skip')}
      </Button>
    </li>
  );
}

function Adding({ onChoose }: { onChoose: (account: { id: string; name: string }) => void }): JSX.Element {
  const [search, setSearch] = useState('');
  return (
    <div class="stack">
      <div class="search">
        <SearchBox value={search} onInput={setSearch} />
      </div>
      <AccountList filter={{ search, near: search ? null : position.value, mine: !search }} onTap={onChoose} empty={<Empty icon="search" title={t('customers.empty')} />} />
    </div>
  );
}
