import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import type { Ref } from '../../data/rows.ts';
import { BALANCE_TEXTS } from '../../i18n/balance.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { go, here, Link } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty, Screen, Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { Trouble } from '../trouble.tsx';
import './balance.css';
import { Loads } from './loads.tsx';
import { CHANGED, Moves } from './moves.tsx';
import type { Lock, Move, Run } from './rows.ts';

await addTexts(BALANCE_TEXTS);

const MOST = [10, 30, 60, 120, 200];

/** Even territories (row 16): ask for proposals, look at the loads, decide customer by customer. The address holds the team. */
export function BalanceScreen(): JSX.Element {
  const mayDecide = ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
  const { data: teams } = useLive('list', { resource: 'teams', query: { limit: 200 } }, ['teams']);
  const options = (teams?.results ?? []) as unknown as Ref[];
  const team = here.value.searchParams.get('team') ?? options[0]?.id ?? '';
  const [most, setMost] = useState(30);
  const [busy, setBusy] = useState(false);
  const { data, error, reload } = useLive('list', { resource: 'balances', query: { limit: 1, ...(team ? { team } : {}) } }, ['balances']);
  const run = data?.results[0] as unknown as Run | undefined;
  const propose = async (): Promise<void> => {
    setBusy(true);
    try {
      await post('balances', { body: { team, most_moves: most }, changes: CHANGED });
    } catch (refused) {
      toast((refused as Error).message);
    }
    setBusy(false);
    reload();
  };
  return (
    <Screen title={t('balance.title')} sub={t('balance.sub')} backTo="/territories">
      <div class="balance stack">
        <div class="balance__ask">
          {options.length > 1 && <Select label={t('balance.team')} value={team} options={options.map(({ id, name }) => ({ value: id, text: name }))} onChoose={(value) => go(`/territories/balance?team=${value}`, { replace: true })} />}
          {mayDecide && (
            <>
              <Select label={t('balance.most')} value={String(most)} options={MOST.map((count) => ({ value: String(count), text: t('balance.households', { count }) }))} onChoose={(value) => setMost(Number(value))} />
              <Button kind="primary" disabled={busy || !team} onClick={() => void propose()}>
                {t(busy ? 'balance.working' : run ? 'balance.again' : 'balance.propose')}
              </Button>
            </>
          )}
        </div>
        {error && <Trouble error={error} onRetry={reload} />}
        {data && !run && (
          <Empty icon="people" title={t('balance.none_yet')}>
            <p>{t('balance.none_yet_hint')}</p>
          </Empty>
        )}
        {run && <Decisions key={run.id} run={run} mayDecide={mayDecide} />}
        {team && <Locks team={team} mayLift={mayDecide} />}
      </div>
    </Screen>
  );
}

function Decisions({ run, mayDecide }: { run: Run; mayDecide: boolean }): JSX.Element {
  const { data, error, reload } = useLive('list', { resource: 'balance-moves', query: { balance: run.id, limit: 200 } }, ['balance-moves']);
  if (error) return <Trouble error={error} onRetry={reload} />;
  if (!data) return <div class="skeleton skeleton--tall" aria-hidden="true" />;
  const moves = data.results as unknown as Move[];
  return (
    <>
      <Loads run={run} moves={moves} />
      <Moves run={run} moves={moves} mayDecide={mayDecide} onDecided={reload} />
    </>
  );
}

function Locks({ mayLift }: { team: string; mayLift: boolean }): JSX.Element | null {
  const { data, reload } = useLive('list', { resource: 'owner-locks', query: { limit: 200 } }, ['owner-locks']);
  const locks = (data?.results ?? []) as unknown as Lock[];
  const lift = async (lock: Lock): Promise<void> => {
    try {
      await post(`owner-locks/${lock.id}/lift`);
      toast(t('balance.lifted', { name: lock.account.name }));
    } catch (refused) {
      toast((refused as Error).message);
    }
    reload();
  };
  if (!locks.length) return null;
  return (
    <Section title={t('balance.locks')}>
      <p class="hint">{t('balance.locks_hint')}</p>
      <ul class="rows">
        {locks.map((lock) => (
          <li class="row" key={lock.id}>
            <Link href={`/accounts/${lock.account.id}`} class="row__body">
              <span class="row__title">{lock.account.name}</span>
              <span class="row__sub">{t('balance.locked_by', { owner: lock.owner?.name ?? '', reason: lock.reason, name: lock.locked_by?.name ?? '' })}</span>
            </Link>
            {mayLift && (
              <Button small kind="quiet" aria-label={t('balance.lift_named', { name: lock.account.name })} onClick={() => void lift(lock)}>
                {t('balance.lift')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
