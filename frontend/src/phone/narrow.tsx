/** Which customers are shown: a saved view, or conditions of one's own. All of it from the phone's own rows. */
import type { ComponentChildren, JSX } from 'preact';
import { useLive } from '../data/live.ts';
import { person } from '../data/page.ts';
import type { CustomFieldRow, SavedViewRow, SegmentRow } from '../data/rows.ts';
import { choiceName, labelOf } from '../desk/views/customFields.ts';
import { VIEWS_TEXTS } from '../desk/views/texts.ts';
import type { Params } from '../domain/accountFilter.ts';
import { splitList } from '../domain/filterParams.ts';
import { BRIEF_TEXTS } from '../i18n/brief.ts';
import { addTexts, t } from '../i18n/index.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty } from '../ui/layout.tsx';
import { Sheet } from '../ui/sheet.tsx';

await Promise.all([addTexts(VIEWS_TEXTS), addTexts(BRIEF_TEXTS)]);

interface ViewSheetProps {
  current: string | null;
  /** Null: everybody. */
  onChoose: (view: SavedViewRow | null) => void;
  onClose: () => void;
}

/** One's own views and the team's; they are made and changed at the desk. */
export function ViewSheet({ current, onChoose, onClose }: ViewSheetProps): JSX.Element {
  const { data } = useLive('every', { table: 'saved_views' }, ['saved_views']);
  const views = ((data ?? []) as SavedViewRow[]).sort((a, b) => a.position - b.position || (a.name < b.name ? -1 : 1));
  const segments = ((useLive('every', { table: 'segments' }, ['segments']).data ?? []) as SegmentRow[]).sort((a, b) => (a.name < b.name ? -1 : 1));
  const me = person.value?.session.user;
  const choose = (view: SavedViewRow | null): void => {
    onChoose(view);
    onClose();
  };
  const list = (title: string, some: SavedViewRow[]): JSX.Element | null =>
    some.length ? (
      <section aria-label={title}>
        <p class="label">{title}</p>
        <ul class="rows">
          {some.map((view) => (
            <Row key={view.id} name={view.name} isCurrent={view.id === current} onTap={() => choose(view)} />
          ))}
        </ul>
      </section>
    ) : null;
  return (
    <Sheet title={t('views.views')} onClose={onClose}>
      <div class="stack">
        <ul class="rows">
          <Row name={t('views.all')} isCurrent={current === null} onTap={() => choose(null)} />
        </ul>
        {list(t('views.mine'), views.filter(({ owner, team }) => owner.id === me?.id && !team))}
        {list(t('views.shared'), views.filter(({ team }) => team))}
        {segments.length > 0 && (
          <section aria-label={t('brief.segments')}>
            <p class="label">{t('brief.segments')}</p>
            <ul class="rows">
              {segments.map((segment) => (
                <Row key={segment.id} name={segment.name} isCurrent={segment.id === current} onTap={() => choose(asView(segment))} />
              ))}
            </ul>
          </section>
        )}
        {data && !views.length && !segments.length && (
          <Empty icon="list" title={t('views.none')}>
            <p>{t('views.none_hint')}</p>
          </Empty>
        )}
      </div>
    </Sheet>
  );
}

/** A segment narrows the list as a view does; who is in it follows the phone's own rows. */
const asView = ({ id, name, team }: SegmentRow): SavedViewRow => ({ id, name, team, owner: { id: '', name: '' }, filters: { segment: id }, ordering: '', default_roles: [], position: 0 });

function Row({ name, isCurrent, onTap }: { name: string; isCurrent: boolean; onTap: () => void }): JSX.Element {
  return (
    <li>
      <button type="button" class="row" {...(isCurrent ? { 'aria-current': 'true' as const } : {})} onClick={onTap}>
        <span class="row__body">{name}</span>
        {isCurrent && <Icon name="check" small />}
      </button>
    </li>
  );
}

const SILENT_DAYS = ['14', '30', '60', '90'];
const KILOMETRES = [1, 3, 5, 10];
const MOST_TAGS = 24;

interface ConditionSheetProps {
  params: Params;
  within: number | null;
  total: number | null;
  onChange: (params: Params) => void;
  onWithin: (within: number | null) => void;
  onClose: () => void;
}

