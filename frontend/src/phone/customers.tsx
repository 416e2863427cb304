import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Filter } from '../data/customers.ts';
import { ask, person, syncState } from '../data/page.ts';
import type { SavedViewRow, Tier } from '../data/rows.ts';
import { t } from '../i18n/index.ts';
import { lazy } from '../lazy.tsx';
import { Link } from '../router.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Chip } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner, Empty, Screen } from '../ui/layout.tsx';
import { AccountList, SearchBox } from './accountList.tsx';
import { locate, position, trouble } from './place.ts';

const AccountMap = lazy(async () => (await import('../map/map.tsx')).AccountMap);

type Chosen = Omit<Filter, 'near' | 'kind'> & {
  near: boolean;
  internal: boolean;
  /** Of this many kilometres around. */
  within: number | null;
  view: Pick<SavedViewRow, 'id' | 'name'> | null;
};

const ALL: Chosen = { search: '', tiers: [], due: false, mine: false, complaint: false, near: false, internal: false, within: null, params: {}, ordering: '', view: null };

/** What was searched and filtered last; it is still there when one comes back from an account. */
const chosen = signal<Chosen>(ALL);
const look = signal<'list' | 'map'>('list');
let opened = false;
const total = signal<number | null>(null);

const TIERS: Tier[] = ['vip', 'gold', 'key', 'ordinary'];

function filterOf({ near, internal, within, view, params, ...rest }: Chosen): Partial<Filter> {
  const here = near ? position.value : null;
  const around: Record<string, string> = here && within ? { near: `${here.latitude},${here.longitude}`, within_km: String(within) } : {};
  return { ...rest, params: { ...params, ...around }, kind: internal ? 'internal' : view ? null : 'external', near: here };
}

/** A saved view: what of it stands among the chips is shown there, so that one can go on from it. */
function chosenOf(view: SavedViewRow): Chosen {
  const { tier__in, kind, search = '', ...params } = view.filters;
  const isMine = params['owner'] === person.value?.session.user.id || params['owner__in'] === person.value?.session.user.id;
  if (isMine) for (const name of ['owner', 'owner__in']) delete params[name];
  const tiers = (tier__in ?? '').split(',').filter((tier): tier is Tier => TIERS.includes(tier as Tier));
  const near = view.ordering === 'distance'; // from where one stands
  const ordering = near ? '' : view.ordering;
  return { ...ALL, search, near, tiers, mine: isMine, internal: kind === 'internal', params: kind === 'external' ? { ...params, kind } : params, ordering, view };
}

const ViewSheet = lazy(async () => (await import('./narrow.tsx')).ViewSheet);
const ConditionSheet = lazy(async () => (await import('./narrow.tsx')).ConditionSheet);
const FoundElsewhere = lazy(async () => (await import('./foundElsewhere.tsx')).FoundElsewhere);

