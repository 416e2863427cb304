import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { watch } from '../../data/page.ts';
import { addTexts, moment, t, type Key } from '../../i18n/index.ts';
import { RECORD_TEXTS } from '../../i18n/record.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/choice.tsx';
import { Banner, Section } from '../../ui/layout.tsx';
import { usePages } from '../pages.ts';
import { fieldName, shown, wordOr, type Told } from './historyWords.ts';
import type { SectionProps } from './sections.ts';

await addTexts(RECORD_TEXTS);

const NOUNS = ['account', 'contact', 'promise', 'order', 'visit'] as const;

/** Who changed what, when, from what to what, and by which way; the newest first, as far back as one goes on. */
export function History({ account }: SectionProps): JSX.Element {
  const [noun, setNoun] = useState('');
  const { rows, isFirst, hasMore, error, more, reload } = usePages<Told>(`accounts/${account.id}/history`, noun ? { noun } : {});
  useEffect(() => watch(['accounts', 'contacts', 'promises', 'orders', 'visits'], reload), []);
  return (
    <Section title={t('record.history')}>
      <div class="chips" role="group" aria-label={t('record.filter.noun')}>
        <Chip on={!noun} onToggle={() => setNoun('')}>
          {t('record.all')}
        </Chip>
        {NOUNS.map((each) => (
          <Chip key={each} on={noun === each} onToggle={() => setNoun(noun === each ? '' : each)}>
            {t(`record.noun.${each}`)}
          </Chip>
        ))}
      </div>
      {error && !rows.length && <Banner icon="cloud">{error.name === 'Unreachable' ? t('desk.offline') : error.message}</Banner>}
      {isFirst && !error && <div class="skeleton" aria-hidden="true" />}
      {!isFirst && !rows.length && <p class="hint">{t('record.none')}</p>}
      <ol class="rows history">
        {rows.map((row) => (
          <Entry key={row.id} row={row} />
        ))}
      </ol>
      {hasMore && (
        <Button wide onClick={more}>
          {t('record.more')}
        </Button>
      )}
    </Section>
  );
}

function Entry({ row }: { row: Told }): JSX.Element {
  const label = row.label === null || row.noun === 'account' ? '' : shown(row.label);
  const who = row.by?.name ?? t('record.unknown_person');
  return (
    <li class="row">
      <div class="row__body">
        <p class="row__title">
          {wordOr(`record.noun.${row.noun}`, row.noun)}
          {label && ` ${label}`}
          <Badge {...(row.op === 'delete' ? { tone: 'red' as const } : {})}>{t(`record.op.${row.op}` as Key)}</Badge>
        </p>
        {row.changes.length > 0 && (
          <dl class="history__changes">
            {row.changes.map((change) => (
              <div key={change.field}>
                <dt>{fieldName(change.field)}</dt>
                <dd>
                  <del>{shown(change.from)}</del> → <ins>{shown(change.to)}</ins>
                </dd>
              </div>
            ))}
          </dl>
        )}
        <p class="row__sub">
          {moment(row.at)} · {t('record.by_way', { who, way: wordOr(`record.way.${row.cause}`, row.cause) })}
        </p>
      </div>
    </li>
  );
}
