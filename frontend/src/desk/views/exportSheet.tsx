/** The view as a file: written by the server, downloaded when it is done. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../data/page.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import type { Refused } from '../../ui/form.tsx';
import { Banner } from '../../ui/layout.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { post } from '../forms/writing.ts';
import type { DeskAccount } from '../rows.ts';
import type { Column } from '../table.tsx';
import type { Selection } from './bulk.tsx';
import { choiceName, type CustomField } from './customFields.ts';
import { CUSTOM } from '../query.ts';

interface Run {
  id: string;
  state: string;
  rows_done: number;
  file_url: string | null;
  error: string;
}

type Format = 'csv' | 'xlsx' | 'json';

const TIERS = ['vip', 'gold', 'key', 'ordinary'] as const;
const STATUSES = ['prospect', 'active', 'dormant', 'lost', 'archived'] as const;
const ROLES = ['dealer', 'retailer', 'end_consumer', 'legal_person', 'department', 'post'] as const;

export function ExportSheet({ selection, columns, fields, ordering, near, onClose }: { selection: Selection; columns: Column<DeskAccount>[]; fields: CustomField[]; ordering: string; near: string; onClose: () => void }): JSX.Element {
  const [format, setFormat] = useState<Format>('xlsx');
  const [bom, setBom] = useState(true);
  const [run, setRun] = useState<Run | null>(null);
  const [refused, setRefused] = useState('');
  const isOver = run && run.state !== 'queued' && run.state !== 'running';
  useEffect(() => {
    if (!run || isOver) return;
    const timer = setTimeout(() => void ask('get', { path: `exports/${run.id}` }).then(({ data }) => setRun(data as unknown as Run), () => setRun({ ...run })), 800);
    return () => clearTimeout(timer);
  }, [run]);
  const start = async (): Promise<void> => {
    setRefused('');
    const which = selection.filters ? { filters: selection.filters } : { accounts: selection.ids };
    const body = { format, columns: columns.map(({ id }) => id), ordering, ...(selection.filters ? {} : { near }), ...which, ...(format === 'json' ? {} : { labels: columns.map(({ label, title }) => label ?? t(title)), words: words(fields) }), ...(format === 'csv' ? { bom } : {}) };
    try {
      setRun((await post('exports', { body })) as unknown as Run);
    } catch (error) {
      const { fields = {}, message } = error as Refused;
      setRefused('ordering' in fields || 'near' in fields ? t('views.export_order') : message);
    }
  };
  return (
    <Sheet
      title={t('views.export')}
      onClose={onClose}
      foot={
        run?.file_url ? (
          <a class="button button--primary" href={run.file_url} download>
            {t('views.download')}
          </a>
        ) : (
          <Button kind="primary" disabled={Boolean(run && !isOver)} onClick={() => void start()}>
            {t('views.export_start')}
          </Button>
        )
      }
    >
      <div class="form">
        <p>{selection.filters ? t('views.export_what') : t('views.selected', { count: selection.ids.length })}</p>
        <Choice<Format> look="segments" label={t('views.format')} value={format} options={(['xlsx', 'csv', 'json'] as const).map((value) => ({ value, text: value.toUpperCase() }))} onChoose={(value) => (setFormat(value), setRun(null))} />
        {format === 'csv' && (
          <label class="check">
            <input type="checkbox" checked={bom} onChange={(event) => setBom(event.currentTarget.checked)} />
            {t('views.bom')}
          </label>
        )}
        {run && !run.error && <p role="status">{t(run.file_url ? 'views.export_done' : 'views.export_progress', { done: run.rows_done })}</p>}
        {(refused || run?.error) && <Banner icon="warning">{refused || run?.error}</Banner>}
      </div>
    </Sheet>
  );
}

/** The codes in the reader's language; the server knows none. */
function words(fields: CustomField[]): Record<string, Record<string, string>> {
  const named = (codes: readonly string[], stem: string): Record<string, string> => Object.fromEntries(codes.map((code) => [code, t(`${stem}.${code}` as 'tier.vip')]));
  const own = fields.filter(({ type }) => type === 'choice' || type === 'yes_no').map((field): [string, Record<string, string>] => [CUSTOM + field.key, field.type === 'choice' ? Object.fromEntries(field.choices.map(({ value }) => [value, choiceName(field, value)])) : { true: t('views.yes'), false: t('views.no') }]);
  return { tier: named(TIERS, 'tier'), status: named(STATUSES, 'desk.status'), role: named(ROLES, 'desk.role'), ...Object.fromEntries(own) };
}
