import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { addTexts, moment, number, t } from '../../i18n/index.ts';
import { IMPORTS_TEXTS } from '../../i18n/imports.ts';
import { Link } from '../../router.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Banner, Empty } from '../../ui/layout.tsx';
import { usePages } from '../pages.ts';
import { COUNTS, stateOf, wordsOf, type Run } from './rows.ts';
import './imports.css';

await addTexts(IMPORTS_TEXTS);

/** Every import that this person may see, the latest first. */
export function Imports(): JSX.Element {
  const pages = usePages<Run>('imports', {});
  useEffect(() => {
    document.title = `${t('imports.title')} · ${t('app.name')}`;
  }, []);
  return (
    <main class="imports">
      <header class="imports__head">
        <h1>{t('imports.title')}</h1>
        <Link href="/imports/new" class="button button--primary">
          <Icon name="tray" />
          {t('imports.new')}
        </Link>
      </header>
      {pages.error && <Banner tone="red" icon="warning">{wordsOf(pages.error)}</Banner>}
      {!pages.isFirst && !pages.rows.length ? (
        <Empty icon="tray" title={t('imports.none')}>
          <p>{t('imports.none_hint')}</p>
        </Empty>
      ) : (
        <div class="imports__table" role="region" aria-label={t('imports.list')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {(['file', 'type', 'state', 'counts', 'when', 'by'] as const).map((column) => (
                  <th key={column} scope="col">{t(`imports.${column}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {pages.rows.map((run) => (
                <tr key={run.id}>
                  <td>
                    <Link href={`/imports/${run.id}`} class="name">{run.filename}</Link>
                  </td>
                  <td>{t(`imports.type.${run.type}`)}</td>
                  <td>{stateOf(run)}</td>
                  <td>{COUNTS.filter((name) => run[name]).map((name) => `${t(`imports.count.${name}`)} ${number(run[name])}`).join(' · ')}</td>
                  <td>{moment(run.created_at)}</td>
                  <td>{run.by?.name ?? ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </main>
  );
}
