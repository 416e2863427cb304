import type { JSX } from 'preact';
import type { Completeness } from '../domain/completeness.ts';
import type { HealthItem } from '../domain/healthLine.ts';
import { inDays, percent, t, type Key } from '../i18n/index.ts';
import { Badge } from './badge.tsx';

/** How a customer stands, in words and colour. */
export function HealthLine({ items }: { items: HealthItem[] }): JSX.Element {
  return (
    <p class="badges" data-part="health">
      {items.map((item) => (
        <Badge key={item.code} tone={item.tone}>
          {healthWords(item)}
        </Badge>
      ))}
    </p>
  );
}

export function healthWords({ code, count = 0, word = '' }: HealthItem): string {
  switch (code) {
    case 'complaints':
      return t('customers.complaints', { count });
    case 'promise_late':
      return t('notebook.health.promise_late', { count });
    case 'promise_due':
      return t('notebook.health.promise_due', { when: inDays(count) });
    case 'run_out':
      return count < 0 ? t('notebook.health.ran_out', { product: word }) : t('notebook.health.run_out', { product: word, when: inDays(count) });
    case 'visit_late':
      return t('due.overdue', { count });
    case 'visit_due':
      return t('due.on', { when: inDays(count) });
    case 'visited':
      return t('notebook.health.visited', { when: inDays(-count) });
    case 'never_visited':
      return t('notebook.health.never_visited');
    case 'loyalty':
      return t(`band.${word}` as Key);
    case 'no_loyalty':
      return t('notebook.health.no_loyalty');
  }
}

/** How complete the file is, open to see what is missing. */
export function FileMeter({ file }: { file: Completeness }): JSX.Element {
  return (
    <details class="file-meter">
      <summary>
        <span class="file-meter__label">{t('notebook.file.complete', { percent: percent(file.percent / 100, 0) })}</span>
        <meter min={0} max={100} low={50} high={80} optimum={100} value={file.percent} aria-label={t('notebook.file.label')} />
      </summary>
      <p class="hint">
        {file.missing.length ? t('notebook.file.missing', { parts: file.missing.map((part) => t(`notebook.file.part.${part}`)).join(t('notebook.and')) }) : t('notebook.file.whole')}
      </p>
    </details>
  );
}
