import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { syncState } from '../../data/page.ts';
import { addTexts, moment, t, type Key } from '../../i18n/index.ts';
import { FILE_TEXTS } from '../../i18n/file.ts';
import { Section } from '../../ui/layout.tsx';
import { Photos } from '../photos.tsx';
import type { PartProps } from './sections.ts';

await addTexts(FILE_TEXTS);

interface Row {
  id: string;
  kind: string;
  filename: string;
  file_url: string;
  preview_url: string | null;
  taken_at: string | null;
  created_at: string;
}

/** Photos of the customer: taken here whatever the network, and those at the server while there is one. */
export function Files({ card }: PartProps): JSX.Element | null {
  const { data, error, reload } = useLive('list', { resource: 'attachments', query: { account: card.account.id, limit: 12 } }, ['attachments']);
  const last = syncState.value?.last_sync_at;
  useEffect(() => {
    if (error) reload(); // there may be a network again
  }, [last]);
  const rows = (data?.results ?? []) as unknown as Row[];
  if (!card.may_write && !rows.length) return null;
  return (
    <Section title={t('file.title')}>
      {card.may_write && <Photos account={card.account.id} />}
      {error && !data && <p class="hint">{t('file.offline')}</p>}
      <ul class="photos__list">
        {rows.map((row) => (
          <li key={row.id} class="photo">
            <a href={row.file_url} target="_blank" rel="noopener" aria-label={t('file.show', { name: row.filename })}>
              {row.preview_url ? <img src={row.preview_url} alt="" loading="lazy" width={104} height={104} /> : row.filename}
            </a>
            <span>{t(`file.kind.${row.kind}` as Key)}</span>
            <span>{moment(row.taken_at ?? row.created_at)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
