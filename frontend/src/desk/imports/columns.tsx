import type { JSX } from 'preact';
import { language, t } from '../../i18n/index.ts';
import { Section } from '../../ui/layout.tsx';
import type { Preview } from './rows.ts';

/** What our column is called: as on the template of the reader's language. */
const nameOf = (offered: Preview['offered'][number]): string => (language.value === 'zh' ? offered.header : offered.column);

/** Why this mapping cannot be tried, or nothing. */
export function problemsOf(preview: Preview, columns: string[], identity: string): string {
  const named = (column: string): string => {
    const found = preview.offered.find((each) => each.column === column);
    return found ? nameOf(found) : column;
  };
  const twice = columns.filter((column, place) => column && columns.indexOf(column) !== place);
  if (twice.length) return t('imports.chosen_twice', { columns: [...new Set(twice)].map(named).join('、') });
  const needed = preview.identities.length ? [identity] : preview.offered.filter((each) => each.needed).map((each) => each.column);
  const missing = needed.filter((column) => !columns.includes(column));
  return missing.length ? t('imports.missing_columns', { columns: missing.map(named).join('、') }) : '';
}

interface ColumnsProps {
  preview: Preview;
  columns: string[];
  onChange: (columns: string[]) => void;
}

/** The file's columns beside ours, and its first rows. */
export function Columns({ preview, columns, onChange }: ColumnsProps): JSX.Element {
  const choose = (place: number, column: string): void => onChange(columns.map((old, at) => (at === place ? column : old)));
  return (
    <>
      <Section title={t('imports.step_columns')}>
        <div class="imports__table" role="group" aria-label={t('imports.step_columns')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('imports.their_column')}</th>
                <th scope="col">{t('imports.example')}</th>
                <th scope="col">{t('imports.our_column')}</th>
              </tr>
            </thead>
            <tbody>
              {preview.columns.map(({ header, column, certainty }, place) => (
                <tr key={place}>
                  <th scope="row">{header || '—'}</th>
                  <td class="imports__cell">{preview.rows.find((row) => row.cells[place])?.cells[place] ?? ''}</td>
                  <td>
                    <select class="input" aria-label={header || t('imports.our_column')} value={columns[place] ?? ''} onChange={(event) => choose(place, event.currentTarget.value)}>
                      <option value="">{t('imports.overlook')}</option>
                      {preview.offered.map((each) => (
                        <option key={each.column} value={each.column}>{nameOf(each)}</option>
                      ))}
                    </select>
                    <span class="imports__certainty">{columns[place] === column ? certaintyOf(certainty) : ''}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
      <Section title={t('imports.step_rows')}>
        <div class="imports__table" role="group" aria-label={t('imports.step_rows')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('imports.line_head')}</th>
                {preview.columns.map(({ header }, place) => (
                  <th key={place} scope="col">{header || '—'}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.rows.slice(0, 8).map((row) => (
                <tr key={row.line}>
                  <td>{row.line}</td>
                  {preview.columns.map((_, place) => (
                    <td key={place} class="imports__cell">{row.cells[place] ?? ''}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
    </>
  );
}

function certaintyOf(certainty: Preview['columns'][number]['certainty']): string {
  if (certainty === 'like') return t('imports.certainty.like');
  if (certainty === 'remembered') return t('imports.certainty.remembered');
  return certainty ? '' : t('imports.certainty.none');
}
