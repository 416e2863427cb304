/** What is written about the catalogue and what a customer was given. */
import type { JSX } from 'preact';
import { person } from '../../data/page.ts';
import { t, type Key } from '../../i18n/index.ts';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Select } from '../../ui/select.tsx';
import { worded } from '../chain/refusals.ts';
import { patch, post } from '../forms/writing.ts';
import { KINDS, LAYERS, levelText, LEVELS, SERVICE_TOPICS, STANDARD_LINE, type Delivery, type Entitled, type Entitlement, type Service } from './rows.ts';

const changes = SERVICE_TOPICS;
const levels = (least: number): { value: number; text: string }[] => LEVELS.filter((level) => level >= least).map((value) => ({ value, text: levelText(value) }));

export function ServiceForm({ service, onClose }: { service: Service | null; onClose: () => void }): JSX.Element {
  const initial = {
    code: service?.code ?? '',
    name: service?.name ?? '',
    layer: (service?.layer ?? 'core') as string,
    kind: (service?.kind ?? '') as string,
    description: service?.description ?? '',
    unit: service?.unit ?? '',
    cost: service?.cost ?? '',
    level: Number(service?.level ?? STANDARD_LINE),
  };
  const save = (values: typeof initial, key: string): Promise<unknown> => {
    const body = { ...values, kind: values.layer === 'additional' ? values.kind : null, cost: values.cost.trim() || null };
    return worded(service ? patch(`services/${service.id}`, service.version, { body, key, changes }) : post('services', { body, key, changes }));
  };
  return (
    <FormSheet
      title={service ? t('services.change_of', { name: service.name }) : t('services.new')}
      draft={`services/${service?.id ?? 'new'}`}
      initial={initial}
      isReady={(values) => Boolean(values.code.trim() && values.name.trim() && (values.layer !== 'additional' || values.kind))}
      save={(values, _, key) => save(values, key)}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Choice look="segments" label={t('services.layer')} value={form.values.layer} options={LAYERS.map((value) => ({ value: value as string, text: t(`services.layer.${value}`) }))} onChoose={(layer) => form.set({ layer })} />
          {form.values.layer === 'additional' && <Select label={t('services.kind')} value={form.values.kind} empty={t('services.choose')} options={KINDS.map((value) => ({ value, text: t(`services.kind.${value}`) }))} onChoose={(kind) => form.set({ kind })} />}
          <Field label={t('services.name')} maxLength={100} {...form.text('name')} />
          <Field label={t('services.code')} maxLength={40} {...form.text('code')} />
          <Field label={t('services.description')} rows={3} maxLength={1000} {...form.text('description')} />
          <Field label={t('services.unit')} maxLength={20} hint={t('services.unit_hint')} {...form.text('unit')} />
          <Field label={t('services.cost')} {...form.text('cost')} />
          <div class="field">
            <p class="label">{t('services.level')}</p>
            <Choice look="segments" label={t('services.level')} value={form.values.level} options={levels(1)} onChoose={(level) => form.set({ level })} />
          </div>
        </>
      )}
    </FormSheet>
  );
}

/** What a tier gets of a service. */
export function EntitleForm({ service, tier, entitlement, onClose }: { service: Service; tier: string; entitlement: Entitlement | undefined; onClose: () => void }): JSX.Element {
  const initial = {
    gets: entitlement ? (entitlement.quota === null ? 'unlimited' : 'quota') : 'quota',
    quota: String(entitlement?.quota ?? ''),
    per: (entitlement?.per ?? 'year') as string,
    level: Number(entitlement?.level ?? STANDARD_LINE),
  };
  const save = async (values: typeof initial, key: string): Promise<unknown> => {
    if (values.gets === 'nothing') return entitlement && worded(post(`entitlements/${entitlement.id}/archive`, { key, changes }));
    const quota = values.gets === 'unlimited' ? null : Number(values.quota);
    return worded(post('entitlements', { body: { service: service.id, tier, quota, per: values.per, level: values.level }, key, changes }));
  };
  return (
    <FormSheet
      title={t('services.entitle', { tier: t(`tier.${tier}` as Key), name: service.name })}
      draft={`entitlements/${service.id}/${tier}`}
      initial={initial}
      isReady={(values) => values.gets !== 'quota' || Number(values.quota) > 0}
      save={(values, _, key) => save(values, key)}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Choice look="segments" label={t('services.gets')} value={form.values.gets} options={(['nothing', 'quota', 'unlimited'] as const).map((value) => ({ value: value as string, text: t(`services.gets.${value}`) }))} onChoose={(gets) => form.set({ gets })} />
          {form.values.gets === 'quota' && (
            <>
              <Field label={t('services.times')} type="number" min="1" {...form.text('quota')} />
              <Choice look="segments" label={t('services.per')} value={form.values.per} options={(['month', 'quarter', 'year'] as const).map((value) => ({ value: value as string, text: t(`services.per.${value}`) }))} onChoose={(per) => form.set({ per })} />
            </>
          )}
          {form.values.gets !== 'nothing' && (
            <div class="field">
              <p class="label">{t('services.level_promised')}</p>
              <Choice look="segments" label={t('services.level_promised')} value={form.values.level} options={levels(STANDARD_LINE)} onChoose={(level) => form.set({ level })} />
            </div>
          )}
        </>
      )}
    </FormSheet>
  );
}

