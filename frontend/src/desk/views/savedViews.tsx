/** Views under a name: one's own and the team's. The address says what is shown; `view` in it says under which name. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { t } from '../../i18n/index.ts';
import { lazy } from '../../lazy.tsx';
import { go, here } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { patch, remove } from '../forms/writing.ts';
import { Popover } from '../popover.tsx';
import { filtersOf, type Params } from '../query.ts';

const ViewSheet = lazy(async () => (await import('./viewSheet.tsx')).ViewSheet, { quiet: true });
const ArrangeSheet = lazy(async () => (await import('./arrange.tsx')).ArrangeSheet, { quiet: true });

export interface SavedView {
  id: string;
  name: string;
  owner: { id: string; name: string };
  team: { id: string; name: string } | null;
  filters: Params;
  columns: string[];
  ordering: string;
  default_roles: string[];
  position: number;
  version: number;
  /** By parameter: what is no longer there. */
  problems: Record<string, string[]>;
}

export function useViews(): SavedView[] | undefined {
  const { data } = useLive('list', { resource: 'saved-views', query: { limit: 200 } }, ['saved-views']);
  return data?.results as unknown as SavedView[] | undefined;
}

/** The address that shows a view. */
export function addressOf(view: SavedView): string {
  const search = new URLSearchParams(view.filters);
  if (view.ordering) search.set('ordering', view.ordering);
  if (view.columns.length) search.set('columns', view.columns.join(','));
  search.set('view', view.id);
  return `/accounts?${search}`;
}

/** Who comes without any wish begins with the view that the lead chose for this role. */
export function useDefaultView(views: SavedView[] | undefined): void {
  const role = person.value?.session.user.role ?? '';
  useEffect(() => {
    if (here.peek().search) return;
    const first = views?.find(({ default_roles, problems }) => default_roles.includes(role) && !Object.keys(problems).length);
    if (first) go(addressOf(first), { replace: true });
  }, [views === undefined]);
}

interface BarProps {
  views: SavedView[];
  params: Params;
  columns: string[];
}

export function ViewBar({ views, params, columns }: BarProps): JSX.Element {
  const [editing, setEditing] = useState<'new' | 'old' | 'order' | null>(null);
  const me = person.value?.session.user;
  const current = views.find(({ id }) => id === here.value.searchParams.get('view'));
  const mayEdit = current && (current.owner.id === me?.id || me?.role === 'lead' || me?.role === 'admin');
  const isChanged = current && JSON.stringify(sorted(snapshot(params, columns))) !== JSON.stringify(sorted({ filters: current.filters, columns: current.columns, ordering: current.ordering }));
  const keep = async (): Promise<void> => {
    if (!current) return;
    await patch(`saved-views/${current.id}`, current.version, { body: snapshot(params, columns) });
    toast(t('views.saved', { name: current.name }));
  };
  const drop = async (): Promise<void> => {
    if (!current) return;
    await remove(`saved-views/${current.id}`);
    toast(t('views.deleted'));
    go('/accounts', { replace: true });
  };
  const list = (title: string, some: SavedView[]): JSX.Element | null =>
    some.length ? (
      <>
        <p class="popover__title">{title}</p>
        {some.map((view) => (
          <a class="check" key={view.id} href={addressOf(view)} {...(view.id === current?.id ? { 'aria-current': 'true' as const } : {})} onClick={(event) => open(event, addressOf(view))}>
            {view.name}
          </a>
        ))}
      </>
    ) : null;
  return (
    <>
      <Popover key={current?.id ?? 'all'} text={current?.name ?? t('views.views')} on={Boolean(current)}>
        <a class="check" href="/accounts?ordering=-annual_value" onClick={(event) => open(event, '/accounts?ordering=-annual_value')}>
          {t('views.all')}
        </a>
        {list(t('views.mine'), views.filter(({ owner, team }) => owner.id === me?.id && !team))}
        {list(t('views.shared'), views.filter(({ team }) => team))}
        {arrangeable(views).some((group) => group.length > 1) && (
          <Button small kind="quiet" onClick={() => setEditing('order')}>
            {t('views.arrange')}
          </Button>
        )}
        {mayEdit && (
          <>
            <Button small kind="quiet" onClick={() => setEditing('old')}>
              {t('views.edit')}
            </Button>
            <Button small kind="quiet" onClick={() => void drop()}>
              {t('views.delete')}
            </Button>
          </>
        )}
      </Popover>
      {mayEdit && isChanged && (
        <Button small onClick={() => void keep().catch((error: Error) => toast(error.message))}>
          {t('views.save_changes')}
        </Button>
      )}
      <Button small icon="saved" onClick={() => setEditing('new')}>
        {t('views.save')}
      </Button>
      {editing === 'order' && <ArrangeSheet groups={arrangeable(views)} onClose={() => setEditing(null)} />}
      {(editing === 'new' || editing === 'old') && <ViewSheet view={editing === 'old' ? current : undefined} shown={snapshot(params, columns)} onClose={() => setEditing(null)} />}
      {current && <Broken view={current} />}
    </>
  );
}

/** One's own, and the shared ones that this person keeps. */
function arrangeable(views: SavedView[]): SavedView[][] {
  const me = person.value?.session.user;
  const keeps = (view: SavedView): boolean => view.owner.id === me?.id || me?.role === 'lead' || me?.role === 'admin';
  return [views.filter(({ owner, team }) => owner.id === me?.id && !team), views.filter((view) => view.team && keeps(view))];
}

/** A view that names a field that is gone says so, and is opened without it only by decision. */
function Broken({ view }: { view: SavedView }): JSX.Element | null {
  const gone = Object.entries(view.problems).map(([name, what]) => (name === 'columns' || name === 'ordering' ? what.join('、') : name));
  if (!gone.length) return null;
  const mend = (): void => {
    const search = new URLSearchParams(here.value.search);
    for (const name of Object.keys(view.problems)) {
      if (name === 'columns') search.set('columns', view.columns.filter((column) => !view.problems['columns']?.includes(column)).join(','));
      else search.delete(name);
    }
    go(`/accounts?${search}`, { replace: true });
  };
  return (
    <Banner
      icon="warning"
      action={
        <Button small onClick={mend}>
          {t('views.mend')}
        </Button>
      }
    >
      {t('views.broken', { what: gone.join('、') })}
    </Banner>
  );
}

function open(event: MouseEvent, address: string): void {
  if (event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  go(address);
}

export type Snapshot = Pick<SavedView, 'filters' | 'columns' | 'ordering'>;

function snapshot(params: Params, columns: string[]): Snapshot {
  return { filters: filtersOf(params), columns, ordering: params['ordering'] ?? '' };
}

function sorted({ filters, columns, ordering }: Snapshot): unknown {
  return [Object.entries(filters).sort(), columns, ordering];
}
