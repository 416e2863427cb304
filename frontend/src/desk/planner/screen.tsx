import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { ask, person } from '../../data/page.ts';
import { addTexts, day, number, shortDay, t } from '../../i18n/index.ts';
import { COORDINATES_TEXTS } from '../../i18n/coordinates.ts';
import { NOTEBOOK_TEXTS } from '../../i18n/notebook.ts';
import { PLANNER_TEXTS } from '../../i18n/planner.ts';
import { WORKING_TEXTS } from '../../i18n/working.ts';
import { go, here, Link } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner, Empty, Screen, Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { useManagers } from '../managers.ts';
import { Trouble } from '../trouble.tsx';
import { Edits } from './edits.tsx';
import { Grid } from './grid.tsx';
import { LoadBefore } from './load.tsx';
import { DayPanel, StopPanel } from './panel.tsx';
import './planner.css';
import { Progress } from './progress.tsx';
import { PublishSheet } from './publish.tsx';
import { found, type Chosen, type Cycle, type Plan, type PlanAccount, type Prices } from './rows.ts';
import { hoursText, priceText, refusalText } from './words.ts';
import { WorkingTime } from './working.tsx';

await Promise.all([addTexts(PLANNER_TEXTS), addTexts(WORKING_TEXTS), addTexts(COORDINATES_TEXTS), addTexts(NOTEBOOK_TEXTS)]);

/** The plan of four weeks (rows 17, 79): hours first, then the run, then changes by hand with their price, then publish. */
export function Planner(): JSX.Element {
  const params = here.value.searchParams;
  const managers = useManagers();
  const manager = params.get('manager') ?? managers?.[0]?.id ?? '';
  const mayEdit = ['manager', 'lead', 'admin'].includes(person.value?.session.user.role ?? '');
  const { data, error, reload } = useLive('list', { resource: 'cycle-plans', query: { limit: 20, ...(manager ? { manager } : {}) } }, ['cycle-plans']);
  const cycles = ((data?.results ?? []) as unknown as Cycle[]).filter(({ state }) => state !== 'cancelled');
  const cycle = cycles.find(({ id }) => id === params.get('cycle')) ?? cycles[0];
  return (
    <Screen
      title={t('plan.title')}
      sub={t('plan.sub')}
      actions={
        <Link href="/coverage" class="button button--small button--quiet">
          {t('plan.coverage')}
        </Link>
      }
    >
      <div class="planner stack">
        <div class="planner__ask">
          {managers && managers.length > 1 && <Select label={t('plan.manager')} value={manager} options={managers.map(({ id, name }) => ({ value: id, text: name }))} onChoose={(value) => go(`/plan?manager=${value}`, { replace: true })} />}
          {cycles.length > 0 && cycle && (
            <Select label={t('plan.which')} value={cycle.id} options={cycles.map((each) => ({ value: each.id, text: t('plan.option', { from: day(each.starts_on), state: t(`plan.state.${each.state}`) }) }))} onChoose={(value) => go(`/plan?manager=${manager}&cycle=${value}`, { replace: true })} />
          )}
        </div>
        {error && <Trouble error={error} onRetry={reload} />}
        {manager && <Shown key={manager} manager={manager} name={managers?.find(({ id }) => id === manager)?.name ?? ''} cycle={cycle} isKnown={Boolean(data)} mayEdit={mayEdit} onChanged={reload} />}
      </div>
    </Screen>
  );
}

function Shown({ manager, name, cycle, isKnown, mayEdit, onChanged }: { manager: string; name: string; cycle: Cycle | undefined; isKnown: boolean; mayEdit: boolean; onChanged: () => void }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toast(refusalText(error as Error));
    }
    setBusy(false);
    onChanged();
  };
  const begin = (): Promise<void> =>
    act(async () => {
      const made = await post('cycle-plans', { body: { manager } });
      await post(`cycle-plans/${made['id'] as string}/start`);
      go(`/plan?manager=${manager}&cycle=${made['id'] as string}`, { replace: true });
    });
  const isRunning = cycle?.state === 'running';
  return (
    <>
      {(!cycle || cycle.state !== 'published') && <LoadBefore manager={manager} />}
      <WorkingTime manager={manager} name={name} today={person.value?.session.today ?? ''} mayEdit={mayEdit} />
      {isKnown && !cycle && (
        <Empty icon="today" title={t('plan.none')}>
          <p>{t('plan.none_hint')}</p>
        </Empty>
      )}
      {cycle?.state === 'failed' && (
        <Banner tone="red" icon="warning">
          {t('plan.failed', { error: cycle.error })}
        </Banner>
      )}
      {mayEdit && isKnown && !isRunning && (
        <p class="planner__start">
          <Button kind={cycle && cycle.state !== 'failed' ? 'plain' : 'primary'} disabled={busy} onClick={() => void begin()}>
            {t(cycle ? 'plan.new' : 'plan.start')}
          </Button>
          {cycle && ['draft', 'failed'].includes(cycle.state) && (
            <Button kind="primary" disabled={busy} onClick={() => void act(() => post(`cycle-plans/${cycle.id}/start`))}>
              {t('plan.start')}
            </Button>
          )}
        </p>
      )}
      {cycle && isRunning && <Progress cycle={cycle} onCancel={() => void act(() => post(`cycle-plans/${cycle.id}/cancel`))} onTick={onChanged} />}
      {cycle && ['ready', 'published', 'superseded'].includes(cycle.state) && <Editor key={cycle.id} cycle={cycle} mayEdit={mayEdit && cycle.state === 'ready'} onChanged={onChanged} />}
    </>
  );
}

