import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { moment, number, t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { AskForm, ChangeLink, RateForm, StandardForm, termOf } from './forms.tsx';
import { wordsOf } from './refusals.ts';
import { RequestRow } from './requestRow.tsx';
import { answersFor, CHAIN_TOPICS, mayDraw, nameOf, sidesOf, stepOf, type Chain, type Link, type Rating, type Standard, type StepRequest } from './rows.ts';
import { ScoreParts } from './scoreParts.tsx';

type Open = 'change' | 'request' | 'complaint' | 'rate' | 'standard' | null;

/** One link: how it serves, by which standards, what is asked along it, and what the next step thinks of it. */
export function LinkPanel({ chain, edge }: { chain: Chain; edge: Link }): JSX.Element {
  const [open, setOpen] = useState<Open>(null);
  const [revised, setRevised] = useState<Standard | null>(null);
  const sides = sidesOf(chain, edge);
  const standards = useStandards(edge.link);
  const supplier = nameOf(stepOf(chain, edge.supplier));
  const close = (): void => {
    setOpen(null);
    setRevised(null);
  };
  return (
    <article class="chain-panel">
      <header>
        <h2>
          {supplier} → {nameOf(stepOf(chain, edge.customer))}
        </h2>
        <p>{edge.service}</p>
        {edge.goes_back && <Badge>{t('chain.goes_back')}</Badge>}
        {edge.standard && <p class="faint">{edge.standard}</p>}
      </header>
      <ScoreParts score={edge.score} edge={edge} />
      {edge.link && (
        <>
          {sides.has('asking') && (
            <p class="chain-panel__acts">
              <Button small kind="primary" disabled={!standards.length} onClick={() => setOpen('request')}>
                {t('chain.ask')}
              </Button>
              <Button small onClick={() => setOpen('complaint')}>
                {t('chain.complain')}
              </Button>
              {!sides.has('serving') && (
                <Button small onClick={() => setOpen('rate')}>
                  {t('chain.rate')}
                </Button>
              )}
            </p>
          )}
          <Standards standards={standards} mayEdit={answersFor(stepOf(chain, edge.supplier))} onNew={() => setOpen('standard')} onRevise={setRevised} />
          <Asked chain={chain} link={edge.link} />
          <Ratings link={edge.link} />
          {mayDraw() && <LinkActs edge={edge} onChange={() => setOpen('change')} />}
          {open === 'change' && <ChangeLink edge={edge} onClose={close} />}
          {(open === 'request' || open === 'complaint') && <AskForm edge={supplier} link={edge.link} kind={open} standards={standards} onClose={close} />}
          {open === 'rate' && <RateForm link={edge.link} name={supplier} today={person.value?.session.today ?? ''} onClose={close} />}
          {(open === 'standard' || revised) && <StandardForm link={edge.link} standard={revised} onClose={close} />}
        </>
      )}
    </article>
  );
}

function useStandards(link: string | null): Standard[] {
  const { data } = useLive('list', { resource: 'service-standards', query: { link: link ?? '00000000-0000-0000-0000-000000000000', ended_at__isnull: 'true', limit: 50, ordering: 'effective_at' } }, CHAIN_TOPICS);
  return (data?.results ?? []) as unknown as Standard[];
}

function Standards({ standards, mayEdit, onNew, onRevise }: { standards: Standard[]; mayEdit: boolean; onNew: () => void; onRevise: (standard: Standard) => void }): JSX.Element {
  const end = (standard: Standard): Promise<unknown> => post(`service-standards/${standard.id}/end`, { changes: CHAIN_TOPICS }).catch((error: Error) => toast(wordsOf(error)));
  return (
    <Section
      title={t('chain.standards')}
      action={
        mayEdit && (
          <Button small kind="quiet" icon="plus" onClick={onNew}>
            {t('chain.new_standard')}
          </Button>
        )
      }
    >
      {!standards.length && <p class="hint">{t('chain.no_standards')}</p>}
      <ul class="rows">
        {standards.map((standard) => (
          <li key={standard.id} class="row">
            <div class="row__body">
              <p class="row__title">
                {standard.what} · {termOf(standard)}
              </p>
              <p class="row__sub">{[standard.measure, t('chain.target_is', { target: standard.target }), t('chain.edition', { number: standard.number })].filter(Boolean).join(' · ')}</p>
              {mayEdit && (
                <p class="request__acts">
                  <Button small kind="quiet" onClick={() => onRevise(standard)}>
                    {t('chain.change')}
                  </Button>
                  <Button small kind="quiet" onClick={() => void end(standard)}>
                    {t('chain.end_standard')}
                  </Button>
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Asked({ chain, link }: { chain: Chain; link: string }): JSX.Element {
  const { data } = useLive('list', { resource: 'service-requests', query: { link, limit: 20, ordering: '-asked_at' } }, CHAIN_TOPICS);
  const rows = (data?.results ?? []) as unknown as StepRequest[];
  return (
    <Section title={t('chain.requests')}>
      {data && !rows.length && <p class="hint">{t('chain.nothing_asked')}</p>}
      <ul class="rows">
        {rows.map((request) => (
          <RequestRow key={request.id} request={request} chain={chain} />
        ))}
      </ul>
    </Section>
  );
}

function Ratings({ link }: { link: string }): JSX.Element {
  const { data } = useLive('list', { resource: 'service-ratings', query: { link, limit: 20, ordering: '-period' } }, CHAIN_TOPICS);
  const rows = (data?.results ?? []) as unknown as Rating[];
  return (
    <Section title={t('chain.ratings')}>
      {data && !rows.length && <p class="hint">{t('chain.not_rated')}</p>}
      <ul class="rows">
        {rows.map((rating) => (
          <li key={rating.id} class="row">
            <div class="row__body">
              <p class="row__title">
                {t('chain.stars', { score: rating.score })} · {rating.rater.name}
              </p>
              {rating.comment && <p>{rating.comment}</p>}
              <p class="row__sub">{[rating.period.slice(0, 7), rating.standard?.name, moment(rating.at)].filter(Boolean).join(' · ')}</p>
            </div>
            <Badge tone={rating.score <= 2 ? 'red' : rating.score === 3 ? 'amber' : 'green'}>{number(rating.score)}</Badge>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Ending asks once more: the button changes its words. */
function LinkActs({ edge, onChange }: { edge: Link; onChange: () => void }): JSX.Element {
  const [sure, setSure] = useState(false);
  const end = async (): Promise<void> => {
    try {
      await post(`process-links/${edge.link}/archive`, { changes: CHAIN_TOPICS });
      toast(t('chain.ended'));
    } catch (error) {
      toast(wordsOf(error as Error));
    }
    setSure(false);
  };
  return (
    <p class="chain-panel__acts">
      <Button small onClick={onChange}>
        {t('chain.change_link')}
      </Button>
      <Button small kind="danger" onClick={() => (sure ? void end() : setSure(true))}>
        {t(sure ? 'chain.end_sure' : 'chain.end_link')}
      </Button>
    </p>
  );
}
