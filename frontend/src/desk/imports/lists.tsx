import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t, type Key } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Section } from '../../ui/layout.tsx';
import { reasonOf } from './reasons.ts';
import { loadDoubts, loadRejected, type Doing, type Doubt, type Rejected, type Run } from './rows.ts';

const DOINGS: Doing[] = ['skip', 'create', 'update'];
const NAMED = ['name', 'role', 'industry', 'phone', 'address', 'street', 'village', 'latitude', 'longitude', 'owner', 'tags', 'territory', 'parent', 'licence_name', 'status', 'currency', 'external_id', 'custom'];

function Table({ label, columns, children }: { label: string; columns: string[]; children: ComponentChildren }): JSX.Element {
  return (
    <div class="imports__table" role="group" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

interface DoubtsProps {
  run: Run;
  all: Doing;
  onAll: (doing: Doing) => void;
  decisions: Record<string, Doing>;
  onDecide: (line: number, doing: Doing) => void;
}

/** Rows that look like a known account: for each a choice, and one for all. */
export function Doubts({ run, all, onAll, decisions, onDecide }: DoubtsProps): JSX.Element {
  const [doubts, setDoubts] = useState<Doubt[]>([]);
  useEffect(() => void loadDoubts(run.id).then(setDoubts, () => setDoubts([])), [run.id]);
  const options = DOINGS.map((value) => ({ value, text: t(`imports.doubt.${value}`) }));
  return (
    <Section title={t('imports.doubts')}>
      <p class="hint">{t('imports.doubts_hint')}</p>
      <Choice label={t('imports.doubts_all')} look="segments" value={all} options={options} onChoose={onAll} />
      <Table label={t('imports.doubts')} columns={[t('imports.line_head'), t('imports.doubt.in_file'), t('imports.doubt.existing'), t('imports.reason'), '']}>
        {doubts.map((doubt) => (
          <tr key={doubt.line}>
            <td>{doubt.line}</td>
            <td>{[doubt.told['external_id'], doubt.told['name'], doubt.told['phone']].filter(Boolean).join(' · ')}</td>
            <td>{doubt.account && <Link href={`/accounts/${doubt.account.id}`}>{[doubt.account.external_id, doubt.account.name, doubt.account.phone].filter(Boolean).join(' · ')}</Link>}</td>
            <td>{t(`imports.doubt.because.${doubt.because}`)}</td>
            <td>
              <select class="input" aria-label={t('imports.doubt.choice', { line: doubt.line })} value={decisions[doubt.line] ?? all} onChange={(event) => onDecide(doubt.line, event.currentTarget.value as Doing)}>
                {options.map(({ value, text }) => (
                  <option key={value} value={value}>{text}</option>
                ))}
              </select>
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

/** Refused rows with their reasons, and the file to mend them in. */
export function Rejections({ run }: { run: Run }): JSX.Element {
  const [rows, setRows] = useState<Rejected[]>([]);
  useEffect(() => void loadRejected(run.id).then(setRows, () => setRows([])), [run.id]);
  return (
    <Section title={t('imports.refusals')} action={run.errors_url && <a class="button button--small" href={run.errors_url} download>{t('imports.errors_file')}</a>}>
      <p class="hint">{t('imports.errors_hint')}</p>
      <Table label={t('imports.refusals')} columns={[t('imports.line_head'), t('imports.column'), t('imports.reason')]}>
        {rows.map((row) => (
          <tr key={row.line}>
            <td>{row.line}</td>
            <td>{row.column}</td>
            <td>{reasonOf(row.reason.en, row.reason.zh)}</td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

function worded(value: unknown): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return t('imports.empty_value');
  if (Array.isArray(value)) return value.join('、');
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

/** Some of what changes, from what to what. */
export function Sample({ run }: { run: Run }): JSX.Element | null {
  const changed = run.sample.flatMap(({ line, name, changes }) => Object.entries(changes).map(([field, [from, to]]) => ({ line, name, field, from, to })));
  if (!changed.length) return null;
  return (
    <Section title={t('imports.sample')}>
      <Table label={t('imports.sample')} columns={[t('imports.line_head'), t('imports.type.accounts'), t('imports.field'), t('imports.from'), t('imports.to')]}>
        {changed.map(({ line, name, field, from, to }) => (
          <tr key={`${line}${field}`}>
            <td>{line}</td>
            <td>{name}</td>
            <td>{NAMED.includes(field) ? t(`imports.name.${field}` as Key) : field}</td>
            <td>{worded(from)}</td>
            <td>{worded(to)}</td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}
