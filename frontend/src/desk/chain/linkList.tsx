import type { JSX } from 'preact';
import { number, t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Section } from '../../ui/layout.tsx';
import { nameOf, stepOf, toneOf, type Chain, type Link } from './rows.ts';

/** The drawing in words, in the order of the work: each link is a button, so that everything goes by keyboard. */
export function LinkList({ chain, order, chosen, onLink, onStep }: { chain: Chain; order: string[]; chosen: string; onLink: (key: string) => void; onStep: (id: string) => void }): JSX.Element {
  const steps = order.map((id) => stepOf(chain, id)).filter((step) => step !== undefined);
  return (
    <Section title={t('chain.list')}>
      <ul class="chain-list">
        {steps
          .filter((step) => step.account)
          .map((step) => (
            <li key={step.id}>
              <button type="button" class={step.id === chosen ? 'chain-list__step chain-list__step--on' : 'chain-list__step'} aria-pressed={step.id === chosen} onClick={() => onStep(step.id)}>
                {nameOf(step)}
                {step.is_mine && <Badge tone="accent">{t('chain.mine')}</Badge>}
                {step.id === chain.weakest.step && <Badge tone="red">{t('chain.weakest')}</Badge>}
              </button>
              <ul>
                {chain.edges
                  .filter((edge) => edge.supplier === step.id)
                  .map((edge) => (
                    <li key={edge.key}>
                      <LinkButton chain={chain} edge={edge} isOn={edge.key === chosen} onChoose={() => onLink(edge.key)} />
                    </li>
                  ))}
              </ul>
            </li>
          ))}
      </ul>
    </Section>
  );
}

function LinkButton({ chain, edge, isOn, onChoose }: { chain: Chain; edge: Link; isOn: boolean; onChoose: () => void }): JSX.Element {
  return (
    <button type="button" class={isOn ? 'chain-list__link chain-list__link--on' : 'chain-list__link'} aria-pressed={isOn} onClick={onChoose}>
      <span class="chain-list__ends">
        {t(edge.goes_back ? 'chain.back_to' : 'chain.on_to', { name: nameOf(stepOf(chain, edge.customer)) })}
        <span class="faint">{edge.service}</span>
      </span>
      <span class="chain-list__figures">
        {edge.overdue > 0 && <Badge tone="red">{t('chain.late_short', { count: edge.overdue })}</Badge>}
        {edge.open_complaints > 0 && <Badge tone="red">{t('chain.complaints', { count: edge.open_complaints })}</Badge>}
        <Badge tone={toneOf(edge.score)}>{edge.score.value === null ? t('chain.unknown') : number(edge.score.value, 1)}</Badge>
      </span>
    </button>
  );
}
