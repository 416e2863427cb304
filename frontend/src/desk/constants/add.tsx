import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { language, t, type Key } from '../../i18n/index.ts';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Banner } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { post } from '../forms/writing.ts';

const UNITS = ['times', 'share', 'people', 'customers', 'count', 'items', 'points', 'percentage_points', 'money', 'minutes', 'hours', 'days', 'months', 'years'] as const;
/** What the server refuses is worded by its field. */
const WORDED = ['key', 'low', 'high', 'unit', 'currency'] as const;
const EMPTY = { key: '', topic: 'operations', low: '', high: '', unit: 'times' as string, currency: 'CNY', meaning_zh: '', meaning_en: '', file: '', source_title: '', place: '', quote: '', question: '', why: '' };
const NEEDED = ['key', 'low', 'meaning_zh', 'meaning_en', 'file', 'source_title'] as const;

interface Question {
  key: string;
  asks_zh: string;
  asks_en: string;
}

/** A number that the register does not hold yet, with where it comes from; perhaps another answer to what the sources dispute (row 1). */
export function AddForm({ topics, onClose }: { topics: string[]; onClose: () => void }): JSX.Element {
  const questions = (useLive('get', { path: 'constants/ranges' }, ['constants']).data?.data['results'] ?? []) as Question[];
  const save = ({ currency, question, high, ...fields }: typeof EMPTY, _: unknown, key: string): Promise<unknown> =>
    post('constants', { key, body: { ...fields, high: high.trim() || fields.low, ...(fields.unit === 'money' ? { currency } : {}), ...(question ? { question } : {}) } });
  return (
    <FormSheet
      title={t('constants.add')}
      draft="constants/new"
      initial={EMPTY}
      isReady={(values) => NEEDED.every((name) => values[name].trim()) && values.why.trim().length >= 5}
      save={save}
      wordRefusal={({ code }) => (code === 'constant_key_taken' ? <Banner icon="warning">{t('constants.key_taken')}</Banner> : code === 'register_keepers_only' ? <Banner icon="warning">{t('constants.keepers_only')}</Banner> : undefined)}
      onClose={onClose}
    >
      {({ values, set, text, error }) => {
        const field = (name: keyof typeof EMPTY): ReturnType<typeof text> => {
          const plain = text(name);
          return plain.error && (WORDED as readonly string[]).includes(name) ? { ...plain, error: t(`constants.wrong.${name}` as Key) } : plain;
        };
        return (
          <>
            <p class="hint">{t('constants.add_hint')}</p>
            <Field label={t('constants.field.meaning_zh')} maxLength={200} {...field('meaning_zh')} />
            <Field label={t('constants.field.meaning_en')} maxLength={200} {...field('meaning_en')} />
            <Field label={t('constants.field.key')} maxLength={60} autocapitalize="none" spellcheck={false} {...field('key')} />
            <Select label={t('constants.field.topic')} value={values.topic} options={topics.map((value) => ({ value, text: t(`constants.topic.${value}` as Key) }))} onChoose={(topic) => set({ topic })} />
            <Select label={t('constants.field.unit')} value={values.unit} options={UNITS.map((value) => ({ value, text: t(`constants.unit.${value}`) }))} onChoose={(unit) => set({ unit })} {...(error('unit') ? { error: t('constants.wrong.unit') } : {})} />
            <Field label={t('constants.field.low')} type="number" {...field('low')} {...(values.unit === 'share' ? { hint: t('constants.share_hint') } : {})} />
            <Field label={t('constants.field.high')} type="number" placeholder={values.low} {...field('high')} />
            {values.unit === 'money' && <Field label={t('constants.field.currency')} maxLength={3} {...field('currency')} />}
            <Field label={t('constants.field.file')} maxLength={100} {...field('file')} />
            <Field label={t('constants.field.source_title')} maxLength={100} {...field('source_title')} />
            <Field label={t('constants.field.place')} maxLength={100} {...field('place')} />
            <Field label={t('constants.field.quote')} maxLength={80} {...field('quote')} />
            <Select label={t('constants.field.question')} value={values.question} empty={t('constants.field.no_question')} options={questions.map((each) => ({ value: each.key, text: language.value === 'zh' ? each.asks_zh : each.asks_en }))} onChoose={(question) => set({ question })} />
            <Field label={t('constants.why')} hint={t('constants.why_hint')} maxLength={300} {...field('why')} />
          </>
        );
      }}
    </FormSheet>
  );
}