function Editor({ cycle, mayEdit, onChanged }: { cycle: Cycle; mayEdit: boolean; onChanged: () => void }): JSX.Element {
  const path = `cycle-plans/${cycle.id}`;
  const { data, error, reload } = useLive('get', { path: `${path}/plan` }, ['cycle-plans']);
  const [chosen, choose] = useState<Chosen>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const [publishing, setPublishing] = useState(false);
  const plan = data?.data as unknown as Plan | undefined;
  const query = dragged ? { stop: dragged } : chosen && !('day' in chosen) ? chosen : null;
  const prices = usePrices(path, query, plan?.version ?? 0);
  if (error) return <Trouble error={error} onRetry={reload} />;
  if (!plan) return <div class="skeleton skeleton--tall" aria-hidden="true" />;

  const name = (account: string): string => plan.accounts.find(({ id }) => id === account)?.name || '—';
  const send = async (what: string, body: object, word: (minutes: number) => string): Promise<void> => {
    try {
      const answer = await post(`${path}/${what}`, { body });
      toast(word(Number(answer['minutes'] ?? 0)), what === 'move' ? () => void send('undo', {}, () => t('plan.undone')) : undefined);
    } catch (refused) {
      toast(refusalText(refused as Error));
    }
    choose(null);
    reload();
    onChanged();
  };
  const move = (stop: string, on: string): void => {
    const account = found(plan, stop)?.stop.account ?? '';
    if (found(plan, stop)?.day.on !== on) void send('move', { stop, to: on }, (minutes) => t('plan.moved', { name: name(account), day: shortDay(on), minutes: priceText(minutes) }));
  };
  const { balance } = plan;
  const stops = plan.days.reduce((sum, each) => sum + each.stops.length, 0);
  return (
    <>
      <div class="planner__bar">
        <p>{t('plan.summary', { stops, mean: hoursText(balance.mean_minutes), most: hoursText(balance.highest_minutes), least: hoursText(balance.lowest_minutes), cv: number(balance.cv, 2) })}</p>
        <p class="hint">{roadsText(plan)}</p>
        {mayEdit && (
          <span>
            <Button small disabled={!plan.can_undo} onClick={() => void send('undo', {}, () => t('plan.undone'))}>
              {t('plan.undo')}
            </Button>
            <Button small kind="primary" onClick={() => setPublishing(true)}>
              {t('plan.publish')}
            </Button>
          </span>
        )}
      </div>
      <div class={chosen ? 'planner__work planner__work--open' : 'planner__work'}>
        <Grid plan={plan} chosen={chosen} prices={mayEdit && query ? new Map((prices?.days ?? []).map((price) => [price.on, price])) : null} onChoose={choose} onDrag={mayEdit ? setDragged : () => undefined} onDrop={(stop, on) => (setDragged(null), mayEdit && move(stop, on))} />
        <Beside plan={plan} chosen={chosen} prices={dragged ? null : prices} mayEdit={mayEdit} choose={choose} move={move} send={send} />
      </div>
      <Left plan={plan} mayEdit={mayEdit} onFind={(account) => choose({ account })} />
      <Edits path={path} version={plan.version} />
      {publishing && <PublishSheet cycle={cycle.id} onClose={() => (setPublishing(false), reload(), onChanged())} />}
    </>
  );
}

