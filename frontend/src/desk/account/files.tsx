import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { ask, uploadShares } from '../../data/page.ts';
import { Refusal } from '../../data/protocol.ts';
import { addTexts, moment, number, t, type Key } from '../../i18n/index.ts';
import { FILE_TEXTS } from '../../i18n/file.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import type { SectionProps } from './sections.ts';
import './files.css';

await addTexts(FILE_TEXTS);

interface Row {
  id: string;
  kind: string;
  filename: string;
  size: number;
  content_type: string;
  file_url: string;
  preview_url: string | null;
  taken_at: string | null;
  created_at: string;
  by: { id: string; name: string } | null;
}

interface Sending {
  id: string;
  name: string;
}

const KINDS = ['photo', 'licence', 'contract', 'document'] as const;
type Kind = (typeof KINDS)[number];

/** Photos and papers of the account: dropped here, previewed, downloaded, removed with a way back. */
export function Files({ account, mayWrite }: SectionProps): JSX.Element {
  const { data } = useLive('list', { resource: 'attachments', query: { account: account.id, limit: 100 } }, ['attachments']);
  const [sending, setSending] = useState<Sending[]>([]);
  const [kind, setKind] = useState<Kind>('document');
  const [isOver, setOver] = useState(false);
  const rows = (data?.results ?? []) as unknown as Row[];
  const add = async (files: Iterable<File>): Promise<void> => {
    for (const file of files) {
      const id = crypto.randomUUID();
      setSending((old) => [...old, { id, name: file.name }]);
      try {
        if (!file.size) throw new Refusal({ name: 'Problem', message: '', code: 'empty' });
        const meant = kind === 'document' && file.type.startsWith('image/') ? 'photo' : kind;
        await ask('upload', { id, file, metadata: { account: account.id, kind: meant, filename: file.name, filetype: file.type } });
      } catch (error) {
        toast(t('file.failed', { name: file.name, detail: worded(error as Error) }));
      }
      setSending((old) => old.filter((each) => each.id !== id));
    }
  };
  const remove = async (row: Row): Promise<void> => {
    await post(`attachments/${row.id}/archive`);
    toast(t('file.removed', { name: row.filename }), () => void post(`attachments/${row.id}/restore`));
  };
  return (
    <Section title={t('file.title')}>
      {mayWrite && (
        <div class="files__add">
          <label
            class={isOver ? 'files__drop files__drop--over' : 'files__drop'}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => {
              event.preventDefault();
              setOver(false);
              void add(Array.from(event.dataTransfer?.files ?? []));
            }}
          >
            <Icon name="plus" small /> {t('file.drop')}
            <input
              type="file"
              multiple
              class="files__input"
              onChange={(event) => {
                void add(Array.from(event.currentTarget.files ?? []));
                event.currentTarget.value = '';
              }}
            />
          </label>
          <label class="files__kind">
            <span class="label">{t('file.kind')}</span>
            <select class="input" value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)}>
              {KINDS.map((each) => (
                <option key={each} value={each}>
                  {t(`file.kind.${each}`)}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <div role="status">
        {sending.map(({ id, name }) => (
          <p key={id}>{t('file.sending', { name, percent: Math.round((uploadShares.value[id] ?? 0) * 100) })}</p>
        ))}
      </div>
      {data && !rows.length && !sending.length && <p class="hint">{t('file.none')}</p>}
      <ul class="files">
        {rows.map((row) => (
          <li key={row.id} class="file">
            <a href={row.file_url} target="_blank" rel="noopener" class="file__preview" aria-label={t('file.show', { name: row.filename })}>
              {row.preview_url ? <img src={row.preview_url} alt="" loading="lazy" /> : <Icon name="note" />}
            </a>
            <div class="row__body">
              <p class="row__title">{row.filename}</p>
              <p class="row__sub">
                <Badge>{t(`file.kind.${row.kind}` as Key)}</Badge> {number(Math.max(1, Math.round(row.size / 1000)))} kB
              </p>
              <p class="row__sub">{t('file.by', { name: row.by?.name ?? '', at: moment(row.taken_at ?? row.created_at) })}</p>
              <p class="file__actions">
                <a class="button button--quiet button--small" href={`${row.file_url}?download=true`} download>
                  {t('file.download')}
                </a>
                {mayWrite && (
                  <Button small kind="quiet" onClick={() => void remove(row)}>
                    {t('file.remove')}
                  </Button>
                )}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const KNOWN = ['file_type', 'damaged_file', 'picture_too_large', 'file_too_large', 'storage_full', 'checksum_mismatch', 'empty'];

function worded(error: Error): string {
  return error instanceof Refusal && KNOWN.includes(error.code) ? t(`file.error.${error.code}` as Key) : error.message;
}
