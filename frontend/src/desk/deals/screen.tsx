import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { person, watch } from '../../data/page.ts';
import { DEALS_TEXTS } from '../../i18n/deals.ts';
import { addTexts, day, exactMoney, moment, money, t } from '../../i18n/index.ts';
import { go, here, Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Banner, Empty } from '../../ui/layout.tsx';
import { usePages } from '../pages.ts';
import { Table, type Column } from '../table.tsx';
import { RegisterForm } from './register.tsx';
import { STATUS_TONES, statusKey } from '../../ui/dealStatus.ts';
import type { Deal, DealStatus } from './rows.ts';
import './deals.css';

await addTexts(DEALS_TEXTS);

const STATUSES: (DealStatus | 'all')[] = ['all', 'open', 'won', 'lost', 'withdrawn', 'expired'];

const COLUMNS: Column<Deal>[] = [
  { id: 'name', title: 'deals.name', cell: (deal) => <Link href={`/deals/${deal.id}`} class="name">{deal.name}</Link> },
  { id: 'status', title: 'deals.status', cell: (deal) => <StatusBadge deal={deal} /> },
  { id: 'account', title: 'deals.customer', cell: (deal) => deal.account.name },
  { id: 'registrant', title: 'deals.registrant', cell: (deal) => deal.registrant.name },
  { id: 'registered', title: 'deals.registered_at', ordering: 'registered_at', cell: (deal) => moment(deal.registered_at) },
  { id: 'until', title: 'deals.protected_until', ordering: 'protected_until', cell: (deal) => day(deal.protected_until) },
  { id: 'value', title: 'deals.expected_value', isFigure: true, cell: (deal) => (deal.expected_value ? money(deal.expected_value, deal.currency) : '') },
  { id: 'quotes', title: 'deals.lowest_quote', isFigure: true, cell: (deal) => (deal.quotes[0] ? `${exactMoney(deal.quotes[0].total, deal.currency)} · ${deal.quotes.length}` : '') },
];

/** All registered projects that one may see: filter, order, search, register. */
export function Deals(): JSX.Element {
  const params = here.value.searchParams;
  const status = (params.get('status') ?? 'all') as DealStatus | 'all';
  const search = params.get('search') ?? '';
  const ordering = params.get('ordering') ?? '-registered_at';
  const [registering, setRegistering] = useState(false);
  const pages = usePages<Deal>('deals', { ordering, ...(status === 'all' ? {} : { status }), ...(search ? { search } : {}) });
  useEffect(() => watch(['deals'], pages.reload), []);
  useEffect(() => {
    document.title = `${t('deals.title')} · ${t('app.name')}`;
  }, []);
  const set = (changes: Record<string, string>): void => {
    const url = new URL(here.value);
    for (const [name, value] of Object.entries(changes)) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    go(url.pathname + url.search, { replace: true });
  };
  const mayRegister = ['manager', 'lead', 'admin'].includes(person.value?.session.user.role ?? '');
  return (
    <main class="accounts">
      <header class="accounts__head">
        <h1>{t('deals.title')}</h1>
        <input class="input accounts__search" type="search" aria-label={t('deals.search')} placeholder={t('deals.search')} value={search} onInput={(event) => set({ search: event.currentTarget.value })} />
        <span class="deals__actions">
          <Link href="/floor-prices" class="button button--small">
            {t('deals.floors')}
          </Link>
          {mayRegister && (
            <Button kind="primary" small icon="plus" onClick={() => setRegistering(true)}>
              {t('deals.register')}
            </Button>
          )}
        </span>
      </header>
      <Choice label={t('deals.status')} look="chips" value={status} options={STATUSES.map((value) => ({ value, text: value === 'all' ? t('deals.all') : t(statusKey(value)) }))} onChoose={(chosen) => set({ status: chosen === 'all' ? '' : chosen })} />
      {pages.error && <Banner icon="cloud">{t('deals.offline')}</Banner>}
      {!pages.isFirst && !pages.rows.length && !pages.error ? (
        <Empty icon="filter" title={t('deals.empty')}>
          <p>{t('deals.empty_hint')}</p>
        </Empty>
      ) : (
        <Table
          label={t('deals.title')}
          rows={pages.rows}
          columns={COLUMNS}
          ordering={ordering}
          onOrder={(column) => set({ ordering: ordering === `-${column}` ? column : `-${column}` })}
          open={null}
          onOpen={(deal) => go(`/deals/${deal.id}`)}
          onEnd={pages.more}
          isMore={pages.hasMore}
        />
      )}
      {registering && <RegisterForm onClose={() => setRegistering(false)} />}
    </main>
  );
}

export function StatusBadge({ deal }: { deal: Pick<Deal, 'status'> }): JSX.Element {
  return <Badge tone={STATUS_TONES[deal.status]}>{t(statusKey(deal.status))}</Badge>;
}
