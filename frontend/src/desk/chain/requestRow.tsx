import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { verbsFor, type Verb } from '../../domain/chain/requests.ts';
import { moment, t } from '../../i18n/index.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { WordsForm } from './forms.tsx';
import { wordsOf } from './refusals.ts';
import { CHAIN_TOPICS, sidesOf, type Chain, type StepRequest } from './rows.ts';

const TONES: Record<string, Tone> = { open: 'blue', paused: 'amber', done: 'green', confirmed: 'grey', withdrawn: 'grey' };
const WITH_WORDS: readonly Verb[] = ['pause', 'finish', 'reopen'];

/** One request with its clock and what this person may do about it. */
export function RequestRow({ request, chain, withEnds = false }: { request: StepRequest; chain: Chain; withEnds?: boolean }): JSX.Element {
  const [verb, setVerb] = useState<'pause' | 'finish' | 'reopen' | null>(null);
  const [busy, setBusy] = useState(false);
  const verbs = verbsFor(request.state, sidesOf(chain, { supplier: request.account.id, customer: request.customer.id }));
  const act = async (chosen: Verb): Promise<void> => {
    if (WITH_WORDS.includes(chosen)) return setVerb(chosen as 'pause');
    setBusy(true);
    try {
      await post(`service-requests/${request.id}/${chosen}`, { changes: CHAIN_TOPICS });
    } catch (error) {
      toast(wordsOf(error as Error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <li class={request.is_late ? 'row request request--late' : 'row request'}>
      <div class="row__body">
        <p class="row__title">
          {request.text}
          {request.kind === 'complaint' && <Badge tone="red">{t('chain.complaint')}</Badge>}
          {request.is_late && <Badge tone="red">{t(request.done_at ? 'chain.done_late' : 'chain.late')}</Badge>}
          <Badge tone={TONES[request.state] ?? 'grey'}>{t(`chain.state.${request.state}`)}</Badge>
        </p>
        {withEnds && <p class="row__sub">{t('chain.from_to', { customer: request.customer.name, supplier: request.account.name })}</p>}
        <p class="row__sub">{[request.standard?.name, request.due_at ? t('chain.due', { when: moment(request.due_at) }) : t('chain.no_clock'), request.asked_by?.name, t('chain.asked', { when: moment(request.asked_at) })].filter(Boolean).join(' · ')}</p>
        {request.state === 'paused' && <p class="row__sub">{t('chain.paused_because', { reason: request.pause_reason })}</p>}
        {request.answer && <p class="row__sub">{t('chain.answer', { text: request.answer })}</p>}
        {request.escalated_at && request.state === 'open' && <p class="row__sub late">{t('chain.escalated', { name: request.escalated_to?.name ?? '', when: moment(request.escalated_at) })}</p>}
        {verbs.length > 0 && (
          <p class="request__acts">
            {verbs.map((each, i) => (
              <Button key={each} small kind={i ? 'quiet' : 'soft'} disabled={busy} onClick={() => void act(each)}>
                {t(`chain.verb.${each}`)}
              </Button>
            ))}
          </p>
        )}
      </div>
      {verb && <WordsForm id={request.id} verb={verb} onClose={() => setVerb(null)} />}
    </li>
  );
}
