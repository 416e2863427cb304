import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person, watch } from '../../data/page.ts';
import { CONSTANTS_TEXTS } from '../../i18n/constants.ts';
import { addTexts, exactMoney, language, moment, number, percent, t, type Key } from '../../i18n/index.ts';
import { go, here } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Explain, type Figure } from '../../ui/explain.tsx';
import { Banner, Empty, Screen, Section } from '../../ui/layout.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { usePages } from '../pages.ts';
import { AddForm } from './add.tsx';
import { EditForm } from './edit.tsx';
import type { Constant, Edit } from './rows.ts';
import './constants.css';

await addTexts(CONSTANTS_TEXTS);

const TOPICS = ['good_service', 'bad_service', 'complaints', 'keeping', 'word_of_mouth', 'equity', 'satisfaction', 'trust', 'survey', 'ranking', 'experience', 'operations', 'case', 'model'];
const SOURCES = ['正确认知客户服务', '提升客户体验感', '全面客户满意', '预见客户需求', '物流客户服务 第8章'];

interface Range {
  key: string;
  asks_zh: string;
  asks_en: string;
  figure: Figure | null;
}

/** The constants register: what the sources state, what they dispute, who changed it (row 1). */
export function Constants(): JSX.Element {
  const params = here.value.searchParams;
  const [search, topic, source] = ['search', 'topic', 'source'].map((name) => params.get(name) ?? '') as [string, string, string];
  const pages = usePages<Constant>('constants', { ordering: 'key', ...(search ? { search } : {}), ...(topic ? { topic } : {}), ...(source ? { source_title: source } : {}) });
  const [adding, setAdding] = useState(false);
  const [edited, setEdited] = useState<Constant | null>(null);
  const [asked, setAsked] = useState<Constant | null>(null);
  useEffect(() => watch(['constants'], pages.reload), []);
  const set = (changes: Record<string, string>): void => {
    const url = new URL(here.value);
    for (const [name, value] of Object.entries(changes)) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    go(url.pathname + url.search, { replace: true });
  };
  const mayEdit = ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
  return (
    <Screen
      title={t('constants.title')}
      sub={t('constants.sub')}
      actions={
        mayEdit && (
          <Button small kind="primary" icon="plus" onClick={() => setAdding(true)}>
            {t('constants.add')}
          </Button>
        )
      }
    >
      <div class="stack">
      {!search && !topic && !source && <Disputed />}
      <div class="filters">
        <input class="input constants__search" type="search" aria-label={t('constants.search')} placeholder={t('constants.search')} value={search} onInput={(event) => set({ search: event.currentTarget.value })} />
        <Select label={t('constants.topic')} value={topic} options={TOPICS.map((value) => [value, t(`constants.topic.${value}` as Key)])} onChange={(value) => set({ topic: value })} />
        <Select label={t('constants.source')} value={source} options={SOURCES.map((value) => [value, `《${value}》`])} onChange={(value) => set({ source: value })} />
      </div>
      {pages.error && <Banner icon="cloud">{t('constants.offline')}</Banner>}
      {!pages.isFirst && !pages.rows.length && !pages.error && <Empty icon="filter" title={t('constants.empty')} />}
      <ul class="rows">
        {pages.rows.map((constant) => (
          <li class="row" key={constant.id}>
            <div class="row__body">
              <p class="row__title">
                {language.value === 'zh' ? constant.meaning_zh : constant.meaning_en}
                {constant.edited_at && <Badge tone="amber">{t('constants.edited')}</Badge>}
                {!constant.is_used && <Badge>{t('constants.not_used')}</Badge>}
              </p>
              <p class="row__sub" lang="zh-Hans">
                {`《${constant.source_title}》${constant.place}${constant.quote ? ` “${constant.quote}”` : ''}`}
              </p>
              {constant.reading && <p class="row__sub">{readingOf(constant)}</p>}
              {constant.note && <p class="row__sub">{constant.note}</p>}
            </div>
            <strong class="constants__value">{valueOf(constant)}</strong>
            {constant.edited_at && (
              <Button small kind="quiet" onClick={() => setAsked(constant)}>
                {t('constants.history')}
              </Button>
            )}
            {mayEdit && (
              <Button small kind="quiet" onClick={() => setEdited(constant)}>
                {t('constants.edit')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {pages.hasMore && (
        <Button wide onClick={pages.more}>
          {t('more')}
        </Button>
      )}
      </div>
      {adding && <AddForm topics={TOPICS} onClose={() => setAdding(false)} />}
      {edited && <EditForm constant={edited} refresh={pages.reload} onClose={() => setEdited(null)} />}
      {asked && <History constant={asked} onClose={() => setAsked(null)} />}
    </Screen>
  );
}

/** What several sources answer differently: a range, never one of them. */
function Disputed(): JSX.Element {
  const { data } = useLive('get', { path: 'constants/ranges' }, ['constants']);
  const ranges = data?.data['results'] as Range[] | undefined;
  return (
    <Section title={t('constants.disputed')}>
      <ul class="rows">
        {ranges?.map((range) => (
          <li class="row" key={range.key}>
            <div class="row__body">
              <p class="row__title">{language.value === 'zh' ? range.asks_zh : range.asks_en}</p>
            </div>
            <strong>{range.figure ? <Explain figure={range.figure} /> : t('constants.no_answer')}</strong>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Select({ label, value, options, onChange }: { label: string; value: string; options: [string, string][]; onChange: (value: string) => void }): JSX.Element {
  return (
    <select class="input constants__select" aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{label}</option>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}

function History({ constant, onClose }: { constant: Constant; onClose: () => void }): JSX.Element {
  const { data } = useLive('get', { path: `constants/${constant.id}/history` }, ['constants']);
  const edits = data?.data['results'] as Edit[] | undefined;
  return (
    <Sheet title={t('constants.history')} onClose={onClose}>
      <ul class="rows">
        {edits?.map((edit) => (
          <li class="row" key={edit.id}>
            <div class="row__body">
              <p class="row__title">{edit.why}</p>
              <p class="row__sub">
                {Object.keys(edit.after)
                  .map((name) => `${t(`constants.field.${name}` as Key)} ${edit.before[name] === undefined ? '—' : String(edit.before[name])} → ${String(edit.after[name])}`)
                  .join(' · ')}
              </p>
              <p class="row__sub">{[edit.by?.name, moment(edit.at)].filter(Boolean).join(' · ')}</p>
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

function readingOf(constant: Constant): string {
  const reading = constant.readings.find(({ code }) => code === constant.reading);
  return reading ? t('explain.reading', { reading: reading[language.value] }) : '';
}

function valueOf({ low, high, unit, currency }: Constant): string {
  const one = (value: string): string => (unit === 'money' ? exactMoney(value, currency) : unit === 'share' ? percent(Number(value), 2) : number(Number(value), 3));
  const value = Number(low) === Number(high) ? one(low) : `${one(low)}–${one(high)}`;
  return unit === 'money' || unit === 'share' ? value : t(`explain.unit.${unit}` as Key, { value });
}
