import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import type { Ref } from '../../data/rows.ts';
import { shortDay, t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/layout.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { refusalText } from './words.ts';

type Kind = 'added' | 'moved' | 'removed' | 'kept' | 'frozen' | 'past' | 'gone';

interface Changes {
  counts: Partial<Record<Kind, number>>;
  changes: { kind: Kind; account: Ref; before_on: string | null; after_on: string | null }[];
}

const MOST = 300;

/** What publishing changes, before it does. */
export function PublishSheet({ cycle, onClose }: { cycle: string; onClose: () => void }): JSX.Element {
  const { data, error } = useLive('get', { path: `cycle-plans/${cycle}/changes` }, []);
  const [refused, setRefused] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const told = data?.data as unknown as Changes | undefined;
  const publish = async (): Promise<void> => {
    setBusy(true);
    try {
      await post(`cycle-plans/${cycle}/publish`, { changes: ['visits', 'accounts'] });
      toast(t('plan.published'));
      onClose();
    } catch (failure) {
      setRefused(failure as Error);
      setBusy(false);
    }
  };
  const day = (on: string | null): string => (on ? shortDay(on) : '—');
  return (
    <Sheet
      title={t('plan.publish_title')}
      onClose={onClose}
      foot={
        <Button kind="primary" disabled={busy || !told} onClick={() => void publish()}>
          {t('plan.publish_do')}
        </Button>
      }
    >
      {(error ?? refused) && <Banner tone="red" icon="warning">{refusalText((error ?? refused) as Error)}</Banner>}
      {!told && !error && <div class="skeleton skeleton--tall" aria-hidden="true" />}
      {told && (
        <>
          <p class="badges">
            {(Object.entries(told.counts) as [Kind, number][]).map(([kind, count]) => (
              <Badge key={kind} tone={kind === 'removed' || kind === 'gone' ? 'red' : kind === 'moved' ? 'amber' : 'grey'}>
                {`${t(`plan.kind.${kind}`)} ${count}`}
              </Badge>
            ))}
          </p>
          {!told.changes.length && <p>{t('plan.publish_none')}</p>}
          <ul class="rows">
            {told.changes.slice(0, MOST).map((change, i) => (
              <li class="row" key={i}>
                <Badge>{t(`plan.kind.${change.kind}`)}</Badge>
                <span class="row__body">{t('plan.change', { name: change.account.name || '—', before: day(change.before_on), after: day(change.after_on) })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Sheet>
  );
}
