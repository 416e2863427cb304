import { Fragment, type ComponentChildren, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { person } from '../data/page.ts';
import type { Ref } from '../data/rows.ts';
import { day, number, t, type Key } from '../i18n/index.ts';
import { Button } from '../ui/button.tsx';
import { locate } from '../phone/place.ts';
import { Popover } from './popover.tsx';
import { ALWAYS, CUSTOM, CUSTOM_ENDINGS, customKeys, daysBefore, FILTER_NAMES, isSet, listOf, SERVICE_FILTERS, toggled, without, withoutCustom, type FilterName, type Params } from './query.ts';
import { choiceName, labelOf, useCustomFields, type CustomField } from './views/customFields.ts';

interface Part {
  params: Params;
  set: (changes: Params) => void;
}

const TIERS = ['vip', 'gold', 'key', 'ordinary'] as const;
const BANDS = ['loyal', 'stable', 'fragile', 'at_risk'] as const;
const ROLES = ['dealer', 'retailer', 'end_consumer', 'legal_person', 'department', 'post'] as const;
const STATUSES = ['prospect', 'active', 'dormant', 'lost', 'archived'] as const;
const SILENT_DAYS = [14, 30, 60, 90] as const;

/** The filter as a row of sentences, joined by "and"; each opens where it is changed. */
export function FilterBar({ params, set, lacking = [] }: Part & { lacking?: FilterName[] }): JSX.Element {
  const names = useNames();
  const fields = useCustomFields();
  const [added, setAdded] = useState<string[]>([]);
  const service = person.value?.session.user.role === 'service_agent';
  const known = (service ? SERVICE_FILTERS : FILTER_NAMES).filter((name) => !lacking.includes(name));
  const shown = service ? known : known.filter((name) => ALWAYS.includes(name) || added.includes(name) || isSet(params, name));
  const keys = service ? [] : [...new Set([...customKeys(params), ...added.filter((name) => name.startsWith(CUSTOM)).map((name) => name.slice(CUSTOM.length))])];
  const rest = service ? [] : known.filter((name) => !shown.includes(name));
  const free = service ? [] : fields.filter(({ key }) => !keys.includes(key));
  const clear = (): void => {
    setAdded([]);
    set(Object.assign({}, ...FILTER_NAMES.map(without), ...customKeys(params).map(withoutCustom)) as Params);
  };
  const said: string[] = [...shown.filter((name) => isSet(params, name)), ...customKeys(params)];
  const and = (name: string): JSX.Element | null => (said.indexOf(name) > 0 ? <span class="faint">{t('views.and')}</span> : null);
  return (
    <div class="filters" role="group" aria-label={t('desk.filters')}>
      {shown.map((name) => (
        <Fragment key={name}>
          {and(name)}
          <Popover text={sentence(name, params, names)} on={isSet(params, name)} isOpen={added.at(-1) === name}>
            {PANELS[name]({ params, set, names })}
            {isSet(params, name) && (
              <Button small kind="quiet" onClick={() => set(without(name))}>
                {t('desk.clear_one')}
              </Button>
            )}
          </Popover>
        </Fragment>
      ))}
      {keys.map((key) => (
        <Fragment key={key}>
          {and(key)}
          <CustomChip name={key} field={fields.find((field) => field.key === key)} params={params} set={set} isOpen={added.at(-1) === CUSTOM + key} />
        </Fragment>
      ))}
      {(rest.length > 0 || free.length > 0) && (
        <Popover key={`add-${added.length}`} text={t('views.add')} on={false}>
          {rest.map((name) => (
            <button type="button" class="check" key={name} onClick={() => setAdded([...added, name])}>
              {titleOf(name)}
            </button>
          ))}
          {free.map((field) => (
            <button type="button" class="check" key={field.key} onClick={() => setAdded([...added, CUSTOM + field.key])}>
              {labelOf(field)}
            </button>
          ))}
        </Popover>
      )}
      {said.length > 0 && (
        <Button small kind="quiet" onClick={clear}>
          {t('desk.clear')}
        </Button>
      )}
    </div>
  );
}

/** A field of one's own; one that was deleted says so, and can only be taken away. */
function CustomChip({ name, field, params, set, isOpen }: Part & { name: string; field: CustomField | undefined; isOpen: boolean }): JSX.Element {
  const param = (ending: string): string => `${CUSTOM}${name}${ending}`;
  const put = (ending: string, value: string): void => set({ ...withoutCustom(name), ...(ending === '__gte' || ending === '__lte' ? { [param('__gte')]: params[param('__gte')] ?? '', [param('__lte')]: params[param('__lte')] ?? '' } : {}), [param(ending)]: value });
  const isAsked = CUSTOM_ENDINGS.some((ending) => params[param(ending)]);
  const words = field ? customWords(field, params) : '';
  const title = field ? labelOf(field) : `${t('views.gone_field')} ${name}`;
  return (
    <Popover text={words ? t(field?.type === 'choice' || field?.type === 'yes_no' ? 'views.is' : 'views.has', { title, said: words }) : title} on={isAsked} isOpen={isOpen}>
      {field?.type === 'choice' && <Checks list={params[param('__in')]} items={field.choices.map(({ value }) => ({ id: value, name: choiceName(field, value) }))} onChange={(list) => put('__in', list)} />}
      {field?.type === 'yes_no' &&
        (['true', 'false'] as const).map((value) => (
          <Pick key={value} group={name} on={params[param('')] === value} onPick={() => put('', value)}>
            {t(value === 'true' ? 'views.yes' : 'views.no')}
          </Pick>
        ))}
      {field?.type === 'text' && <TextBox label={t('views.list_hint')} value={params[param('__in')]} onSet={(value) => put('__in', listOf(value))} />}
      {(field?.type === 'number' || field?.type === 'money') && (
        <>
          <NumberBox label={t('desk.at_least')} value={params[param('__gte')]} onSet={(value) => put('__gte', value)} />
          <NumberBox label={t('desk.at_most')} value={params[param('__lte')]} onSet={(value) => put('__lte', value)} />
        </>
      )}
      {field?.type === 'date' && (
        <>
          <TextBox type="date" label={t('desk.at_least')} value={params[param('__gte')]} onSet={(value) => put('__gte', value)} />
          <TextBox type="date" label={t('desk.at_most')} value={params[param('__lte')]} onSet={(value) => put('__lte', value)} />
        </>
      )}
      {field &&
        (['true', 'false'] as const).map((value) => (
          <Pick key={value} group={`${name}-null`} on={params[param('__isnull')] === value} onPick={() => put('__isnull', value)}>
            {t(value === 'true' ? 'views.empty_value' : 'views.filled')}
          </Pick>
        ))}
      {isAsked && (
        <Button small kind="quiet" onClick={() => set(withoutCustom(name))}>
          {t('desk.clear_one')}
        </Button>
      )}
    </Popover>
  );
}

function customWords(field: CustomField, params: Params): string {
  const value = (ending: string): string => params[`${CUSTOM}${field.key}${ending}`] ?? '';
  if (value('__isnull')) return t(value('__isnull') === 'true' ? 'views.empty_value' : 'views.filled');
  if (field.type === 'choice') return value('__in').split(',').filter(Boolean).map((item) => choiceName(field, item)).join(t('views.or'));
  if (field.type === 'yes_no') return value('') && t(value('') === 'true' ? 'views.yes' : 'views.no');
  if (field.type === 'text') return value('__in').split(',').filter(Boolean).join(t('views.or'));
  const bounds = field.type === 'date' ? (text: string): string => (text ? day(text) : '') : (text: string): string => text;
  return [value('__gte') && `≥ ${bounds(value('__gte'))}`, value('__lte') && `≤ ${bounds(value('__lte'))}`].filter(Boolean).join(' ');
}

interface Names {
  owners: Ref[];
  territories: Ref[];
  teams: Ref[];
  segments: Ref[];
}

/** People and places to choose from; a filter names them by id. */
function useNames(): Names {
  const owners = useLive('list', { resource: 'users', query: { role__in: 'manager,lead', limit: 200, ordering: 'name' } }, ['users']);
  const territories = useLive('list', { resource: 'territories', query: { limit: 200, ordering: 'name' } }, ['territories']);
  const teams = useLive('list', { resource: 'teams', query: { limit: 200, ordering: 'name' } }, ['teams']);
  const segments = useLive('list', { resource: 'segments', query: { limit: 200, ordering: 'name' } }, ['segments']);
  return { segments: (segments.data?.results ?? []) as unknown as Ref[], teams: (teams.data?.results ?? []) as unknown as Ref[], owners: (owners.data?.results ?? []) as unknown as Ref[], territories: (territories.data?.results ?? []) as unknown as Ref[] };
}

/** Nobody has confirmed the place, or it is not known (row 21). */
const UNCERTAIN = 'none,given';

type Panel = (part: Part & { names: Names }) => JSX.Element;

const PANELS: Record<FilterName, Panel> = {
  tier: ({ params, set }) => (
    <>
      <Checks list={params['tier__in']} items={TIERS.map((tier) => ({ id: tier, name: t(`tier.${tier}`) }))} onChange={(list) => set({ tier__in: list, tier__isnull: '' })} />
      <Check on={params['tier__isnull'] === 'true'} onChange={(on) => set({ tier__isnull: on ? 'true' : '', tier__in: '' })}>
        {t('tier.none')}
      </Check>
    </>
  ),
  owner: ({ params, set, names }) => (
    <>
      <Checks list={params['owner__in']} items={names.owners} onChange={(list) => set({ owner__in: list, owner__isnull: '' })} />
      <Check on={params['owner__isnull'] === 'true'} onChange={(on) => set({ owner__isnull: on ? 'true' : '', owner__in: '' })}>
        {t('desk.no_owner')}
      </Check>
    </>
  ),
  territory: ({ params, set, names }) => <Checks list={params['territory__within'] ?? params['territory__in']} items={names.territories} onChange={(list) => set({ territory__within: list, territory__in: '' })} />,
  contact: ({ params, set }) => (
    <>
      {SILENT_DAYS.map((days) => (
        <Pick key={days} group="contact" on={params['no_contact_days'] === String(days)} onPick={() => set({ no_contact_days: String(days) })}>
          {t('views.no_contact', { days })}
        </Pick>
      ))}
      <NumberBox label={t('views.days')} value={params['no_contact_days']} onSet={(value) => set({ no_contact_days: value })} />
    </>
  ),
  tag: ({ params, set }) => <TextBox label={t('views.list_hint')} value={params['tag__in']} onSet={(value) => set({ tag__in: listOf(value) })} />,
  industry: ({ params, set }) => <TextBox label={t('views.list_hint')} value={params['industry__in']} onSet={(value) => set({ industry__in: listOf(value) })} />,
  street: ({ params, set }) => <TextBox label={t('views.list_hint')} value={params['street__in']} onSet={(value) => set({ street__in: listOf(value) })} />,
  village: ({ params, set }) => <TextBox label={t('views.list_hint')} value={params['village__in']} onSet={(value) => set({ village__in: listOf(value) })} />,
  source: ({ params, set }) => <TextBox label={t('views.list_hint')} value={params['source__in']} onSet={(value) => set({ source__in: listOf(value) })} />,
  team: ({ params, set, names }) => (
    <>
      {names.teams.map(({ id, name }) => (
        <Pick key={id} group="team" on={params['team'] === id} onPick={() => set({ team: id })}>
          {name}
        </Pick>
      ))}
    </>
  ),
  segment: ({ params, set, names }) => (
    <>
      {names.segments.map(({ id, name }) => (
        <Pick key={id} group="segment" on={params['segment'] === id} onPick={() => set({ segment: id })}>
          {name}
        </Pick>
      ))}
    </>
  ),
  moved: ({ params, set }) => <MovedPanel moved={params['tier_moved']} set={set} />,
  near: ({ params, set }) => <NearPanel params={params} set={set} />,
  value: ({ params, set }) => (
    <>
      <NumberBox label={t('desk.at_least')} value={params['annual_value__gte']} onSet={(value) => set({ annual_value__gte: value })} />
      <NumberBox label={t('desk.at_most')} value={params['annual_value__lte']} onSet={(value) => set({ annual_value__lte: value })} />
    </>
  ),
  visit: ({ params, set }) => (
    <>
      {SILENT_DAYS.map((days) => {
        const before = daysBefore(person.value?.session.today ?? new Date().toISOString().slice(0, 10), days);
        return (
          <Pick key={days} group="visit" on={params['last_visit_on__lte'] === before} onPick={() => set({ last_visit_on__lte: before, last_visit_on__isnull: '' })}>
            {t('desk.silent', { count: days })}
          </Pick>
        );
      })}
      <Pick group="visit" on={params['last_visit_on__isnull'] === 'true'} onPick={() => set({ last_visit_on__isnull: 'true', last_visit_on__lte: '' })}>
        {t('desk.never')}
      </Pick>
    </>
  ),
  loyalty: ({ params, set }) => (
    <>
      <Checks list={params['loyalty_band__in']} items={BANDS.map((band) => ({ id: band, name: t(`band.${band}`) }))} onChange={(list) => set({ loyalty_band__in: list, loyalty_index__isnull: '' })} />
      <NumberBox label={t('desk.index_at_most')} value={params['loyalty_index__lte']} onSet={(value) => set({ loyalty_index__lte: value, loyalty_index__isnull: '' })} />
      <Check on={params['loyalty_index__isnull'] === 'true'} onChange={(on) => set({ ...without('loyalty'), loyalty_index__isnull: on ? 'true' : '' })}>
        {t('not_computed')}
      </Check>
    </>
  ),
  action: ({ params, set }) => {
    const today = person.value?.session.today ?? '';
    return (
      <>
        <Pick group="action" on={params['next_action_on__isnull'] === 'false'} onPick={() => set({ next_action_on__isnull: 'false', next_action_on__lte: '' })}>
          {t('desk.action_open')}
        </Pick>
        <Pick group="action" on={Boolean(params['next_action_on__lte'])} onPick={() => set({ next_action_on__lte: today, next_action_on__isnull: '' })}>
          {t('desk.action_due')}
        </Pick>
        <Pick group="action" on={params['next_action_on__isnull'] === 'true'} onPick={() => set({ next_action_on__isnull: 'true', next_action_on__lte: '' })}>
          {t('desk.action_none')}
        </Pick>
      </>
    );
  },
  role: ({ params, set }) => <Checks list={params['role__in']} items={ROLES.map((role) => ({ id: role, name: t(`desk.role.${role}`) }))} onChange={(list) => set({ role__in: list })} />,
  status: ({ params, set }) => <Checks list={params['status__in']} items={STATUSES.map((status) => ({ id: status, name: t(`desk.status.${status}`) }))} onChange={(list) => set({ status__in: list })} />,
  place: ({ params, set }) => (
    <Pick group="place" on={params['place_confidence__in'] === UNCERTAIN} onPick={() => set({ place_confidence__in: UNCERTAIN })}>
      {t('desk.place_uncertain')}
    </Pick>
  ),
};

const titleOf = (filter: FilterName): string => t(OWN_TITLES.has(filter) ? (`views.filter.${filter}` as 'views.filter.tag') : (`desk.filter.${filter}` as 'desk.filter.tier'));
const OWN_TITLES = new Set<FilterName>(['team', 'segment', 'moved', 'contact', 'tag', 'industry', 'street', 'village', 'source', 'near']);
/** Said as "title is this or that"; the others carry their own sign. */
const LISTS = new Set<FilterName>(['tier', 'owner', 'territory', 'role', 'status', 'tag', 'industry', 'street', 'village', 'source', 'team', 'segment']);

function sentence(filter: FilterName, params: Params, names: Names): string {
  const title = titleOf(filter);
  const said = words(filter, params, names);
  return said ? t(LISTS.has(filter) ? 'views.is' : 'views.has', { title, said }) : title;
}

function words(filter: FilterName, params: Params, names: Names): string {
  const list = (name: string, text: (item: string) => string): string => (params[name] ?? '').split(',').filter(Boolean).map(text).join(t('views.or'));
  const named = (name: string, refs: Ref[]): string => list(name, (id) => refs.find((ref) => ref.id === id)?.name ?? '…');
  const keyed = (name: string, prefix: string): string => list(name, (item) => t(`${prefix}.${item}` as Key));
  const isNull = (name: string): boolean => params[name] === 'true';
  switch (filter) {
    case 'tier':
      return isNull('tier__isnull') ? t('tier.none') : keyed('tier__in', 'tier');
    case 'owner':
      return isNull('owner__isnull') ? t('desk.no_owner') : named('owner__in', names.owners);
    case 'territory':
      return named(params['territory__within'] ? 'territory__within' : 'territory__in', names.territories);
    case 'contact':
      return params['no_contact_days'] ? t('views.no_contact', { days: params['no_contact_days'] }) : '';
    case 'tag':
    case 'industry':
    case 'street':
    case 'village':
    case 'source':
      return list(`${filter}__in`, (item) => item);
    case 'team':
      return named('team', names.teams);
    case 'segment':
      return named('segment', names.segments);
    case 'moved':
      return movedWords(params['tier_moved']);
    case 'near':
      return params['near'] ? t('views.near_said', { km: params['within_km'] ?? '5' }) : '';
    case 'value':
      return [bound('≥', params['annual_value__gte']), bound('≤', params['annual_value__lte'])].filter(Boolean).join(' ');
    case 'visit':
      return isNull('last_visit_on__isnull') ? t('desk.never') : params['last_visit_on__lte'] ? t('desk.before', { day: day(params['last_visit_on__lte']) }) : '';
    case 'loyalty':
      return isNull('loyalty_index__isnull') ? t('not_computed') : [keyed('loyalty_band__in', 'band'), bound('≤', params['loyalty_index__lte'])].filter(Boolean).join(' ');
    case 'action':
      return params['next_action_on__lte'] ? t('desk.action_due') : params['next_action_on__isnull'] ? t(isNull('next_action_on__isnull') ? 'desk.action_none' : 'desk.action_open') : '';
    case 'role':
      return keyed('role__in', 'desk.role');
    case 'status':
      return keyed('status__in', 'desk.status');
    case 'place':
      return params['place_confidence__in'] ? t('desk.place_uncertain') : '';
  }
}

function bound(sign: string, value: string | undefined): string {
  return value ? `${sign} ${number(Number(value))}` : '';
}

function Check({ on, onChange, children }: { on: boolean; onChange: (on: boolean) => void; children: ComponentChildren }): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      {children}
    </label>
  );
}

