import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import '../desk/chain/chain.css';
import { LinkList } from '../desk/chain/linkList.tsx';
import { LinkPanel } from '../desk/chain/linkPanel.tsx';
import { readingOrder } from '../desk/chain/order.ts';
import { Requests } from '../desk/chain/requests.tsx';
import { CHAIN_TOPICS, nameOf, stepOf, type Chain as ChainRows } from '../desk/chain/rows.ts';
import { StepPanel } from '../desk/chain/stepPanel.tsx';
import { CHAIN_TEXTS } from '../i18n/chain.ts';
import { addTexts, number, t } from '../i18n/index.ts';
import { Choice } from '../ui/choice.tsx';
import { Banner, Screen } from '../ui/layout.tsx';
import { Sheet } from '../ui/sheet.tsx';

await addTexts(CHAIN_TEXTS);

/** The process chain as a list, for who is on the road: what waits, who serves whom, where it is weakest (rows 5, 47). */
export function Chain(): JSX.Element {
  const { data, error } = useLive('get', { path: 'process-chain' }, CHAIN_TOPICS);
  const chain = data?.data as unknown as ChainRows | undefined;
  return (
    <Screen title={t('chain.title')} backTo="/me">
      {chain ? <Whole chain={chain} /> : error ? <Banner icon="cloud">{t('chain.offline')}</Banner> : <div class="skeleton skeleton--tall" aria-hidden="true" />}
    </Screen>
  );
}

function Whole({ chain }: { chain: ChainRows }): JSX.Element {
  const [tab, setTab] = useState<'chain' | 'requests'>(chain.nodes.some((step) => step.is_mine) ? 'requests' : 'chain');
  const [open, setOpen] = useState('');
  const order = useMemo(() => readingOrder(chain), [chain]);
  const edge = chain.edges.find(({ key }) => key === open);
  const step = stepOf(chain, open);
  const weakest = stepOf(chain, chain.weakest.step ?? '');
  return (
    <div class="stack">
      {weakest && (
        <Banner tone="red" icon="warning">
          {t('chain.weakest_short', { name: nameOf(weakest), score: number(weakest.score.value ?? 0, 1) })}
        </Banner>
      )}
      <Choice look="segments" label={t('chain.title')} value={tab} options={(['requests', 'chain'] as const).map((value) => ({ value, text: t(`chain.tab.${value}`) }))} onChoose={setTab} />
      {tab === 'requests' ? <Requests chain={chain} /> : <LinkList chain={chain} order={order} chosen={open} onLink={setOpen} onStep={setOpen} />}
      {(edge ?? step) && (
        <Sheet title={t('chain.beside')} onClose={() => setOpen('')}>
          {edge ? <LinkPanel key={edge.key} chain={chain} edge={edge} /> : step && <StepPanel key={step.id} chain={chain} step={step} onLink={setOpen} />}
        </Sheet>
      )}
    </div>
  );
}
