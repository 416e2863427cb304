import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { person } from '../../data/page.ts';
import { uuidv7 } from '../../data/uuid.ts';
import { FORM_TEXTS } from '../../i18n/form.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { NOTEBOOK_TEXTS } from '../../i18n/notebook.ts';
import { TIERS_TEXTS } from '../../i18n/tiers.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { dropDraft, keepDraft, keptDraft } from '../../ui/drafts.ts';
import { Field } from '../../ui/field.tsx';
import type { Refused } from '../../ui/form.tsx';
import { Banner, Section } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import { daysBefore } from '../query.ts';
import { Frame } from './frame.tsx';
import { tierName, TIERS } from './rows.ts';
import { bodyOf, CUT, KNOWABLE, RHYTHM, SCORE_PARTS, termsOf, withMethod, type Policy, type Terms } from './terms.ts';
import { useTrying } from './trying.ts';
import { WhatIf } from './whatIf.tsx';

await Promise.all([addTexts(TIERS_TEXTS), addTexts(FORM_TEXTS), addTexts(NOTEBOOK_TEXTS)]);

interface Written {
  name: string;
  effective_on: string;
  terms: Terms;
}

/** The next version, drafted beside what it would change. What was typed outlives a closed page. */
export function Editor({ base, onClose }: { base: Policy; onClose: () => void }): JSX.Element {
  const place = `policy/${base.id}`;
  const fresh: Written = { name: base.name, effective_on: daysBefore(person.value?.session.today ?? '', -1), terms: termsOf(base) };
  const [written, setWritten] = useState<Written>({ ...fresh, ...keptDraft<Written>(place) });
  const { terms } = written;
  const [unsaved, setUnsaved] = useState<Refused | null>(null);
  const [busy, setBusy] = useState(false);
  const key = useRef(uuidv7());
  const put = (changes: Partial<Written>): void => {
    const next = { ...written, ...changes };
    setUnsaved(null);
    key.current = uuidv7();
    setWritten(next);
    keepDraft(place, next);
  };
  const set = (changes: Partial<Terms>): void => put({ terms: { ...terms, ...changes } });
  const body = JSON.stringify(bodyOf(terms));
  const tried = useTrying(body);
  const refused = unsaved ?? tried.refused;
  const save = async (): Promise<void> => {
    setBusy(true);
    setUnsaved(null);
    try {
      await post('tier-policies', { key: key.current, body: { name: written.name, effective_on: written.effective_on, ...bodyOf(terms) } });
      dropDraft(place);
      onClose();
    } catch (failure) {
      setUnsaved(failure as Refused);
      setBusy(false);
    }
  };
  const fault = (name: string): string | undefined => (refused?.fields?.[name] ? t(`tiers.fault.${name}` as 'tiers.fault.shares') : undefined);
  const said = (name: string): { error?: string } => {
    const words = fault(name);
    return words ? { error: words } : {};
  };
  const cutFault = fault('shares') ?? fault('thresholds');
  return (
    <Frame title={t('tiers.editor')} hint={t('tiers.editor_hint', { number: String(base.number) })}>
      <div class="policy">
        <form
          class="policy__form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          {refused && <Banner icon="warning">{refused.name === 'Unreachable' ? t('form.offline') : refused.status === 400 ? t('tiers.refused.terms') : t('form.failed', { detail: refused.message })}</Banner>}
          <div class="policy__pair">
            <Field label={t('tiers.name')} value={written.name} maxLength={100} onInput={(name) => put({ name })} {...said('name')} />
            <Field label={t('tiers.effective_on')} type="date" value={written.effective_on} min={person.value?.session.today ?? ''} onInput={(effective_on) => put({ effective_on })} {...said('effective_on')} />
          </div>
          <Section title={t('tiers.ranking')}>
            <Choice label={t('tiers.ranked_by')} look="segments" value={terms.score} options={(['value', 'composite'] as const).map((value) => ({ value, text: t(`tiers.score.${value}`) }))} onChoose={(score) => set({ score, ...(score !== terms.score && terms.method === 'absolute' ? { cuts: {} } : {}) })} />
            {terms.score === 'composite' && (
              <>
                <Numbers label={t('tiers.weights')} keys={[...SCORE_PARTS]} name={(part) => t(`tiers.part.${part}` as 'tiers.part.value')} table={terms.score_weights} onChange={(score_weights) => set({ score_weights })} fault={fault('score_weights')} />
                <p class="hint">{t('tiers.composite_hint')}</p>
              </>
            )}
            <Choice label={t('tiers.cut_by')} look="segments" value={terms.method} options={(['percentile', 'absolute'] as const).map((value) => ({ value, text: t(`tiers.method.${value}`) }))} onChoose={(method) => put({ terms: withMethod(terms, method) })} />
            <Numbers
              label={t(terms.method === 'percentile' ? 'tiers.cuts_percent' : terms.score === 'composite' ? 'tiers.cuts_points' : 'tiers.cuts_money')}
              keys={CUT}
              name={(tier) => tierName(tier)}
              table={terms.cuts}
              onChange={(cuts) => set({ cuts })}
              fault={cutFault}
            />
            <Numbers label={t('tiers.floors')} keys={CUT} name={(tier) => tierName(tier)} table={terms.floors} onChange={(floors) => set({ floors })} fault={fault('floors')} />
          </Section>
          <Section title={t('tiers.steadiness')}>
            <div class="policy__five">
              {(['enter_factor', 'leave_factor', 'grace_months', 'minimum_age_days', 'protection_days'] as const).map((name) => (
                <Field key={name} label={t(`tiers.term.${name}`)} type="number" value={terms[name]} onInput={(value) => set({ [name]: value })} {...said(name)} />
              ))}
            </div>
          </Section>
          <Section title={t('tiers.service')}>
            <p class="hint">{t('tiers.service_hint')}</p>
            <Numbers label={t('tiers.term.intervals_days')} keys={RHYTHM} name={rhythmName} table={terms.intervals_days} onChange={(intervals_days) => set({ intervals_days })} fault={fault('intervals_days')} />
            <Numbers label={t('tiers.term.visit_minutes')} keys={RHYTHM} name={rhythmName} table={terms.visit_minutes} onChange={(visit_minutes) => set({ visit_minutes })} fault={fault('visit_minutes')} />
            <Numbers label={t('tiers.term.complaint_hours')} keys={TIERS} name={(tier) => tierName(tier)} table={terms.complaint_hours} onChange={(complaint_hours) => set({ complaint_hours })} fault={fault('complaint_hours')} />
            <Numbers label={t('tiers.term.goodwill_limits')} keys={TIERS} name={(tier) => tierName(tier)} table={terms.goodwill_limits} onChange={(goodwill_limits) => set({ goodwill_limits })} fault={fault('goodwill_limits')} />
            <Choices label={t('tiers.term.approvers')} table={terms.approvers} options={(['lead', 'admin'] as const).map((value) => [value, t(`tiers.by.${value}`)])} onChange={(approvers) => set({ approvers })} />
            <Choices label={t('tiers.term.target_levels')} table={terms.target_levels} options={(['1', '2', '3', '4'] as const).map((value) => [value, t(`tiers.level.${value}`)])} onChange={(target_levels) => set({ target_levels })} />
          </Section>
          <Section title={t('tiers.playbooks')}>
            {fault('playbooks') && <p class="error">{fault('playbooks')}</p>}
            {TIERS.map((tier) => {
              const book = terms.playbooks[tier];
              const change = (changes: Partial<typeof book>): void => set({ playbooks: { ...terms.playbooks, [tier]: { ...book, ...changes } } });
              return (
                <fieldset class="policy__book" key={tier}>
                  <legend>{tierName(tier)}</legend>
                  <Field label={t('tiers.approach')} rows={3} maxLength={1000} value={book.text} onInput={(text) => change({ text })} />
                  <div class="policy__known" role="group" aria-label={t('tiers.known_first')}>
                    <span class="hint">{t('tiers.known_first')}</span>
                    {KNOWABLE.map((what) => (
                      <label class="check" key={what}>
                        <input type="checkbox" checked={book.required.includes(what)} onChange={(event) => change({ required: event.currentTarget.checked ? [...book.required, what] : book.required.filter((each) => each !== what) })} />
                        {t(`tiers.known.${what}`)}
                      </label>
                    ))}
                  </div>
                </fieldset>
              );
            })}
          </Section>
          <div class="policy__foot">
            <Button onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit" kind="primary" disabled={busy || !written.name.trim()}>
              {t('tiers.save_draft')}
            </Button>
          </div>
        </form>
        <WhatIf {...tried} />
      </div>
    </Frame>
  );
}