export function Customers(): JSX.Element {
  const filter = filterOf(chosen.value);
  const change = (more: Partial<Chosen>): void => void (chosen.value = { ...chosen.value, ...more });
  const [sheet, setSheet] = useState<'views' | 'conditions' | null>(null);
  const [problems, setProblems] = useState<string[]>([]);
  const isMap = look.value === 'map';
  const close = (): void => setSheet(null);
  const choose = (view: SavedViewRow | null): void => {
    chosen.value = view ? chosenOf(view) : ALL;
    if (chosen.value.near) void locate();
  };
  useEffect(() => void opening().then((view) => view && chosen.value === ALL && choose(view)), []);
  return (
    <Screen
      title={t('customers.title')}
      sub={total.value == null ? undefined : t('customers.count', { count: total.value })}
      actions={<IconButton name={isMap ? 'list' : 'map'} label={t(isMap ? 'today.list' : 'today.map')} onClick={() => (look.value = isMap ? 'list' : 'map')} />}
    >
      <div class="search">
        <SearchBox value={chosen.value.search} onInput={(search) => change({ search })} />
        <Filters chosen={chosen.value} change={change} open={setSheet} />
        <Link href="/pool" class="customers__pool">
          {t('customers.pool')}
          <Icon name="forward" small />
        </Link>
        {chosen.value.near && trouble.value && <p class="hint">{t(trouble.value === 'denied' ? 'near.denied' : 'near.none')}</p>}
      </div>
      {!isMap && chosen.value.search.trim() && <FoundElsewhere text={chosen.value.search} />}
      {problems.length > 0 && (
        <Banner
          icon="warning"
          action={
            <Button small onClick={() => change({ params: Object.fromEntries(Object.entries(chosen.value.params).filter(([name]) => !problems.includes(name))) })}>
              {t('customers.mend')}
            </Button>
          }
        >
          {t('customers.broken', { what: problems.join(', ') })}
        </Banner>
      )}
      {isMap ? <AccountMap filter={filter} /> : <AccountList filter={filter} empty={<Nobody />} onTotal={(count) => (total.value = count)} onProblems={setProblems} />}
      {sheet === 'views' && <ViewSheet current={chosen.value.view?.id ?? null} onChoose={choose} onClose={close} />}
      {sheet === 'conditions' && (
        <ConditionSheet
          params={chosen.value.params}
          within={chosen.value.within}
          total={total.value}
          onChange={(params) => change({ params })}
          onWithin={(within) => {
            if (within && !chosen.value.near) void locate();
            change({ within, near: within ? true : chosen.value.near });
          }}
          onClose={close}
        />
      )}
    </Screen>
  );
}

/** The view that the team opens with in this role, once a start of the app: who leaves it has left it. */
async function opening(): Promise<SavedViewRow | undefined> {
  if (opened) return undefined;
  const views = (await ask('every', { table: 'saved_views' })) as SavedViewRow[];
  opened = views.length > 0; // before the first pull there are none
  return views.find(({ default_roles: roles }) => roles.includes(person.value?.session.user.role ?? ''));
}

interface FiltersProps {
  chosen: Chosen;
  change: (more: Partial<Chosen>) => void;
  open: (sheet: 'views' | 'conditions') => void;
}

function Filters({ chosen, change, open }: FiltersProps): JSX.Element {
  const conditions = Object.keys(chosen.params).filter((name) => name !== 'kind').length + (chosen.within ? 1 : 0);
  const near = (): void => {
    if (!chosen.near) void locate();
    change({ near: !chosen.near, within: null });
  };
  const tier = (name: Tier): void => change({ tiers: chosen.tiers.includes(name) ? chosen.tiers.filter((each) => each !== name) : [...chosen.tiers, name] });
  return (
    <div class="chips" role="group" aria-label={t('customers.filters')}>
      <Chip on={chosen.view !== null} icon="list" onToggle={() => open('views')}>
        {chosen.view?.name ?? t('customers.views')}
      </Chip>
      <Chip on={conditions > 0} icon="filter" onToggle={() => open('conditions')}>
        {conditions ? t('customers.conditions_count', { number: conditions }) : t('customers.conditions')}
      </Chip>
      <Chip on={chosen.near} icon="here" onToggle={near}>
        {t('customers.near')}
      </Chip>
      <Chip on={chosen.due} onToggle={() => change({ due: !chosen.due })}>
        {t('customers.due')}
      </Chip>
      <Chip on={chosen.mine} onToggle={() => change({ mine: !chosen.mine })}>
        {t('customers.mine')}
      </Chip>
      {TIERS.map((name) => (
        <Chip key={name} on={chosen.tiers.includes(name)} onToggle={() => tier(name)}>
          {t(`tier.${name}`)}
        </Chip>
      ))}
      <Chip on={chosen.complaint} onToggle={() => change({ complaint: !chosen.complaint })}>
        {t('customers.complaint')}
      </Chip>
      <Chip on={chosen.internal} onToggle={() => change({ internal: !chosen.internal })}>
        {t('customers.internal')}
      </Chip>
    </div>
  );
}

function Nobody(): JSX.Element {
  if (syncState.value?.filling) return <Empty icon="sync" title={t('sync.filling')} />;
  return (
    <Empty icon="search" title={t('customers.empty')}>
      <p>{t('customers.empty_hint')}</p>
    </Empty>
  );
}
