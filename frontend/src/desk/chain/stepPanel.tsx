import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { number, t } from '../../i18n/index.ts';
import { Link as Anchor } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { MemberForm } from './forms.tsx';
import { wordsOf } from './refusals.ts';
import { CHAIN_TOPICS, mayDraw, nameOf, stepOf, toneOf, type Chain, type Link, type Step } from './rows.ts';
import { ScoreParts } from './scoreParts.tsx';

/** One step: who works there, whom it serves and who serves it. */
export function StepPanel({ chain, step, onLink, onJoin }: { chain: Chain; step: Step; onLink: (key: string) => void; onJoin?: (supplier: string, customer: string) => void }): JSX.Element {
  const [adding, setAdding] = useState(false);
  const leave = (member: string): Promise<unknown> => post(`step-members/${member}/leave`, { changes: CHAIN_TOPICS }).catch((error: Error) => toast(wordsOf(error)));
  return (
    <article class="chain-panel">
      <header>
        <h2>{nameOf(step)}</h2>
        {step.account && (
          <p class="faint">
            {step.team} · <Anchor href={`/accounts/${step.account}`}>{t('chain.account')}</Anchor>
          </p>
        )}
      </header>
      {step.account && <ScoreParts score={step.score} />}
      {step.account && (
        <Section
          title={t('chain.members')}
          action={
            mayDraw() && (
              <Button small kind="quiet" icon="plus" onClick={() => setAdding(true)}>
                {t('chain.new_member')}
              </Button>
            )
          }
        >
          {!step.members.length && <p class="hint">{t('chain.no_members')}</p>}
          <ul class="rows">
            {step.members.map((member) => (
              <li key={member.id} class="row">
                <div class="row__body">
                  <p class="row__title">
                    {member.name}
                    {member.is_lead && <Badge tone="accent">{t('chain.lead')}</Badge>}
                  </p>
                </div>
                {mayDraw() && (
                  <Button small kind="quiet" onClick={() => void leave(member.id)} aria-label={t('chain.leave', { name: member.name })}>
                    {t('chain.leave_short')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Links title={t('chain.serves')} chain={chain} links={chain.edges.filter((edge) => edge.supplier === step.id)} end="customer" onLink={onLink} />
      <Links title={t('chain.served_by')} chain={chain} links={chain.edges.filter((edge) => edge.customer === step.id)} end="supplier" onLink={onLink} />
      {onJoin && step.account && mayDraw() && (
        <p class="chain-panel__acts">
          <Button small icon="plus" onClick={() => onJoin(step.id, '')}>
            {t('chain.new_link_from')}
          </Button>
        </p>
      )}
      {adding && step.account && <MemberForm account={step.account} onClose={() => setAdding(false)} />}
    </article>
  );
}

function Links({ title, chain, links, end, onLink }: { title: string; chain: Chain; links: Link[]; end: 'supplier' | 'customer'; onLink: (key: string) => void }): JSX.Element | null {
  if (!links.length) return null;
  return (
    <Section title={title}>
      <ul class="chain-list">
        {links.map((edge) => (
          <li key={edge.key}>
            <button type="button" class="chain-list__link" onClick={() => onLink(edge.key)}>
              <span class="chain-list__ends">
                {nameOf(stepOf(chain, edge[end]))}
                <span class="faint">{edge.service}</span>
              </span>
              <Badge tone={toneOf(edge.score)}>{edge.score.value === null ? t('chain.unknown') : number(edge.score.value, 1)}</Badge>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
