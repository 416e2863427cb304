import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import type { Ref, Tier } from '../../data/rows.ts';
import { addTexts, day, money, t } from '../../i18n/index.ts';
import { NOTEBOOK_TEXTS } from '../../i18n/notebook.ts';
import { WINBACK_TEXTS } from '../../i18n/winback.ts';
import { go, here, Link } from '../../router.tsx';
import { Badge, TierBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty, Screen } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { usePages } from '../pages.ts';
import { Trouble } from '../trouble.tsx';
import { ourFaults, whyLost, type Lost } from './why.ts';
import './winback.css';

await Promise.all([addTexts(NOTEBOOK_TEXTS), addTexts(WINBACK_TEXTS)]);

interface Row extends Lost {
  id: string;
  account: Ref;
  tier: Tier | null;
  owner: Ref | null;
  territory: Ref | null;
  phone: string;
  last_order_on: string | null;
  last_years_value: string | null;
  currency: string;
}

const NOBODY = 'nobody';
const ORDERS = ['-lost_since', 'lost_since', 'value'] as const;
/** So many are compared by what they were worth; a manager hardly has more. */
const MOST = 500;

/** Who is lost, what they were worth, and why: where to begin winning back (row 39). The address holds the filter. */
export function WinBack(): JSX.Element {
  const params = here.value.searchParams;
  const [owner, territory, ordering] = [params.get('owner') ?? '', params.get('territory') ?? '', params.get('ordering') ?? ORDERS[0]];
  const byValue = ordering === 'value';
  const query = { ordering: byValue ? ORDERS[0] : ordering, ...(owner === NOBODY ? { owner__isnull: 'true' } : owner ? { owner } : {}), ...(territory ? { territory__within: territory } : {}) };
  const pages = usePages<Row>('win-back', query);
  useEffect(() => {
    if (byValue && pages.hasMore && pages.rows.length < MOST) pages.more();
  }, [byValue, pages.hasMore, pages.rows.length]);
  const rows = byValue ? [...pages.rows].sort((a, b) => Number(b.last_years_value ?? 0) - Number(a.last_years_value ?? 0)) : pages.rows;
  const set = (changes: Record<string, string>): void => {
    const url = new URL(here.value);
    for (const [name, value] of Object.entries(changes)) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    go(url.pathname + url.search, { replace: true });
  };
  return (
    <Screen title={t('winback.title')} sub={t('winback.sub')}>
      <div class="winback__filters">
        {person.value?.session.user.role !== 'manager' && <Managers value={owner} onChoose={(value) => set({ owner: value })} />}
        <Territories value={territory} onChoose={(value) => set({ territory: value })} />
        <Select label={t('winback.order')} value={ordering} options={ORDERS.map((value) => ({ value, text: t(`winback.order.${value}`) }))} onChoose={(value) => set({ ordering: value })} />
      </div>
      {pages.error && <Trouble error={pages.error} onRetry={pages.reload} />}
      {!pages.isFirst && !pages.rows.length && !pages.error && (
        <Empty icon="star" title={t('winback.none')}>
          <p>{t('winback.none_hint')}</p>
        </Empty>
      )}
      {byValue && pages.hasMore && pages.rows.length >= MOST && <p class="hint">{t('winback.only', { count: pages.rows.length })}</p>}
      {rows.length > 0 && <Table rows={rows} />}
      {pages.hasMore && (
        <Button wide onClick={pages.more}>
          {t('more')}
        </Button>
      )}
    </Screen>
  );
}

function Table({ rows }: { rows: Row[] }): JSX.Element {
  return (
    <div class="winback" tabIndex={0} role="region" aria-label={t('winback.table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('winback.customer')}</th>
            <th scope="col">{t('winback.manager')}</th>
            <th scope="col">{t('winback.last_order')}</th>
            <th scope="col" class="winback__figure" title={t('winback.value_hint')}>
              {t('winback.value')}
            </th>
            <th scope="col">{t('winback.why')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Link href={`/accounts/${row.account.id}`}>{row.account.name}</Link> <TierBadge tier={row.tier} />
                <span class="faint">{[row.territory?.name, row.phone].filter(Boolean).join(' · ')}</span>
              </th>
              <td>{row.owner?.name ?? t('winback.nobody')}</td>
              <td>{row.last_order_on ? day(row.last_order_on) : t('winback.never')}</td>
              <td class="winback__figure">{row.last_years_value === null ? t('none') : money(row.last_years_value, row.currency)}</td>
              <td>
                {whyLost(row).join(' · ')}
                <span class="badges">
                  {ourFaults(row).map((fault) => (
                    <Badge key={fault} tone="red">
                      {fault}
                    </Badge>
                  ))}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Filter {
  value: string;
  onChoose: (value: string) => void;
}

function Managers({ value, onChoose }: Filter): JSX.Element {
  const { data } = useLive('list', { resource: 'users', query: { limit: 200, ordering: 'name' } }, ['users']);
  const managers = ((data?.results ?? []) as { id: string; name: string; role: string }[]).filter(({ role }) => role === 'manager');
  const options = [...managers.map(({ id, name }) => ({ value: id, text: name })), { value: NOBODY, text: t('winback.nobody') }];
  return <Select label={t('winback.manager')} value={value} empty={t('winback.all_managers')} options={options} onChoose={onChoose} />;
}

function Territories({ value, onChoose }: Filter): JSX.Element {
  const { data } = useLive('list', { resource: 'territories', query: { limit: 200, ordering: 'name' } }, ['territories']);
  const options = ((data?.results ?? []) as { id: string; path: string[] }[]).map(({ id, path }) => ({ value: id, text: path.join(' › ') }));
  return <Select label={t('winback.territory')} value={value} empty={t('winback.all_territories')} options={options} onChoose={onChoose} />;
}
