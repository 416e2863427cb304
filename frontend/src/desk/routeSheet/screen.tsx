import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { ROUTE_SHEET_TEXTS } from '../../i18n/routeSheet.ts';
import { go, here } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Empty, Screen } from '../../ui/layout.tsx';
import { Retry } from '../../ui/retry.tsx';
import { Select } from '../../ui/select.tsx';
import { useManagers } from '../managers.ts';
import { Paper } from './paper.tsx';
import { OrdersFirst } from './rule.tsx';
import type { Route, RouteVerbsProps } from './routes.tsx';
import type { RouteSheet } from './rows.ts';
import './routeSheet.css';

await addTexts(ROUTE_SHEET_TEXTS);

interface RouteSheetProps {
  /** On a phone. */
  backTo?: string;
  /** Where routes are made and changed. */
  Verbs?: (props: RouteVerbsProps) => JSX.Element;
}

/** A manager's day, or a whole route, as a list to print and take along (row 17). The address holds the choice. */
export function RouteSheetScreen({ backTo, Verbs }: RouteSheetProps): JSX.Element {
  const params = here.value.searchParams;
  const managers = useManagers();
  const today = businessDay();
  const manager = params.get('manager') ?? managers?.[0]?.id ?? '';
  const [route, date] = [params.get('route') ?? '', params.get('date') ?? today];
  return (
    <Screen
      title={t('sheet.title')}
      {...(backTo ? { backTo } : { sub: t('sheet.sub') })}
      actions={
        <Button kind="primary" onClick={() => print()}>
          {t('sheet.print')}
        </Button>
      }
    >
      <div class="sheet-choice">
        {managers && managers.length > 1 && <Select label={t('sheet.manager')} value={manager} options={managers.map(({ id, name }) => ({ value: id, text: name }))} onChoose={(value) => set({ manager: value, route: '' })} />}
        <Routes manager={manager} route={route} Verbs={mayDrive(manager) ? Verbs : undefined} />
        {!route && manager && <OrdersFirst key={manager} manager={manager} mayWrite={mayDrive(manager)} />}
        {!route && <Field label={t('sheet.day')} type="date" value={date} onInput={(value) => value && set({ date: value })} />}
        <p class="hint">{t('sheet.pdf_hint')}</p>
      </div>
      {manager && <Shown key={manager + route + date} query={route ? { route } : { manager, date }} today={today} />}
    </Screen>
  );
}

/** Whose day it is, and their lead or an administrator: the server has the last word. */
function mayDrive(manager: string): boolean {
  const me = person.value?.session.user;
  return me?.id === manager || me?.role === 'lead' || me?.role === 'admin';
}

/** The day on the company's clock. */
function businessDay(): string {
  const zone = person.value?.session.time_zone;
  return new Intl.DateTimeFormat('en-CA', { ...(zone ? { timeZone: zone } : {}) }).format(new Date());
}

function set(changes: Record<string, string>): void {
  const url = new URL(here.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  go(url.pathname + url.search, { replace: true });
}

/** A day, or one of the manager's routes. */
function Routes({ manager, route, Verbs }: { manager: string; route: string; Verbs: RouteSheetProps['Verbs'] }): JSX.Element {
  const { data, reload } = useLive('list', { resource: 'routes', query: { limit: 200, ordering: 'name', ...(manager ? { manager } : {}) } }, ['routes']);
  const routes = ((data?.results ?? []) as unknown as Route[]).filter(({ archived_at: gone }) => !gone);
  const choose = (id: string): void => {
    reload();
    set({ route: id });
  };
  return (
    <>
      <Select label={t('sheet.what')} value={route} empty={t('sheet.a_day')} options={routes.map(({ id, name }) => ({ value: id, text: name }))} onChoose={(value) => set({ route: value })} />
      {Verbs && manager && <Verbs key={route} manager={manager} route={routes.find(({ id }) => id === route)} onRoute={choose} />}
    </>
  );
}

function Shown({ query, today }: { query: Record<string, string>; today: string }): JSX.Element {
  const { data, error, reload } = useLive('get', { path: 'route-sheets', query }, ['visits', 'routes', 'stops', 'accounts', 'promises']);
  if (error) return <Retry onRetry={reload}>{error.name === 'Unreachable' ? t('sheet.offline') : t('sheet.refused', { detail: error.message })}</Retry>;
  if (!data) return <div class="skeleton skeleton--tall" aria-hidden="true" />;
  const sheet = data.data as unknown as RouteSheet;
  if (!sheet.areas.length && !sheet.left_out.length)
    return (
      <Empty icon="map" title={t(sheet.route ? 'sheet.empty_route' : 'sheet.empty')}>
        <p>{t('sheet.empty_hint')}</p>
      </Empty>
    );
  return <Paper sheet={sheet} today={today} />;
}
