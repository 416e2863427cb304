import type { JSX } from 'preact';
import { language, t } from '../../i18n/index.ts';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { patch } from '../forms/writing.ts';
import type { Constant } from './rows.ts';

const plain = (value: string): string => (value.includes('.') ? value.replace(/\.?0+$/, '') : value);

/** Corrects one constant: value, reading, use; with a reason that stays in its history. */
export function EditForm({ constant, refresh, onClose }: { constant: Constant; refresh: () => void; onClose: () => void }): JSX.Element {
  const { low, high, reading, note, is_used } = constant;
  return (
    <FormSheet
      title={language.value === 'zh' ? constant.meaning_zh : constant.meaning_en}
      draft={`constant/${constant.id}`}
      initial={{ low: plain(low), high: plain(high), reading, note, is_used, why: '' }}
      save={({ why }, changed, key) => patch(`constants/${constant.id}`, constant.version, { key, body: { ...changed, why } })}
      isReady={({ why }) => why.trim().length >= 5}
      refresh={refresh}
      onClose={onClose}
    >
      {({ values, set, text }) => (
        <>
          <Field label={t('constants.field.low')} type="number" {...text('low')} {...(constant.unit === 'share' ? { hint: t('constants.share_hint') } : {})} />
          <Field label={t('constants.field.high')} type="number" {...text('high')} />
          {constant.readings.length > 1 && (
            <Choice
              label={t('constants.field.reading')}
              look="chips"
              value={values.reading}
              options={constant.readings.map((each) => ({ value: each.code, text: each[language.value] }))}
              onChoose={(chosen) => set({ reading: chosen })}
            />
          )}
          <label class="check">
            <input type="checkbox" checked={values.is_used} onChange={(event) => set({ is_used: event.currentTarget.checked })} />
            {t('constants.field.is_used')}
          </label>
          <Field label={t('constants.field.note')} maxLength={300} {...text('note')} />
          <Field label={t('constants.why')} hint={t('constants.why_hint')} maxLength={300} {...text('why')} />
        </>
      )}
    </FormSheet>
  );
}