const rhythmName = (key: string): string => (key === 'unrated' ? t('tier.none') : tierName(key as 'vip'));

interface NumbersProps<K extends string> {
  label: string;
  keys: readonly K[];
  name: (key: K) => string;
  table: Record<string, string>;
  onChange: (table: Record<string, string>) => void;
  fault: string | undefined;
}

/** One number for each tier, in a row. */
function Numbers<K extends string>({ label, keys, name, table, onChange, fault }: NumbersProps<K>): JSX.Element {
  return (
    <fieldset class="policy__numbers" aria-invalid={Boolean(fault)}>
      <legend>{label}</legend>
      {keys.map((key) => (
        <label key={key}>
          <span>{name(key)}</span>
          <input class="input" inputMode="decimal" value={table[key] ?? ''} onInput={(event) => onChange({ ...table, [key]: event.currentTarget.value.trim() })} />
        </label>
      ))}
      {fault && <p class="error">{fault}</p>}
    </fieldset>
  );
}

function Choices({ label, table, options, onChange }: { label: string; table: Record<string, string>; options: [string, string][]; onChange: (table: Record<string, string>) => void }): JSX.Element {
  return (
    <fieldset class="policy__numbers">
      <legend>{label}</legend>
      {TIERS.map((tier) => (
        <label key={tier}>
          <span>{tierName(tier)}</span>
          <select class="input" value={table[tier] ?? ''} onChange={(event) => onChange({ ...table, [tier]: event.currentTarget.value })}>
            {options.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      ))}
    </fieldset>
  );
}
