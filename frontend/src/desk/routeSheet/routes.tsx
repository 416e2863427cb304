import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../data/page.ts';
import type { Ref } from '../../data/rows.ts';
import { NOTEBOOK_TEXTS } from '../../i18n/notebook.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { ROUTES_TEXTS } from '../../i18n/routes.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { toast } from '../../ui/toast.tsx';
import { Weekdays } from '../../ui/weekdays.tsx';
import { AccountPicker } from '../forms/accountPicker.tsx';
import { patch, post } from '../forms/writing.ts';

await Promise.all([addTexts(ROUTES_TEXTS), addTexts(NOTEBOOK_TEXTS)]);

export interface Route extends Ref {
  team: Ref;
  group_by: 'street' | 'village';
  weekdays: number[];
  archived_at: string | null;
  version: number;
}

/** As the server has it. */
const MOST_STOPS = 1000;

export interface RouteVerbsProps {
  manager: string;
  route: Route | undefined;
  /** Gets the id of the route that was written, or '' when it is gone. */
  onRoute: (id: string) => void;
}

/** A route made, changed, put away; its customers and their order (row 17). */
export function RouteVerbs({ manager, route, onRoute }: RouteVerbsProps): JSX.Element {
  const [open, setOpen] = useState<'new' | 'edit' | 'stops' | null>(null);
  const [stops, setStops] = useState<Ref[]>([]);
  const close = (): void => setOpen(null);
  const showStops = async (id: string): Promise<void> => {
    try {
      setStops(await stopsOf(id));
      setOpen('stops');
    } catch {
      toast(t('routes.unreached'));
    }
  };
  return (
    <div class="badges">
      <Button small icon="plus" onClick={() => setOpen('new')}>
        {t('routes.new')}
      </Button>
      {route && (
        <>
          <Button small onClick={() => void showStops(route.id)}>
            {t('routes.stops')}
          </Button>
          <Button small kind="quiet" onClick={() => setOpen('edit')}>
            {t('routes.edit')}
          </Button>
        </>
      )}
      {open === 'new' && <RouteForm manager={manager} route={undefined} onRoute={onRoute} onClose={close} />}
      {open === 'edit' && <RouteForm manager={manager} route={route} onRoute={onRoute} onClose={close} />}
      {open === 'stops' && route && <StopsForm route={route} stops={stops} onClose={close} />}
    </div>
  );
}

/** All of them, page by page: saving a part of a route would take the rest off it. */
async function stopsOf(route: string): Promise<Ref[]> {
  const found: Ref[] = [];
  let cursor: string | null = null;
  do {
    const page: { results: unknown[]; next: string | null } = await ask('list', { resource: 'stops', query: { route, ordering: 'position', limit: 200, ...(cursor ? { cursor } : {}) } });
    for (const stop of page.results as { account: Ref; archived_at: string | null }[]) if (!stop.archived_at) found.push(stop.account);
    cursor = page.next;
  } while (cursor);
  return found;
}

function RouteForm({ manager, route, onRoute, onClose }: { manager: string; route: Route | undefined; onRoute: (id: string) => void; onClose: () => void }): JSX.Element {
  const initial = { name: route?.name ?? '', group_by: route?.group_by ?? ('street' as Route['group_by']), weekdays: route?.weekdays ?? [] };
  const save = async (values: typeof initial, key: string): Promise<void> => {
    const body = { ...values, name: values.name.trim() };
    const made = route ? await patch(`routes/${route.id}`, route.version, { body, key }) : await post('routes', { body: { manager, ...body }, key });
    toast(t('routes.saved'));
    onRoute(String(made['id']));
  };
  const putAway = async (id: string): Promise<void> => {
    try {
      await post(`routes/${id}/archive`, { changes: ['stops'] });
    } catch {
      return toast(t('routes.unreached'));
    }
    toast(t('routes.archived'));
    onClose();
    onRoute('');
  };
  return (
    <FormSheet title={t(route ? 'routes.edit' : 'routes.new')} draft={`route/${route?.id ?? manager}`} initial={initial} isReady={({ name }) => Boolean(name.trim())} save={(values, _, key) => save(values, key)} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Field label={t('routes.name')} maxLength={100} {...text('name')} />
          <div class="field">
            <p class="label">{t('routes.group_by')}</p>
            <Choice look="segments" label={t('routes.group_by')} value={values.group_by} options={(['street', 'village'] as const).map((value) => ({ value, text: t(`routes.group_by.${value}`) }))} onChoose={(group_by) => set({ group_by })} />
          </div>
          <Weekdays label={t('routes.weekdays')} days={values.weekdays} onChoose={(weekdays) => set({ weekdays })} />
          {route && (
            <div class="field">
              <Button small kind="danger" onClick={() => void putAway(route.id)}>
                {t('routes.archive')}
              </Button>
              <p class="hint">{t('routes.archive_hint')}</p>
            </div>
          )}
        </>
      )}
    </FormSheet>
  );
}

function StopsForm({ route, stops, onClose }: { route: Route; stops: Ref[]; onClose: () => void }): JSX.Element {
  const [twice, setTwice] = useState(false);
  const save = ({ accounts }: { accounts: Ref[] }, key: string): Promise<unknown> => post(`routes/${route.id}/set-stops`, { body: { accounts: accounts.map(({ id }) => id) }, key, changes: ['stops'] });
  return (
    <FormSheet title={t('routes.stops_title', { name: route.name })} draft={`route/${route.id}/stops`} initial={{ accounts: stops }} isReady={({ accounts }) => accounts.length <= MOST_STOPS} save={(values, _, key) => save(values, key)} onClose={onClose}>
      {({ values: { accounts }, set }) => {
        const swap = (from: number, to: number): void => set({ accounts: accounts.map((each, i) => (i === from ? accounts[to] : i === to ? accounts[from] : each) ?? each) });
        const add = (account: Ref | null): void => {
          const isThere = accounts.some(({ id }) => id === account?.id);
          setTwice(isThere);
          if (account && !isThere) set({ accounts: [...accounts, account] });
        };
        return (
          <>
            {!accounts.length && <p class="hint">{t('routes.none')}</p>}
            {accounts.length > MOST_STOPS && <p class="error">{t('routes.full', { most: MOST_STOPS })}</p>}
            <ol class="rows">
              {accounts.map(({ id, name }, i) => (
                <li class="row" key={id}>
                  <span class="row__body">{`${i + 1} ${name}`}</span>
                  <Button small kind="quiet" aria-label={t('routes.up', { name })} disabled={i === 0} onClick={() => swap(i, i - 1)}>
                    ↑
                  </Button>
                  <Button small kind="quiet" aria-label={t('routes.down', { name })} disabled={i === accounts.length - 1} onClick={() => swap(i, i + 1)}>
                    ↓
                  </Button>
                  <IconButton name="close" label={t('routes.drop', { name })} onClick={() => set({ accounts: accounts.filter((each) => each.id !== id) })} />
                </li>
              ))}
            </ol>
            <AccountPicker label={t('routes.add')} value={null} query={{ team: route.team.id }} {...(twice ? { error: t('routes.twice') } : {})} onChoose={add} />
          </>
        );
      }}
    </FormSheet>
  );
}
