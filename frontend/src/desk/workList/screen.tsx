/** Whom to see to first and what revenue hangs on it: keeping before winning unless one asks otherwise (rows 13, 24). */
import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import type { Ref } from '../../data/rows.ts';
import type { Side } from '../../domain/sides.ts';
import { addTexts, language, money, t } from '../../i18n/index.ts';
import { WORK_TEXTS } from '../../i18n/workList.ts';
import { go, here, Link } from '../../router.tsx';
import { Badge, TierBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Explain, ExplainLater, type Figure } from '../../ui/explain.tsx';
import { Empty, Screen, Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { usePages } from '../pages.ts';
import type { Params } from '../query.ts';
import { Trouble } from '../trouble.tsx';
import '../winback/winback.css';
import { bySide, reasonWords, SIDES, type WorkLine, type WorkSum } from './rows.ts';
import './workList.css';

await addTexts(WORK_TEXTS);

/** In the register: what the sources say of keeping against winning. */
const WHY = ['new_customer_cost', 'old_customer_worth'];

export function WorkList(): JSX.Element {
  const params = here.value.searchParams;
  const me = person.value?.session.user;
  const isManager = me?.role === 'manager';
  const teams = (useLive('list', { resource: 'teams', query: { limit: 200, ordering: 'name' } }, ['teams']).data?.results ?? []) as unknown as Ref[];
  const team = params.get('team') ?? (isManager ? '' : (me?.team?.id ?? teams[0]?.id ?? ''));
  const owner = isManager ? me.id : (params.get('owner') ?? '');
  const first: Side = params.get('first') === 'win' ? 'win' : 'keep';
  const isAsked = Boolean(team || owner);
  return (
    <Screen title={t('work.title')} sub={t('work.sub')}>
      <div class="stack">
        <Why />
        <div class="winback__filters work__filters">
          {!isManager && <Select label={t('work.team')} value={team} options={teams.map(({ id, name }) => ({ value: id, text: name }))} {...(team ? {} : { empty: t('work.choose') })} onChoose={(value) => set({ team: value, owner: '' })} />}
          {!isManager && <Managers team={team} value={owner} onChoose={(value) => set({ owner: value })} />}
          <div class="field">
            <p class="label">{t('work.order')}</p>
            <Choice<Side> look="segments" label={t('work.order')} value={first} options={SIDES.map((value) => ({ value, text: t(`work.first.${value}`) }))} onChoose={(value) => set({ first: value === 'keep' ? '' : value })} />
          </div>
        </div>
        {isAsked && <Lines query={{ ...(team ? { team } : {}), ...(owner ? { owner } : {}), ...(first === 'win' ? { first } : {}) }} first={first} />}
      </div>
    </Screen>
  );
}

function Lines({ query, first }: { query: Params; first: Side }): JSX.Element {
  const pages = usePages<WorkLine>('work-list', query);
  return (
    <>
      <Sums query={query} first={first} />
      {pages.error && <Trouble error={pages.error} onRetry={pages.reload} />}
      {!pages.isFirst && !pages.rows.length && !pages.error && (
        <Empty icon="check" title={t('work.none')}>
          <p>{t('work.none_hint')}</p>
        </Empty>
      )}
      {bySide(pages.rows, first).map(([side, lines]) => (
        <Section key={side} title={t(`work.side.${side}`)}>
          <Table side={side} lines={lines} />
        </Section>
      ))}
      {pages.hasMore && (
        <Button wide onClick={pages.more}>
          {t('more')}
        </Button>
      )}
    </>
  );
}

/** What is at stake on either side, opened to what it is made of. */
function Sums({ query, first }: { query: Params; first: Side }): JSX.Element | null {
  const { data } = useLive('get', { path: 'work-list', query: { ...query, limit: '1' } }, ['accounts', 'constants']);
  const sums = (data?.data['sums'] ?? []) as WorkSum[];
  const order = first === 'keep' ? SIDES : [...SIDES].reverse();
  if (!sums.length) return null;
  return (
    <div class="work__sums">
      {order.flatMap((side) =>
        sums
          .filter((each) => each.side === side)
          .map((each) => (
            <section key={`${side} ${each.currency}`} class="card card--pad" aria-label={`${t(`work.sum.${side}`)} ${each.currency}`}>
              <p class="hint">{t(`work.sum.${side}`)}</p>
              <p class="work__sum">{each.at_stake ? <Explain figure={each.at_stake} /> : t('work.none_known')}</p>
              <p class="hint">{[t('work.accounts', { count: each.accounts }), each.known < each.accounts && each.known > 0 && t('work.known', { count: each.known })].filter(Boolean).join(' · ')}</p>
            </section>
          )),
      )}
    </div>
  );
}

/** What the sources say of keeping against winning: the ground of this order. */
function Why(): JSX.Element | null {
  const { data } = useLive('get', { path: 'constants/ranges' }, ['constants']);
  const ranges = ((data?.data['results'] ?? []) as { key: string; asks_zh: string; asks_en: string; figure: Figure | null }[]).filter(({ key, figure }) => figure && WHY.includes(key));
  if (!ranges.length) return null;
  return (
    <details class="card card--pad work__why">
      <summary>{t('work.why')}</summary>
      <p class="hint">{t('work.why_open')}</p>
      <ul class="figures">
        {ranges.map(({ key, asks_zh, asks_en, figure }) => (
          <li key={key}>
            <span>{language.value === 'zh' ? asks_zh : asks_en}</span>
            <strong>{figure && <Explain figure={figure} />}</strong>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Table({ side, lines }: { side: Side; lines: WorkLine[] }): JSX.Element {
  return (
    <div class="winback" tabIndex={0} role="region" aria-label={`${t('work.table')} ${t(`work.side.${side}`)}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('work.customer')}</th>
            <th scope="col">{t('work.reasons')}</th>
            <th scope="col">{t('work.manager')}</th>
            <th scope="col" class="winback__figure">
              {t('work.value')}
            </th>
            <th scope="col" class="winback__figure">
              {t('work.at_stake')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.account.id}>
              <th scope="row">
                <Link href={`/accounts/${line.account.id}`}>{line.account.name}</Link> <TierBadge tier={line.tier} />
              </th>
              <td>
                <span class="badges">
                  {line.reasons.map((reason) => (
                    <Badge key={reason.code} tone={reason.code === 'complaint' || reason.code === 'promise' ? 'red' : reason.code === 'leaving' ? 'amber' : 'grey'}>
                      {reasonWords(reason)}
                    </Badge>
                  ))}
                </span>
              </td>
              <td>{line.owner?.name ?? t('none')}</td>
              <td class="winback__figure">{line.annual_value === null ? t('none') : money(line.annual_value, line.currency)}</td>
              <td class="winback__figure">
                <Stake line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A range where the ways to it disagree; it opens to all of them. */
function Stake({ line: { account, currency, at_stake_low: low, at_stake_high: high } }: { line: WorkLine }): JSX.Element {
  if (low === null || high === null) return <span class="faint">{t('work.unknown')}</span>;
  return (
    <ExplainLater path={`accounts/${account.id}/explain`} query={{ figure: 'at_stake' }} label={t('work.at_stake_of', { name: account.name })}>
      {low === high ? money(high, currency) : `${money(low, currency)}–${money(high, currency)}`}
    </ExplainLater>
  );
}

function Managers({ team, value, onChoose }: { team: string; value: string; onChoose: (value: string) => void }): JSX.Element {
  const { data } = useLive('list', { resource: 'users', query: { limit: 200, ordering: 'name', role: 'manager', ...(team ? { team } : {}) } }, ['users']);
  const managers = (data?.results ?? []) as unknown as Ref[];
  return <Select label={t('work.manager')} value={value} empty={t('work.all_managers')} options={managers.map(({ id, name }) => ({ value: id, text: name }))} onChoose={onChoose} />;
}

function set(changes: Record<string, string>): void {
  const url = new URL(here.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  go(url.pathname + url.search, { replace: true });
}