function Pick({ group, on, onPick, children }: { group: string; on: boolean; onPick: () => void; children: ComponentChildren }): JSX.Element {
  return (
    <label class="check">
      <input type="radio" name={group} checked={on} onChange={onPick} />
      {children}
    </label>
  );
}

function Checks({ list, items, onChange }: { list: string | undefined; items: Ref[]; onChange: (list: string) => void }): JSX.Element {
  const chosen = (list ?? '').split(',');
  return (
    <>
      {items.map(({ id, name }) => (
        <Check key={id} on={chosen.includes(id)} onChange={() => onChange(toggled(list, id))}>
          {name}
        </Check>
      ))}
    </>
  );
}

const movedParts = (moved: string | undefined): [since: string, until: string, before: string, after: string] => {
  const today = person.value?.session.today ?? '';
  const [since = daysBefore(today, 90), until = today, before = 'ordinary', after = 'key'] = (moved ?? '').split(',').filter(Boolean);
  return [since, until, before, after];
};

function movedWords(moved: string | undefined): string {
  if (!moved) return '';
  const [since, until, before, after] = movedParts(moved);
  return t('views.moved_said', { since: day(since), until: day(until), before: t(`tier.${before}` as Key), after: t(`tier.${after}` as Key) });
}

/** Who stood there then and stands here later (row 68). */
function MovedPanel({ moved, set }: { moved: string | undefined; set: Part['set'] }): JSX.Element {
  const parts = movedParts(moved);
  const put = (at: number, value: string): void => set({ tier_moved: parts.map((part, place) => (place === at ? value : part)).join() });
  return (
    <>
      {([0, 1] as const).map((at) => (
        <TextBox key={at} type="date" label={t(at ? 'views.until' : 'views.since')} value={parts[at]} onSet={(value) => value && put(at, value)} />
      ))}
      {([2, 3] as const).map((at) => (
        <label class="check check--number" key={at}>
          {t(at === 2 ? 'views.tier_then' : 'views.tier_later')}
          <select class="input" value={parts[at]} onChange={(event) => put(at, event.currentTarget.value)}>
            {[...TIERS, 'none'].map((tier) => (
              <option key={tier} value={tier}>
                {t(`tier.${tier}` as Key)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </>
  );
}

/** Where, how far, and whether the nearest come first. */
function NearPanel({ params, set }: Part): JSX.Element {
  const mine = async (): Promise<void> => {
    const fix = await locate();
    if (fix) set({ near: `${fix.latitude.toFixed(5)},${fix.longitude.toFixed(5)}`, ordering: 'distance' });
  };
  const putPlace = (near: string): void => set({ near: near.replace(/\s|，/g, (mark) => (mark === '，' ? ',' : '')), ...(near ? {} : { within_km: '', ...(params['ordering'] === 'distance' ? { ordering: '' } : {}) }) });
  return (
    <>
      <Button small onClick={() => void mine()}>
        {t('views.near_me')}
      </Button>
      <TextBox label={t('views.near_place')} value={params['near']} onSet={putPlace} />
      <NumberBox label={t('views.near_km')} value={params['within_km']} onSet={(value) => set({ within_km: value })} />
      <Check on={params['ordering'] === 'distance'} onChange={(on) => set({ ordering: on && params['near'] ? 'distance' : '' })}>
        {t('views.nearest_first')}
      </Check>
    </>
  );
}

function TextBox({ label, value = '', onSet, type = 'text' }: { label: string; value: string | undefined; onSet: (value: string) => void; type?: 'text' | 'date' }): JSX.Element {
  const [typed, setTyped] = useState<string | null>(null);
  const leave = (): void => {
    if (typed !== null && typed !== value) onSet(typed.trim());
    setTyped(null);
  };
  const shared = { class: 'input', value: typed ?? value, onInput: (event: Event) => setTyped((event.currentTarget as HTMLInputElement).value), onBlur: leave, onKeyDown: (event: KeyboardEvent) => event.key === 'Enter' && leave() };
  return (
    <label class="check check--number">
      {label}
      {type === 'date' ? <input type="date" {...shared} /> : <input {...shared} />}
    </label>
  );
}

/** Takes effect when it is left or Enter is pressed, so that half a number filters nothing. */
function NumberBox({ label, value = '', onSet }: { label: string; value: string | undefined; onSet: (value: string) => void }): JSX.Element {
  const [typed, setTyped] = useState<string | null>(null);
  const leave = (): void => {
    if (typed !== null && typed !== value && (typed === '' || Number.isFinite(Number(typed)))) onSet(typed);
    setTyped(null);
  };
  return (
    <label class="check check--number">
      {label}
      <input
        class="input"
        inputMode="decimal"
        value={typed ?? value}
        onInput={(event) => setTyped(event.currentTarget.value.trim())}
        onBlur={leave}
        onKeyDown={(event) => event.key === 'Enter' && leave()}
      />
    </label>
  );
}
