import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { post } from '../forms/writing.ts';
import type { Segment } from './rows.ts';

/** What is supposed, what is tried, how it is measured: settled before anybody is drawn (row 41). */
export function ExperimentForm({ segment, onSaved, onClose }: { segment: Segment; onSaved: (id: string) => void; onClose: () => void }): JSX.Element {
  const initial = { name: '', hypothesis: '', offer: segment.message, metric: 'net_sales' as string, holdout: '30', days: '28' };
  const save = async ({ name, hypothesis, offer, metric, holdout, days }: typeof initial, _: unknown, key: string): Promise<void> => {
    const body = { segment: segment.id, name, hypothesis, offer, metric, holdout_share: (Number(holdout) / 100).toFixed(2), days: Number(days) };
    const row = await post('experiments', { body, key });
    onSaved(row['id'] as string);
  };
  return (
    <FormSheet title={t('segments.new_experiment')} draft={`experiments/${segment.id}`} initial={initial} isReady={({ name, hypothesis, offer, holdout }) => Boolean(name.trim() && hypothesis.trim() && offer.trim() && holdout.trim())} save={save} onClose={onClose}>
      {(form) => (
        <>
          <Field label={t('experiment.name')} maxLength={100} {...form.text('name')} />
          <Field label={t('experiment.hypothesis')} rows={2} maxLength={1000} {...form.text('hypothesis')} />
          <Field label={t('experiment.offer')} rows={2} maxLength={1000} {...form.text('offer')} />
          <Choice look="segments" label={t('experiment.metric')} value={form.values.metric} options={(['net_sales', 'orders'] as const).map((value) => ({ value: value as string, text: t(`experiment.metric.${value}`) }))} onChoose={(metric) => form.set({ metric })} />
          <div class="pair">
            <Field label={t('experiment.holdout')} type="number" min="0" {...form.text('holdout')} {...(form.error('holdout_share') ? { error: form.error('holdout_share') ?? '' } : { hint: t('experiment.holdout_hint') })} />
            <Field label={t('experiment.days')} type="number" min="7" {...form.text('days')} />
          </div>
        </>
      )}
    </FormSheet>
  );
}
