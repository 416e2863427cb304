import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { addTexts, day, number, t } from '../../i18n/index.ts';
import { CHAIN_TEXTS } from '../../i18n/chain.ts';
import { go, here } from '../../router.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Banner, Empty } from '../../ui/layout.tsx';
import { Retry } from '../../ui/retry.tsx';
import './chain.css';
import { Drawing } from './drawing.tsx';
import { NewLink } from './forms.tsx';
import { LinkList } from './linkList.tsx';
import { LinkPanel } from './linkPanel.tsx';
import { readingOrder } from './order.ts';
import { wordsOf } from './refusals.ts';
import { Requests } from './requests.tsx';
import { CHAIN_TOPICS, mayDraw, nameOf, stepOf, type Chain } from './rows.ts';
import { StepPanel } from './stepPanel.tsx';

await addTexts(CHAIN_TEXTS);

const TABS = ['chain', 'requests'] as const;

/** Our own process as a chain of customers, and its shortest board (rows 5, 47). The address holds what is shown beside. */
export function ChainScreen(): JSX.Element {
  const { data, error, reload } = useLive('get', { path: 'process-chain' }, CHAIN_TOPICS);
  const chain = data?.data as unknown as Chain | undefined;
  useEffect(() => {
    document.title = `${t('chain.title')} · ${t('app.name')}`;
  }, []);
  if (chain) return <Whole chain={chain} />;
  return (
    <main class="chain">
      <h1>{t('chain.title')}</h1>
      {error ? (
        <Retry onRetry={reload}>{error.name === 'Unreachable' ? t('chain.offline') : wordsOf(error)}</Retry>
      ) : (
        <div class="skeleton skeleton--tall" aria-hidden="true" />
      )}
    </main>
  );
}

function Whole({ chain }: { chain: Chain }): JSX.Element {
  const params = here.value.searchParams;
  const [drawing, setDrawing] = useState<{ supplier: string; customer: string } | null>(null);
  const tab = params.get('tab') === 'requests' ? 'requests' : 'chain';
  const edge = chain.edges.find(({ key }) => key === params.get('link'));
  const step = stepOf(chain, params.get('step') ?? '');
  const order = useMemo(() => readingOrder(chain), [chain]);
  const show = (what: Record<string, string>): void => go(`/chain?${new URLSearchParams(what).toString()}`, { replace: true });
  const isOpen = tab === 'chain' && Boolean(edge ?? step);
  useEffect(() => {
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && isOpen && !document.querySelector('dialog[open]')) show({});
    };
    addEventListener('keydown', escape);
    return () => removeEventListener('keydown', escape);
  }, [isOpen]);
  const join = (supplier: string, customer: string): void => setDrawing({ supplier, customer });
  return (
    <main class={isOpen ? 'chain chain--open' : 'chain'}>
      <header class="chain__head">
        <h1>{t('chain.title')}</h1>
        <Choice look="segments" label={t('chain.title')} value={tab} options={TABS.map((value) => ({ value, text: t(`chain.tab.${value}`) }))} onChoose={(value) => show(value === 'requests' ? { tab: value } : {})} />
        {mayDraw() && tab === 'chain' && (
          <Button small kind="primary" icon="plus" onClick={() => join('', '')}>
            {t('chain.new_link')}
          </Button>
        )}
      </header>
      <Weakest chain={chain} onShow={(id) => show({ step: id })} />
      {tab === 'requests' ? (
        <Requests chain={chain} />
      ) : chain.nodes.length ? (
        <div class="chain__graph">
          <Drawing chain={chain} chosen={edge?.key ?? step?.id ?? ''} onLink={(key) => show({ link: key })} onStep={(id) => show({ step: id })} {...(mayDraw() ? { onJoin: join } : {})} />
          <LinkList chain={chain} order={order} chosen={edge?.key ?? step?.id ?? ''} onLink={(key) => show({ link: key })} onStep={(id) => show({ step: id })} />
        </div>
      ) : (
        <Empty icon="people" title={t('chain.empty')}>
          <p>{t('chain.empty_hint')}</p>
        </Empty>
      )}
      {isOpen && (
        <aside class="panel" aria-label={t('chain.beside')}>
          <div class="panel__bar panel__bar--right">
            <IconButton name="close" label={t('close')} onClick={() => show({})} />
          </div>
          {edge ? <LinkPanel key={edge.key} chain={chain} edge={edge} /> : step && <StepPanel key={step.id} chain={chain} step={step} onLink={(key) => show({ link: key })} onJoin={join} />}
        </aside>
      )}
      {drawing && <NewLink chain={chain} {...drawing} onClose={() => setDrawing(null)} />}
    </main>
  );
}

/** The shortest board of the barrel, said before anything else. */
function Weakest({ chain, onShow }: { chain: Chain; onShow: (step: string) => void }): JSX.Element {
  const step = stepOf(chain, chain.weakest.step ?? '');
  const since = day(chain.since);
  if (!step) return <p class="hint">{t('chain.not_measured_since', { since })}</p>;
  return (
    <Banner
      tone="red"
      icon="warning"
      action={
        <Button small onClick={() => onShow(step.id)}>
          {t('chain.show')}
        </Button>
      }
    >
      {t('chain.weakest_is', { name: nameOf(step), score: number(step.score.value ?? 0, 1), part: t(`chain.part.${step.score.limit ?? 'rating'}`), since })}
    </Banner>
  );
}
