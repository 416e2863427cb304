import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import type { Ref, Tier } from '../../data/rows.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { patch, post } from '../forms/writing.ts';

interface Rule {
  id: string;
  team: Ref;
  is_active: boolean;
  idle_days: number;
  warn_days: number;
  capacity: number | null;
  claims_per_day: number | null;
  spared_tiers: Tier[];
  version: number;
}

const TIERS: Tier[] = ['vip', 'gold', 'key', 'ordinary'];
const NEW = { is_active: true, idle_days: 90, warn_days: 7, capacity: null, claims_per_day: null, spared_tiers: [] as Tier[] };

/** Each team's rule, what it will do in the coming night, and its form for a lead. */
export function Rules(): JSX.Element | null {
  const { data, reload } = useLive('list', { resource: 'pool-rules', query: { limit: 100 } }, ['pool-rules']);
  const [editing, setEditing] = useState<Rule | 'new' | null>(null);
  const rules = (data?.results ?? []) as unknown as Rule[];
  const isLead = ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
  if (!data) return null;
  return (
    <Section
      title={t('twins.rule')}
      action={isLead && !rules.length && <Button small onClick={() => setEditing('new')}>{t('twins.rule_new')}</Button>}
    >
      {!rules.length && <p class="hint">{t('twins.rule_none')}</p>}
      <ul class="rows">
        {rules.map((rule) => (
          <li class="row" key={rule.id}>
            <div class="row__body">
              <span class="row__title">{t('twins.rule_of', { team: rule.team.name })}</span>
              <span class="row__sub">{sentence(rule)}</span>
              {isLead && rule.is_active && <Tonight id={rule.id} />}
            </div>
            {isLead && <Button small onClick={() => setEditing(rule)}>{t('twins.rule_edit')}</Button>}
          </li>
        ))}
      </ul>
      {editing && <RuleForm rule={editing === 'new' ? null : editing} refresh={reload} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function sentence({ is_active, idle_days, warn_days, capacity, claims_per_day, spared_tiers }: Rule): string {
  return [
    is_active ? t('twins.rule_says', { idle: idle_days, warn: warn_days }) : t('twins.rule_off'),
    capacity !== null && t('twins.rule_capacity', { capacity }),
    claims_per_day !== null && t('twins.rule_claims', { limit: claims_per_day }),
    spared_tiers.length > 0 && t('twins.rule_spares', { tiers: spared_tiers.map((tier) => t(`tier.${tier}`)).join(' ') }),
  ]
    .filter(Boolean)
    .join(' · ');
}

function Tonight({ id }: { id: string }): JSX.Element | null {
  const { data } = useLive('get', { path: `pool-rules/${id}/preview` }, ['pool-rules', 'accounts']);
  const plan = data?.data as { going: string[]; warned: string[] } | undefined;
  return plan ? <span class="row__sub">{t('twins.rule_tonight', { going: plan.going.length, warned: plan.warned.length })}</span> : null;
}

interface Typed {
  is_active: boolean;
  idle_days: string;
  warn_days: string;
  capacity: string;
  claims_per_day: string;
  spared_tiers: Tier[];
}

const isWhole = (text: string, least: number, most: number): boolean => /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
const isCount = (text: string): boolean => !text.trim() || isWhole(text, 1, 1_000_000);
const countOf = (text: string): number | null => (text.trim() ? Number(text) : null);

function RuleForm({ rule, refresh, onClose }: { rule: Rule | null; refresh: () => void; onClose: () => void }): JSX.Element {
  const from = rule ?? NEW;
  const initial: Typed = {
    is_active: from.is_active,
    idle_days: String(from.idle_days),
    warn_days: String(from.warn_days),
    capacity: String(from.capacity ?? ''),
    claims_per_day: String(from.claims_per_day ?? ''),
    spared_tiers: from.spared_tiers,
  };
  const warnFits = ({ idle_days, warn_days }: Typed): boolean => isWhole(warn_days, 1, Number(idle_days) - 1);
  const isReady = (typed: Typed): boolean => isWhole(typed.idle_days, 7, 3650) && warnFits(typed) && isCount(typed.capacity) && isCount(typed.claims_per_day);
  const save = (typed: Typed, _: Partial<Typed>, key: string): Promise<unknown> => {
    const body = { ...typed, idle_days: Number(typed.idle_days), warn_days: Number(typed.warn_days), capacity: countOf(typed.capacity), claims_per_day: countOf(typed.claims_per_day) };
    return rule ? patch(`pool-rules/${rule.id}`, rule.version, { body, key: `${key}/${rule.version}`, changes: ['pool'] }) : post('pool-rules', { body, key, changes: ['pool'] });
  };
  return (
    <FormSheet title={t('twins.rule')} draft={`pool-rule/${rule?.id ?? 'new'}`} initial={initial} save={save} isReady={isReady} refresh={refresh} onClose={onClose}>
      {({ values, set, text, error }) => {
        const field = (name: 'idle_days' | 'warn_days' | 'capacity' | 'claims_per_day', fits: boolean, wrong: string): ReturnType<typeof text> => ({ ...text(name), ...(fits ? {} : { error: error(name) ?? wrong }) });
        return (
          <>
            <div class="chips chips--wrap">
              <Chip on={values.is_active} onToggle={() => set({ is_active: !values.is_active })}>{t('twins.rule_active')}</Chip>
            </div>
            <Field label={t('twins.rule_idle')} type="number" min="7" {...field('idle_days', isWhole(values.idle_days, 7, 3650), t('twins.rule_idle_bad'))} />
            <Field label={t('twins.rule_warn')} type="number" min="1" {...field('warn_days', warnFits(values), t('twins.rule_warn_bad'))} />
            <Field label={t('twins.rule_max')} type="number" min="1" {...field('capacity', isCount(values.capacity), t('twins.rule_count_bad'))} />
            <Field label={t('twins.rule_day')} type="number" min="1" {...field('claims_per_day', isCount(values.claims_per_day), t('twins.rule_count_bad'))} />
            <fieldset class="field">
              <legend class="label">{t('twins.rule_tiers')}</legend>
              <div class="chips chips--wrap">
                {TIERS.map((tier) => (
                  <Chip key={tier} on={values.spared_tiers.includes(tier)} onToggle={() => set({ spared_tiers: TIERS.filter((each) => values.spared_tiers.includes(each) !== (each === tier)) })}>
                    {t(`tier.${tier}`)}
                  </Chip>
                ))}
              </div>
            </fieldset>
          </>
        );
      }}
    </FormSheet>
  );
}
