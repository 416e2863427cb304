import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Empty } from '../../ui/layout.tsx';
import { useLive } from '../../data/live.ts';
import { RequestRow } from './requestRow.tsx';
import { CHAIN_TOPICS, type Chain, type StepRequest } from './rows.ts';

type Pile = 'serving' | 'asking' | 'late';
const MOST = 50;

/** What waits for our step, what we wait for, and what is late anywhere: the day of a department lead. */
export function Requests({ chain }: { chain: Chain }): JSX.Element {
  const mine = chain.nodes.filter((node) => node.is_mine).map((node) => node.id);
  const [pile, setPile] = useState<Pile>(mine.length ? 'serving' : 'late');
  const [most, setMost] = useState(MOST);
  const query = { ...queryOf(pile, mine), limit: most };
  const { data } = useLive('list', { resource: 'service-requests', query }, CHAIN_TOPICS);
  const rows = (data?.results ?? []) as unknown as StepRequest[];
  const piles: Pile[] = mine.length ? ['serving', 'asking', 'late'] : ['late'];
  return (
    <div class="stack">
      {mine.length > 0 && <Choice look="chips" label={t('chain.requests')} value={pile} options={piles.map((value) => ({ value, text: t(`chain.pile.${value}`) }))} onChoose={setPile} />}
      {data && !rows.length ? (
        <Empty icon="check" title={t('chain.none_waiting')} />
      ) : (
        <ul class="rows">
          {rows.map((request) => (
            <RequestRow key={request.id} request={request} chain={chain} withEnds />
          ))}
        </ul>
      )}
      {data?.next && (
        <Button wide onClick={() => setMost(Math.min(200, most + MOST))}>
          {t('chain.more')}
        </Button>
      )}
    </div>
  );
}

function queryOf(pile: Pile, mine: string[]): Record<string, string | string[]> {
  if (pile === 'late') return { overdue: 'true', ordering: 'due_at' };
  if (pile === 'serving') return { account__in: mine, state__in: ['open', 'paused'], ordering: 'due_at' };
  return { customer__in: mine, state__in: ['open', 'paused', 'done'], ordering: '-asked_at' };
}
