import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, person } from '../data/page.ts';
import { addTexts, t } from '../i18n/index.ts';
import { lazy } from '../lazy.tsx';
import { go, here } from '../router.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/layout.tsx';
import { FilterBar } from './filterBar.tsx';
import { usePages } from './pages.ts';
import { apiQuery, DEFAULT_ORDERING, filtersOf, nextOrdering, paramsOf, withParams, type Params } from './query.ts';
import type { DeskAccount } from './rows.ts';
import { Table } from './table.tsx';
import { Trouble } from './trouble.tsx';
import type { Selection } from './views/bulk.tsx';
import { allColumns, ColumnPicker, columnsOf, FIRST_COLUMNS, SERVICE_COLUMNS } from './views/columns.tsx';
import { useCustomFields } from './views/customFields.ts';
import { useDefaultView, useViews, ViewBar } from './views/savedViews.tsx';
import { VIEWS_TEXTS } from './views/texts.ts';
import './views/views.css';

const NewCustomer = lazy(async () => (await import('./opening/sheet.tsx')).NewCustomer, { quiet: true });
const ExportSheet = lazy(async () => (await import('./views/exportSheet.tsx')).ExportSheet);
const BulkBar = lazy(async () => (await import('./views/bulk.tsx')).BulkBar, { quiet: true });
const BulkProgress = lazy(async () => (await import('./views/bulk.tsx')).BulkProgress, { quiet: true });
const Panel = lazy(async () => (await import('./account/panel.tsx')).Panel);

await addTexts(VIEWS_TEXTS);

/** Key accounts as a table: the address holds the filter, the columns, the order and the account shown beside it. */
export function Accounts(): JSX.Element {
  const url = here.value;
  const service = person.value?.session.user.role === 'service_agent';
  const params = paramsOf(url.searchParams);
  const query = apiQuery(params, { service });
  const pages = usePages<DeskAccount>('accounts', query);
  const fields = useCustomFields();
  const views = useViews();
  const [chosen, setChosen] = useState<Selection>({ ids: [], filters: null });
  const [exporting, setExporting] = useState<Selection | null>(null);
  const [opening, setOpening] = useState(false);
  const mayOpen = ['manager', 'lead', 'admin'].includes(person.value?.session.user.role ?? '');
  useDefaultView(views);
  const all = allColumns(fields);
  const ids = url.searchParams.get('columns')?.split(',') ?? (service ? SERVICE_COLUMNS : FIRST_COLUMNS);
  const columns = columnsOf(service ? SERVICE_COLUMNS : ids, all);
  const ordering = query['ordering'] ?? DEFAULT_ORDERING;
  const open = url.searchParams.get('open');
  const set = (changes: Params): void => go(withParams(here.value, changes), { replace: true });
  const clear = (): void => setChosen({ ids: [], filters: null });
  const filters = filtersOf(query);
  useEffect(() => {
    document.title = `${t('customers.title')} · ${t('app.name')}`;
  }, []);
  useEffect(clear, [JSON.stringify(filters)]);
  const tick = (rows: DeskAccount[], on: boolean): void => {
    const touched = rows.map(({ id }) => id);
    const kept = chosen.ids.filter((id) => !touched.includes(id));
    setChosen({ ids: on ? [...kept, ...touched] : kept, filters: null });
  };
  return (
    <main class={open ? 'accounts accounts--open' : 'accounts'}>
      <header class="accounts__head">
        <h1>{t('customers.title')}</h1>
        <Search value={params['search'] ?? ''} onSearch={(search) => set({ search })} />
        {!service && <ViewBar views={views ?? []} params={params} columns={ids} />}
        {!service && <ColumnPicker all={all} ids={ids} onChoose={(next) => set({ columns: next.join(',') })} />}
        {mayOpen && (
          <Button small kind="primary" icon="plus" onClick={() => setOpening(true)}>
            {t('desk.new_customer')}
          </Button>
        )}
        <Button small onClick={() => setExporting({ ids: [], filters })}>
          {t('views.export')}
        </Button>
        <Count key={JSON.stringify(query)} query={query} />
      </header>
      <div class="accounts__bars">
        <FilterBar params={params} set={set} />
        {(chosen.ids.length > 0 || chosen.filters) && <BulkBar selection={chosen} onAll={() => setChosen({ ids: [], filters })} onClear={clear} onExport={() => setExporting(chosen)} />}
        <BulkProgress onDone={pages.reload} />
      </div>
      {pages.error && <Trouble error={pages.error} onRetry={pages.reload} />}
      {!pages.isFirst && !pages.rows.length && !pages.error ? (
        <Empty icon="filter" title={t('customers.empty')}>
          <p>{t('customers.empty_hint')}</p>
        </Empty>
      ) : (
        <Table
          label={t('customers.title')}
          rows={pages.rows}
          columns={columns}
          ordering={ordering}
          onOrder={(column) => set({ ordering: nextOrdering(ordering, column) })}
          open={open}
          onOpen={(row) => set({ open: row.id })}
          onEnter={(row) => go(`/accounts/${row.id}`)}
          onEnd={pages.more}
          isMore={pages.hasMore}
          {...(service ? {} : { selection: { ids: new Set(chosen.filters ? pages.rows.map(({ id }) => id) : chosen.ids), name: (row: DeskAccount) => row.name, onToggle: tick } })}
        />
      )}
      {open && <Panel key={open} id={open} onClose={() => set({ open: '' })} />}
      {opening && <NewCustomer onClose={() => setOpening(false)} />}
      {exporting && <ExportSheet selection={exporting} columns={columns} fields={fields} ordering={ordering} near={params['near'] ?? ''} onClose={() => setExporting(null)} />}
    </main>
  );
}

/** Asks a moment after the last key, not at every key; `/` comes here from anywhere. */
function Search({ value, onSearch }: { value: string; onSearch: (text: string) => void }): JSX.Element {
  const [typed, setTyped] = useState(value);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onSearch(typed.trim()), 200);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    const slash = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener('keydown', slash);
    return () => removeEventListener('keydown', slash);
  }, []);
  return (
    <input
      ref={box}
      class="input accounts__search"
      type="search"
      aria-label={t('customers.search')}
      placeholder={t('customers.search')}
      value={typed}
      onInput={(event) => setTyped(event.currentTarget.value)}
    />
  );
}

/** Counted when asked: a list does not count for nothing. */
function Count({ query }: { query: Params }): JSX.Element {
  const [counted, setCounted] = useState<{ count: number; exact: boolean } | null>(null);
  const count = async (): Promise<void> => {
    const page = await ask('list', { resource: 'accounts', query: { ...query, limit: 1, count: 'exact' } });
    setCounted({ count: page.count ?? 0, exact: page.count_is_exact ?? true });
  };
  if (counted) return <p class="accounts__count">{t(counted.exact ? 'desk.counted' : 'desk.about', { count: counted.count })}</p>;
  return (
    <Button small kind="quiet" onClick={() => void count().catch(() => undefined)}>
      {t('desk.count')}
    </Button>
  );
}
