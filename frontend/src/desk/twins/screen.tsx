import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { addTexts, moment, t } from '../../i18n/index.ts';
import { TWINS_TEXTS } from '../../i18n/twins.ts';
import { Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner, Empty, Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { totalOf, wordsOf, type Merge, type Pair } from './rows.ts';
import './twins.css';

await addTexts(TWINS_TEXTS);

/** What looks like one customer twice, and what was merged. */
export function Duplicates(): JSX.Element {
  useEffect(() => {
    document.title = `${t('twins.title')} · ${t('app.name')}`;
  }, []);
  return (
    <main class="twins">
      <header>
        <h1>{t('twins.title')}</h1>
        <p class="hint">{t('twins.hint')}</p>
      </header>
      <Queue />
      <Merges />
    </main>
  );
}

export function Why({ pair }: { pair: Pair }): JSX.Element {
  return (
    <span class="badges">
      {pair.reasons.map((reason) => (
        <Badge key={reason} tone="amber">{t(`twins.reason.${reason}`)}</Badge>
      ))}
    </span>
  );
}

function Queue(): JSX.Element {
  const { data, error } = useLive('list', { resource: 'duplicates', query: { limit: 100 } }, ['duplicates', 'merges']);
  const pairs = (data?.results ?? []) as unknown as Pair[];
  if (error && !data) return <Banner tone="red" icon="warning">{wordsOf(error)}</Banner>;
  if (!data) return <div class="skeleton skeleton--tall" aria-hidden="true" />;
  if (!pairs.length)
    return (
      <Empty icon="check" title={t('twins.queue_none')}>
        <p>{t('twins.queue_none_hint')}</p>
      </Empty>
    );
  return (
    <Section title={t('twins.queue')}>
      <ul class="rows">
        {pairs.map((pair) => (
          <li class="row" key={pair.id}>
            <Link href={`/duplicates/${pair.id}`} class="row__body">
              <span class="row__title">{`${pair.first.name} · ${pair.second.name}`}</span>
              <Why pair={pair} />
            </Link>
            <span class="hint">{`${t('twins.score')} ${pair.score}`}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Merges(): JSX.Element {
  const { data } = useLive('list', { resource: 'merges', query: { limit: 50 } }, ['merges']);
  const merges = (data?.results ?? []) as unknown as Merge[];
  return (
    <Section title={t('twins.merges')}>
      {data && !merges.length && <p class="hint">{t('twins.merges_none')}</p>}
      <ul class="rows">
        {merges.map((merge) => (
          <Line key={merge.id} merge={merge} />
        ))}
      </ul>
    </Section>
  );
}

function Line({ merge }: { merge: Merge }): JSX.Element {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const undo = async (): Promise<void> => {
    setBusy(true);
    try {
      await post(`merges/${merge.id}/undo`, { changes: ['accounts', 'duplicates'] });
      toast(t('twins.undone'));
    } catch (error) {
      toast(wordsOf(error as Error));
    }
    setBusy(false);
    setAsked(false);
  };
  const by = merge.by?.name ?? t('twins.system');
  return (
    <li class="row">
      <Link href={`/accounts/${merge.kept.id}`} class="row__body">
        <span class="row__title">{t('twins.merge_line', { lost: merge.lost.name, kept: merge.kept.name })}</span>
        <span class="row__sub">{merge.undone_at ? t('twins.undone_at', { at: moment(merge.undone_at), name: merge.undone_by?.name ?? t('twins.system') }) : t('twins.by', { at: moment(merge.at), name: by, total: totalOf(merge.moved) })}</span>
      </Link>
      {!merge.undone_at && (
        <Button small kind={asked ? 'danger' : 'plain'} disabled={busy} onClick={() => (asked ? void undo() : setAsked(true))}>
          {t(asked ? 'twins.undo_sure' : 'twins.undo')}
        </Button>
      )}
    </li>
  );
}
