/** A name for what the table shows, and who else has it. */
import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { t } from '../../i18n/index.ts';
import { go } from '../../router.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Banner } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { patch, post } from '../forms/writing.ts';
import { addressOf, type SavedView, type Snapshot } from './savedViews.tsx';

interface Typed {
  name: string;
  isShared: boolean;
  isDefault: boolean;
}

export function ViewSheet({ view, shown, onClose }: { view: SavedView | undefined; shown: Snapshot; onClose: () => void }): JSX.Element {
  const user = person.value?.session.user;
  const teams = useLive('list', { resource: 'teams', query: { limit: 50 } }, ['teams']);
  const mine = (teams.data?.results ?? []) as unknown as { id: string; name: string }[];
  const team = view?.team?.id ?? mine[0]?.id ?? null;
  const initial: Typed = { name: view?.name ?? '', isShared: Boolean(view?.team), isDefault: view?.default_roles.includes('manager') ?? false };
  const save = async ({ name, isShared, isDefault }: Typed, _: Partial<Typed>, key: string): Promise<void> => {
    const others = (view?.default_roles ?? []).filter((role) => role !== 'manager');
    const body = { name: name.trim(), team: isShared ? team : null, default_roles: isShared ? [...others, ...(isDefault ? ['manager'] : [])] : [] };
    const row = view ? await patch(`saved-views/${view.id}`, view.version, { body, key }) : await post('saved-views', { body: { ...body, ...shown }, key });
    toast(t('views.saved', { name: body.name }));
    go(addressOf(row as unknown as SavedView), { replace: true });
  };
  return (
    <FormSheet title={t(view ? 'views.edit' : 'views.save')} draft={`view/${view?.id ?? 'new'}`} initial={initial} save={save} isReady={({ name }) => Boolean(name.trim())} wordRefusal={({ code }) => (code === 'view_name_taken' ? <Banner icon="warning">{t('views.name_taken')}</Banner> : undefined)} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Field label={t('views.name')} maxLength={60} {...text('name')} />
          <label class="check">
            <input type="checkbox" checked={values.isShared} disabled={!team} onChange={(event) => set({ isShared: event.currentTarget.checked })} />
            {t('views.share')}
          </label>
          {!values.isShared && <p class="hint">{t('views.private')}</p>}
          {values.isShared && (user?.role === 'lead' || user?.role === 'admin') && (
            <label class="check">
              <input type="checkbox" checked={values.isDefault} onChange={(event) => set({ isDefault: event.currentTarget.checked })} />
              {t('views.default')}
            </label>
          )}
        </>
      )}
    </FormSheet>
  );
}
