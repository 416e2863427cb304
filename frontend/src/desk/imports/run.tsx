import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { addTexts, moment, number, t } from '../../i18n/index.ts';
import { IMPORTS_TEXTS } from '../../i18n/imports.ts';
import { go, Link } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Banner } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import { Doubts, Rejections, Sample } from './lists.tsx';
import { COUNTS, isOver, load, stateOf, wordsOf, type Doing, type Run } from './rows.ts';
import './imports.css';

await addTexts(IMPORTS_TEXTS);

const POLL_MS = 700;
const DAY_MS = 86_400_000;

/** One import: how far it is, then what came of it. A trial leads on to the import itself. */
export function RunScreen({ id }: { id: string }): JSX.Element {
  const [run, setRun] = useState<Run | null>(null);
  const [trouble, setTrouble] = useState('');
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const poll = async (): Promise<void> => {
      try {
        const now = await load(id);
        if (gone) return;
        setRun(now);
        if (!isOver(now) || now.undone.state === 'asked') timer = setTimeout(() => void poll(), POLL_MS);
      } catch (error) {
        if (!gone) setTrouble(wordsOf(error as Error));
      }
    };
    void poll();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [id, turn]);
  const title = run ? t(run.mode === 'dry_run' ? 'imports.trial_of' : 'imports.import_of', { file: run.filename }) : t('imports.title');
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title]);
  const act = async (verb: string): Promise<void> => {
    setTrouble('');
    try {
      await post(`imports/${id}/${verb}`);
    } catch (error) {
      setTrouble(wordsOf(error as Error));
    }
    setTurn((old) => old + 1);
  };
  return (
    <main class="imports">
      <header class="imports__head">
        <h1>{title}</h1>
        <Link href="/imports" class="button button--quiet">{t('imports.back')}</Link>
      </header>
      {trouble && <Banner tone="red" icon="warning">{trouble}</Banner>}
      {run && (isOver(run) ? <Result run={run} act={act} /> : <Progress run={run} onCancel={() => void act('cancel')} />)}
    </main>
  );
}

function Progress({ run, onCancel }: { run: Run; onCancel: () => void }): JSX.Element {
  const [cancelling, setCancelling] = useState(false);
  const seconds = run.started_at ? Math.max((Date.now() - Date.parse(run.started_at)) / 1000, 0.5) : 0;
  const isRead = run.rows_total !== null;
  const rate = seconds ? Math.round((isRead ? run.rows_done : run.rows_read) / seconds) : 0;
  return (
    <div class="card imports__progress">
      <p>{stateOf(run)}</p>
      <progress aria-label={t('imports.progress')} {...(isRead ? { value: run.rows_done, max: Math.max(run.rows_total ?? 0, 1) } : {})} />
      <p role="status">
        {isRead ? t('imports.landing', { done: run.rows_done, total: run.rows_total ?? 0 }) : t('imports.reading', { rows: run.rows_read })}
        {rate > 0 && ` · ${t('imports.rate', { rate })}`}
      </p>
      <Button disabled={cancelling} onClick={() => (setCancelling(true), onCancel())}>{cancelling ? t('imports.cancelling') : t('imports.cancel')}</Button>
    </div>
  );
}

function Result({ run, act }: { run: Run; act: (verb: string) => Promise<void> }): JSX.Element {
  const isTrial = run.mode === 'dry_run' && run.state === 'done';
  const seconds = run.started_at && run.ended_at ? (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000 : null;
  return (
    <>
      {run.error && <Banner tone="red" icon="warning">{run.error}</Banner>}
      {run.state === 'done' && !isTrial && !run.undone_at && <Banner tone="calm" icon="check">{t('imports.done')}</Banner>}
      {run.state === 'cancelled' && <Banner icon="info">{t('imports.state.cancelled')}</Banner>}
      {run.rows_total !== null && (
        <section class="card" aria-label={t('imports.counts')}>
          <p class="hint">
            {t(isTrial ? 'imports.would' : 'imports.did', { total: run.rows_total })} {seconds !== null && t('imports.seconds', { seconds: number(seconds, 1) })}
          </p>
          <dl class="imports__counts">
            {COUNTS.map((name) => (
              <div key={name} class={`count count--${name}`}>
                <dt>{t(`imports.count.${name}`)}</dt>
                <dd>{number(run[name])}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {isTrial ? <Commit run={run} /> : <Undo run={run} act={act} />}
      {run.rejected > 0 && <Rejections run={run} />}
      <Sample run={run} />
    </>
  );
}

/** What the trial left open, and the import itself. */
function Commit({ run }: { run: Run }): JSX.Element {
  const [onError, setOnError] = useState<'skip' | 'abort'>('skip');
  const [onDoubt, setOnDoubt] = useState<Doing>('skip');
  const [decisions, setDecisions] = useState<Record<string, Doing>>({});
  const [trouble, setTrouble] = useState('');
  const [sending, setSending] = useState(false);
  const commit = async (): Promise<void> => {
    setSending(true);
    try {
      const begun = await post(`imports/${run.id}/commit`, { body: { on_error: onError, on_doubt: onDoubt, decisions } });
      go(`/imports/${String(begun['id'])}`);
    } catch (error) {
      setTrouble(wordsOf(error as Error));
      setSending(false);
    }
  };
  const isNothing = run.created + run.updated + run.doubtful === 0;
  return (
    <>
      {run.doubtful > 0 && <Doubts run={run} all={onDoubt} onAll={setOnDoubt} decisions={decisions} onDecide={(line, doing) => setDecisions((old) => ({ ...old, [line]: doing }))} />}
      {trouble && <Banner tone="red" icon="warning">{trouble}</Banner>}
      <div class="imports__foot">
        {run.rejected > run.doubtful && (
          <Choice label={t('imports.on_error')} look="segments" value={onError} onChoose={setOnError} options={[{ value: 'skip', text: t('imports.on_error.skip') }, { value: 'abort', text: t('imports.on_error.abort') }]} />
        )}
        {isNothing ? <p class="hint">{t('imports.nothing')}</p> : <Button kind="primary" disabled={sending} onClick={() => void commit()}>{t('imports.commit')}</Button>}
      </div>
    </>
  );
}

function Undo({ run, act }: { run: Run; act: (verb: string) => Promise<void> }): JSX.Element | null {
  const [asked, setAsked] = useState(false);
  const total = (counts: Record<string, number> = {}): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (run.undone_at) {
    const { removed, restored, kept = 0 } = run.undone;
    return <Banner tone="calm" icon="check">{t('imports.undone', { at: moment(run.undone_at), removed: total(removed), restored: total(restored), kept })}</Banner>;
  }
  if (run.undone.state === 'asked') return <Banner tone="calm" icon="sync">{t('imports.undoing')}</Banner>;
  const isLate = !run.ended_at || Date.now() - Date.parse(run.ended_at) > DAY_MS;
  if (run.mode === 'dry_run' || isLate || run.created + run.updated === 0) return null;
  return (
    <div class="imports__foot">
      <p class="hint">{t('imports.undo_hint')}</p>
      {asked ? <Button kind="danger" onClick={() => void act('undo')}>{t('imports.undo_sure')}</Button> : <Button onClick={() => setAsked(true)}>{t('imports.undo')}</Button>}
    </div>
  );
}