/** Writes down that a customer was given a service. Beyond its entitlement the reason is asked for. */
export function GiveForm({ account, services, onClose }: { account: string; services: Entitled[]; onClose: () => void }): JSX.Element {
  const today = person.value?.session.today ?? '';
  return (
    <FormSheet
      title={t('services.give')}
      draft={`service-deliveries/${account}`}
      initial={{ service: '', given_on: today, quantity: '1', level: 0, note: '' }}
      isReady={(values) => Boolean(values.service && Number(values.quantity) > 0)}
      save={({ level, quantity, ...values }, _, key) => worded(post('service-deliveries', { body: { account, ...values, quantity: Number(quantity), level: level || null }, key, changes: [...changes, 'touchpoints'] }))}
      onClose={onClose}
    >
      {(form) => {
        const chosen = services.find(({ id }) => id === form.values.service);
        const left = chosen?.allowance ? chosen.allowance.left : 0;
        const isBeyond = chosen !== undefined && left !== null && Number(form.values.quantity) > left;
        return (
          <>
            <Select label={t('services.service')} value={form.values.service} empty={t('services.choose')} options={services.map(({ id, name }) => ({ value: id, text: name }))} onChoose={(service) => form.set({ service })} />
            <Field label={t('services.given_on')} type="date" {...form.text('given_on')} />
            <Field label={chosen?.unit ? t('services.quantity_of', { unit: chosen.unit }) : t('services.quantity')} type="number" min="1" {...form.text('quantity')} />
            <div class="field">
              <p class="label">{t('services.level_given')}</p>
              <Choice look="segments" label={t('services.level_given')} value={form.values.level || null} options={levels(1)} onChoose={(level) => form.set({ level })} />
            </div>
            <Field label={t(isBeyond ? 'services.why_beyond' : 'services.note')} rows={2} maxLength={500} {...form.text('note')} />
            {isBeyond && <p class="hint">{t('services.beyond_hint')}</p>}
          </>
        );
      }}
    </FormSheet>
  );
}

/** How well it was given, judged later or anew; 0 stands for not graded. */
export function GradeForm({ delivery, onClose }: { delivery: Delivery; onClose: () => void }): JSX.Element {
  return (
    <FormSheet
      title={t('services.grade_title', { name: delivery.service.name })}
      draft={`service-deliveries/${delivery.id}/grade`}
      initial={{ level: Number(delivery.level ?? 0) }}
      save={({ level }, _, key) => worded(post(`service-deliveries/${delivery.id}/grade`, { body: { level: level || null }, key, changes }))}
      onClose={onClose}
    >
      {({ values, set }) => (
        <>
          <Choice look="segments" label={t('services.level_given')} value={values.level} options={[{ value: 0, text: t('services.grade_none') }, ...levels(1)]} onChoose={(level) => set({ level })} />
          <p class="hint">{t('services.grade_hint')}</p>
        </>
      )}
    </FormSheet>
  );
}

/** The words that go with an entry: what was done about an alert, or why it is withdrawn. */
export function EntryForm({ delivery, verb, onClose }: { delivery: Delivery; verb: 'settle-alert' | 'withdraw'; onClose: () => void }): JSX.Element {
  const isAlert = verb === 'settle-alert';
  return (
    <FormSheet
      title={t(isAlert ? 'services.settle' : 'services.withdraw')}
      draft={`service-deliveries/${delivery.id}/${verb}`}
      initial={{ text: '' }}
      isReady={(values) => Boolean(values.text.trim())}
      save={({ text }, _, key) => worded(post(`service-deliveries/${delivery.id}/${verb}`, { body: isAlert ? { text } : { reason: text }, key, changes }))}
      onClose={onClose}
    >
      {(form) => <Field label={t(isAlert ? 'services.settle_words' : 'services.withdraw_words')} rows={3} maxLength={isAlert ? 500 : 200} {...form.text('text')} />}
    </FormSheet>
  );
}