/** Conditions as chips; the list behind follows every tap. */
export function ConditionSheet({ params, within, total, onChange, onWithin, onClose }: ConditionSheetProps): JSX.Element {
  const tags = useLive('tags', undefined, ['accounts']).data ?? [];
  const fields = (useLive('every', { table: 'custom_fields' }, ['custom_fields']).data ?? []) as CustomFieldRow[];
  const put = (changes: Params): void => onChange(Object.fromEntries(Object.entries({ ...params, ...changes }).filter(([, value]) => value)));
  const chosenTags = splitList(params['tag__in'] ?? '');
  const shownTags = [...new Set([...chosenTags, ...tags.slice(0, MOST_TAGS).map(({ tag }) => tag)])];
  const isAny = within !== null || Object.keys(params).some((name) => name !== 'kind');
  const clear = (): void => {
    onChange(params['kind'] ? { kind: params['kind'] } : {});
    onWithin(null);
  };
  const foot = (
    <>
      <Button disabled={!isAny} onClick={clear}>
        {t('views.clear')}
      </Button>
      <Button kind="primary" wide onClick={onClose}>
        {t('views.show', { count: total ?? 0 })}
      </Button>
    </>
  );
  return (
    <Sheet title={t('views.conditions')} onClose={onClose} foot={foot}>
      <div class="form">
        <Group title={t('views.filter.contact')}>
          {SILENT_DAYS.map((days) => (
            <Chip key={days} on={params['no_contact_days'] === days} onToggle={() => put({ no_contact_days: params['no_contact_days'] === days ? '' : days })}>
              {t('views.no_contact', { days })}
            </Chip>
          ))}
        </Group>
        <Group title={t('views.filter.near')}>
          {KILOMETRES.map((km) => (
            <Chip key={km} on={within === km} onToggle={() => onWithin(within === km ? null : km)}>
              {t('views.near_said', { km })}
            </Chip>
          ))}
        </Group>
        {shownTags.length > 0 && (
          <Group title={t('views.filter.tag')}>
            {shownTags.map((tag) => (
              <Chip key={tag} on={chosenTags.includes(tag)} onToggle={() => put({ tag__in: listed(chosenTags, tag) })}>
                {tag}
              </Chip>
            ))}
          </Group>
        )}
        {fields
          .filter(({ kind }) => kind === 'external')
          .sort((a, b) => a.position - b.position)
          .map((field) => (
            <OwnField key={field.id} field={field} params={params} put={put} />
          ))}
      </div>
    </Sheet>
  );
}

function Group({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="field" role="group" aria-label={title}>
      <p class="label">{title}</p>
      <div class="chips chips--wrap">{children}</div>
    </div>
  );
}

/** A condition on a field of one's own, by its type. */
function OwnField({ field, params, put }: { field: CustomFieldRow; params: Params; put: (changes: Params) => void }): JSX.Element {
  const name = (ending: string): string => `custom.${field.key}${ending}`;
  const title = field.unit ? `${labelOf(field)} (${field.unit})` : labelOf(field);
  if (field.type === 'choice') {
    const on = splitList(params[name('__in')] ?? '');
    const offered = field.choices.filter(({ archived, value }) => !archived || on.includes(value));
    return (
      <Group title={title}>
        {offered.map(({ value }) => (
          <Chip key={value} on={on.includes(value)} onToggle={() => put({ [name('__in')]: listed(on, value) })}>
            {choiceName(field, value)}
          </Chip>
        ))}
      </Group>
    );
  }
  if (field.type === 'yes_no')
    return (
      <Group title={title}>
        {(['true', 'false'] as const).map((value) => (
          <Chip key={value} on={params[name('')] === value} onToggle={() => put({ [name('')]: params[name('')] === value ? '' : value })}>
            {t(value === 'true' ? 'views.yes' : 'views.no')}
          </Chip>
        ))}
      </Group>
    );
  if (field.type === 'text') return <Field label={title} hint={t('views.list_hint')} value={splitList(params[name('__in')] ?? '').join(', ')} onInput={(typed) => put({ [name('__in')]: typed.split(/[,，、]/).map((item) => item.trim()).filter(Boolean).map(escaped).join(',') })} />;
  const type = field.type === 'date' ? 'date' : 'text';
  return (
    <div class="field" role="group" aria-label={title}>
      <p class="label">{title}</p>
      <div class="pair">
        <Field label={t('views.from')} type={type} value={params[name('__gte')] ?? ''} onInput={(value) => put({ [name('__gte')]: value })} />
        <Field label={t('views.to')} type={type} value={params[name('__lte')] ?? ''} onInput={(value) => put({ [name('__lte')]: value })} />
      </div>
    </div>
  );
}

/** What people wrote themselves may hold a comma. */
const escaped = (item: string): string => item.replace(/[\\,]/g, '\\$&');

/** The list with this item toggled, as a parameter carries it. */
function listed(items: string[], item: string): string {
  const next = items.includes(item) ? items.filter((each) => each !== item) : [...items, item];
  return next.map(escaped).join(',');
}
