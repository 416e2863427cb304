import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { person } from '../../data/page.ts';
import { addTexts, language, moment, t, type Key } from '../../i18n/index.ts';
import { IMPORTS_TEXTS } from '../../i18n/imports.ts';
import { go } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Banner, Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { usePages } from '../pages.ts';
import { Columns, problemsOf } from './columns.tsx';
import { look, TYPES, tryOut, wordsOf, type Preview } from './rows.ts';
import './imports.css';

await addTexts(IMPORTS_TEXTS);

/** From a file to its dry run: bring it, check what was recognised, try it. */
export function Wizard(): JSX.Element {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    document.title = `${t('imports.new')} · ${t('app.name')}`;
  }, []);
  const asking = async (what: Parameters<typeof look>[0]): Promise<void> => {
    setBusy(true);
    setTrouble('');
    try {
      setPreview(await look(what));
    } catch (error) {
      setTrouble(wordsOf(error as Error));
    }
    setBusy(false);
  };
  return (
    <main class="imports">
      <header class="imports__head">
        <h1>{t('imports.new')}</h1>
        {preview && <Button kind="quiet" onClick={() => setPreview(null)}>{t('imports.another')}</Button>}
      </header>
      {trouble && <Banner tone="red" icon="warning">{trouble}</Banner>}
      {preview ? <Check key={`${preview.upload}${preview.type}${preview.encoding}`} preview={preview} again={asking} busy={busy} /> : <Drop busy={busy} onFile={(file) => void asking({ file })} />}
    </main>
  );
}

function Drop({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }): JSX.Element {
  const id = useId();
  const [over, setOver] = useState(false);
  const dropped = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file && !busy) onFile(file);
  };
  const hold = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <>
      <div class={over ? 'drop drop--over' : 'drop'} onDragOver={hold} onDragLeave={() => setOver(false)} onDrop={dropped}>
        <Icon name="tray" />
        <p class="drop__title">{busy ? t('imports.sending') : t('imports.drop')}</p>
        <label for={id} class="button button--primary">{t('imports.choose')}</label>
        <input
          id={id}
          class="drop__input"
          type="file"
          accept=".csv,.txt,.tsv,.gz,.xlsx"
          disabled={busy}
          aria-describedby={`${id}-limits`}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) onFile(file);
          }}
        />
        <p id={`${id}-limits`} class="hint">{t('imports.limits')}</p>
      </div>
      <Section title={t('imports.templates')}>
        <p class="imports__links">
          {TYPES.map((type) => (
            <a key={type} class="button button--small" href={`/api/v1/imports/template/?type=${type}&language=${language.value}`} download>
              {t(`imports.type.${type}`)}
            </a>
          ))}
        </p>
      </Section>
    </>
  );
}

const SEPARATORS: Record<string, Key> = { ',': 'imports.separator.comma', ';': 'imports.separator.semicolon', '\t': 'imports.separator.tab' };

function formOf(preview: Preview): string {
  if (preview.kind === 'xlsx') return t('imports.workbook');
  const separator = SEPARATORS[preview.delimiter];
  return [preview.encoding.replace('utf-8-sig', 'UTF-8 BOM').toUpperCase(), separator ? t(separator) : '', preview.packed ? t('imports.packed') : ''].filter(Boolean).join(' · ');
}

interface CheckProps {
  preview: Preview;
  again: (what: Parameters<typeof look>[0]) => Promise<void>;
  busy: boolean;
}

/** What was recognised, to be mended by hand. */
function Check({ preview, again, busy }: CheckProps): JSX.Element {
  const [columns, setColumns] = useState(preview.columns.map((each) => each.column));
  const [identity, setIdentity] = useState(preview.identity);
  const [team, setTeam] = useState('');
  const [trouble, setTrouble] = useState('');
  const [sending, setSending] = useState(false);
  const problem = problemsOf(preview, columns, identity);
  const start = async (): Promise<void> => {
    setSending(true);
    setTrouble('');
    try {
      const chosen = Object.fromEntries(preview.columns.map(({ header }, place) => [header, columns[place] ?? '']).filter(([header]) => header));
      const fields = { upload: preview.upload, type: preview.type, columns: JSON.stringify(chosen), on_doubt: 'skip', encoding: preview.encoding === 'gb18030' ? 'gb18030' : '', identity, team };
      const run = await tryOut(Object.fromEntries(Object.entries(fields).filter(([, value]) => value)));
      go(`/imports/${run.id}`);
    } catch (error) {
      setTrouble(wordsOf(error as Error));
      setSending(false);
    }
  };
  return (
    <>
      <p class="imports__form">
        <strong>{preview.filename}</strong> {t('imports.recognised')}: {formOf(preview)}
      </p>
      {preview.notices.map((code) => (
        <Banner key={code} tone={code === 'gb18030' ? 'calm' : 'amber'} icon="info">
          {t(`imports.notice.${code}` as Key, { at: preview.imported_before ? moment(preview.imported_before) : '' })}
        </Banner>
      ))}
      <Section title={t('imports.step_options')}>
        <div class="imports__options">
          <Select label={t('imports.type')} value={preview.type} disabled={busy} options={TYPES.map((type) => ({ value: type, text: t(`imports.type.${type}`) }))} onChoose={(type) => void again({ upload: preview.upload, type })} />
          {preview.kind === 'csv' && (
            <Select
              label={t('imports.read_as')}
              value=""
              empty={t('imports.read_as.auto')}
              disabled={busy}
              options={[{ value: 'utf-8', text: 'UTF-8' }, { value: 'gb18030', text: 'GB18030' }]}
              onChoose={(encoding) => void again({ upload: preview.upload, type: preview.type, encoding })}
            />
          )}
          {preview.identities.length > 0 && <Select label={t('imports.identity')} hint={t('imports.identity_hint')} value={identity} options={preview.identities.map((value) => ({ value, text: identityName(value) }))} onChoose={setIdentity} />}
          {preview.type === 'accounts' && person.value?.session.user.role !== 'manager' && <Team value={team} onChoose={setTeam} />}
        </div>
      </Section>
      <Columns preview={preview} columns={columns} onChange={setColumns} />
      {trouble && <Banner tone="red" icon="warning">{trouble}</Banner>}
      <div class="imports__foot">
        {problem ? <p class="error">{problem}</p> : <p class="hint">{t('imports.try_hint')}</p>}
        <Button kind="primary" disabled={Boolean(problem) || sending || busy} onClick={() => void start()}>{t('imports.try')}</Button>
      </div>
    </>
  );
}

function identityName(value: string): string {
  return value.startsWith('custom.') ? t('imports.identity.custom', { key: value.slice(7) }) : t(`imports.identity.${value}` as Key);
}

function Team({ value, onChoose }: { value: string; onChoose: (team: string) => void }): JSX.Element {
  const teams = usePages<{ id: string; name: string }>('teams', {});
  return <Select label={t('imports.team')} value={value} empty={t('imports.team_none')} options={teams.rows.map(({ id, name }) => ({ value: id, text: name }))} onChoose={onChoose} />;
}