/** The plan's ways are estimates: from what, and whether visits taught it. */
function roadsText({ roads }: Plan): string {
  const road = ({ kmh, detour_percent: percent }: { kmh: number; detour_percent: number }): string => t('plan.pace', { kmh, detour: number(percent / 100, 2) });
  return t(roads.is_learned ? 'plan.roads_learned' : 'plan.roads_usual', { town: road(roads.town), rural: road(roads.rural) });
}

type Send = (what: string, body: object, word: (minutes: number) => string) => Promise<void>;

/** What stands beside the grid: a customer with its best days, or the road of a day. */
function Beside({ plan, chosen, prices, mayEdit, choose, move, send }: { plan: Plan; chosen: Chosen; prices: Prices | null; mayEdit: boolean; choose: (chosen: Chosen) => void; move: (stop: string, on: string) => void; send: Send }): JSX.Element | null {
  const close = (): void => choose(null);
  if (!chosen) return null;
  if ('day' in chosen) {
    const shown = plan.days.find(({ on }) => on === chosen.day);
    return shown ? <DayPanel plan={plan} day={shown} onStop={(stop) => choose({ stop })} onClose={close} /> : null;
  }
  const at = 'stop' in chosen ? found(plan, chosen.stop) : null;
  const id = at?.stop.account ?? ('account' in chosen ? chosen.account : '');
  const account: PlanAccount = plan.accounts.find((each) => each.id === id) ?? { id, name: '', tier: null, street: '', village: '', latitude: null, longitude: null };
  if ('stop' in chosen && !at) return null;
  return (
    <StopPanel
      account={account}
      at={at}
      prices={prices}
      mayEdit={mayEdit}
      onMove={(on) => (at ? move(at.stop.id, on) : void send('move', { account: id, to: on }, (minutes) => t('plan.moved', { name: account.name, day: shortDay(on), minutes: priceText(minutes) })))}
      onLock={(locked) => at && void send('lock', { stop: at.stop.id, locked }, () => `${account.name}: ${t(locked ? 'plan.verb.lock' : 'plan.verb.unlock')}`)}
      onRemove={() => at && void send('move', { stop: at.stop.id, to: null }, (minutes) => t('plan.removed', { name: account.name, minutes: priceText(minutes) }))}
      onClose={close}
    />
  );
}

/** What every day would cost; asked again when the plan has changed. */
function usePrices(path: string, query: { stop: string } | { account: string } | null, version: number): Prices | null {
  const [answer, setAnswer] = useState<{ key: string; prices: Prices } | null>(null);
  const key = query ? JSON.stringify([query, version]) : '';
  useEffect(() => {
    if (!query) return;
    let isStale = false;
    void ask('get', { path: `${path}/prices`, query: { ...query } }).then(
      ({ data }) => !isStale && setAnswer({ key, prices: data as unknown as Prices }),
      (error: Error) => !isStale && toast(refusalText(error)),
    );
    return () => {
      isStale = true;
    };
  }, [key]);
  return answer?.key === key ? answer.prices : null;
}

/** Who has no place, and why; and who is seen less often than wanted. Nobody is dropped in silence. */
function Left({ plan, mayEdit, onFind }: { plan: Plan; mayEdit: boolean; onFind: (account: string) => void }): JSX.Element | null {
  const waiting = plan.unplaced.filter(({ reason }) => reason !== 'not_due');
  const accounts = new Map(plan.accounts.map((account) => [account.id, account]));
  if (!waiting.length && !plan.short.length) return null;
  const name = (id: string): string => accounts.get(id)?.name || '—';
  return (
    <>
      {waiting.length > 0 && (
        <Section title={`${t('plan.unplaced')} · ${waiting.length}`}>
          <p class="hint">{t('plan.unplaced_hint')}</p>
          <ul class="rows">
            {waiting.map(({ account, reason, due_on }) => (
              <li class="row" key={account}>
                <Link href={`/accounts/${account}`} class="row__body">
                  <span class="row__title">{name(account)}</span>
                  <span class="row__sub">{[t(`plan.reason.${reason}`), due_on && shortDay(due_on)].filter(Boolean).join(' · ')}</span>
                </Link>
                {mayEdit && (
                  <Button small kind="quiet" aria-label={t('plan.place_named', { name: name(account) })} onClick={() => onFind(account)}>
                    {t('plan.place')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {plan.short.length > 0 && (
        <Section title={`${t('plan.short')} · ${plan.short.length}`}>
          <ul class="rows">
            {plan.short.map(({ account, missing }) => (
              <li class="row" key={account}>
                <Link href={`/accounts/${account}`} class="row__body">
                  <span class="row__title">{name(account)}</span>
                  <span class="row__sub">{t('plan.short_of', { count: missing })}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
