import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import type { Ref } from '../../data/rows.ts';
import { t } from '../../i18n/index.ts';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Select } from '../../ui/select.tsx';
import { patch, post } from '../forms/writing.ts';
import { CHANNELS, STRATEGIES, type Segment } from './rows.ts';

interface CardFormProps {
  segment: Segment | null;
  onSaved?: (id: string) => void;
  onClose: () => void;
}

/** The card of row 42; the rule is edited on the page, beside its count. */
export function CardForm({ segment, onSaved, onClose }: CardFormProps): JSX.Element {
  const role = person.value?.session.user.role;
  const teams = (useLive('list', { resource: 'teams', query: { limit: 200, ordering: 'name' } }, ['teams']).data?.results ?? []) as unknown as Ref[];
  const initial = {
    name: segment?.name ?? '',
    team: segment?.team?.id ?? '',
    description: segment?.description ?? '',
    strategy: (segment?.strategy ?? '') as string,
    channel: (segment?.channel ?? '') as string,
    message: segment?.message ?? '',
    presentation: segment?.presentation ?? '',
    brief: segment?.brief ?? '',
  };
  const save = async (values: typeof initial, changed: Partial<typeof initial>, key: string): Promise<void> => {
    const team = 'team' in changed || !segment ? { team: values.team || null } : {};
    const body = segment ? { ...changed, ...team } : { ...values, ...team, filters: {} };
    const row = segment ? await patch(`segments/${segment.id}`, segment.version, { body, key }) : await post('segments', { body, key });
    onSaved?.(row['id'] as string);
  };
  return (
    <FormSheet
      title={segment ? t('segments.edit') : t('segments.new')}
      draft={`segments/${segment?.id ?? 'new'}`}
      initial={initial}
      isReady={({ name, team }) => Boolean(name.trim() && (team || role !== 'lead'))}
      save={save}
      wordRefusal={(refused) => (refused.code === 'segment_name_taken' ? t('segments.taken') : undefined)}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Field label={t('segments.name')} maxLength={60} {...form.text('name')} />
          <Select label={t('segments.team')} value={form.values.team} {...(role === 'lead' ? { empty: '—' } : { empty: t('segments.company') })} options={teams.map(({ id, name }) => ({ value: id, text: name }))} onChoose={(team) => form.set({ team })} />
          <Field label={t('brief.description')} rows={2} maxLength={1000} {...form.text('description')} />
          <Choice look="segments" label={t('brief.strategy')} value={form.values.strategy} options={STRATEGIES.map((value) => ({ value: value as string, text: t(`brief.strategy.${value}`) }))} onChoose={(strategy) => form.set({ strategy })} />
          <Select label={t('brief.channel')} value={form.values.channel} empty={t('segments.not_set')} options={CHANNELS.map((value) => ({ value, text: t(`brief.channel.${value}`) }))} onChoose={(channel) => form.set({ channel })} />
          <Field label={t('brief.message')} rows={2} maxLength={1000} {...form.text('message')} />
          <Field label={t('brief.presentation')} rows={2} maxLength={1000} {...form.text('presentation')} />
          <Field label={t('brief.brief')} rows={5} maxLength={3000} hint={t('segments.new_brief_hint')} {...form.text('brief')} />
        </>
      )}
    </FormSheet>
  );
}
