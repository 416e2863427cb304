import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import type { Refusal } from '../../data/protocol.ts';
import { addDays } from '../../domain/days.ts';
import { day, t, type Key } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { post } from '../forms/writing.ts';
import type { DeskJourney } from '../rows.ts';
import { ArrivalForm } from './arrivalForm.tsx';
import type { SectionProps } from './sections.ts';

const STAGES = ['reached', 'screening', 'purchase', 'done', 'repurchase', 'loyal', 'lost', 'won_back'] as const;
const BELIEFS = ['unaware', 'fears_trick', 'distant', 'interested', 'torn', 'half_believing', 'trying', 'repurchase'] as const;
const CHANGES = ['accounts', 'touchpoints', 'journeys'];

type Editing = 'stage' | 'belief' | 'trial' | 'arrival' | null;

/** Where the customer stands (row 39), by the facts and as a person set it, and how much a prospect believes (row 40). */
export function Journey({ account, overview: { journey }, mayWrite, isShort }: SectionProps): JSX.Element {
  const [editing, setEditing] = useState<Editing>(null);
  const close = (): void => setEditing(null);
  return (
    <Section
      title={t('notebook.journey')}
      action={
        mayWrite && !isShort && (
          <Button small kind="quiet" onClick={() => setEditing('stage')}>
            {t('notebook.journey.set')}
          </Button>
        )
      }
    >
      <div class="card card--pad journey">
        {journey ? <Standing journey={journey} /> : <p class="hint">{t('notebook.journey.none')}</p>}
        {mayWrite && !isShort && (
          <Button small kind="quiet" onClick={() => setEditing('arrival')}>
            {t('notebook.arrival.note')}
          </Button>
        )}
        {!isShort && <Belief journey={journey} onJudge={mayWrite ? () => setEditing('belief') : undefined} />}
        {!isShort && <Trials account={account.id} onOffer={mayWrite ? () => setEditing('trial') : undefined} />}
      </div>
      {editing === 'stage' && <SetStage account={account} journey={journey} onClose={close} />}
      {editing === 'belief' && <Judge account={account} journey={journey} onClose={close} />}
      {editing === 'arrival' && <ArrivalForm account={account} journey={journey} changes={CHANGES} onClose={close} />}
      {editing === 'trial' && <Offer account={account} onClose={close} />}
    </Section>
  );
}

function Standing({ journey }: { journey: DeskJourney }): JSX.Element {
  const { stage, computed_stage: computed, computed_since: since, set_stage: set, arrival } = journey;
  const name = computed ? t(`notebook.stage.${computed}`) : '';
  return (
    <>
      {stage && (
        <p class="badges">
          <Badge tone={stage === 'lost' ? 'red' : stage === 'loyal' ? 'green' : 'accent'}>{t(`notebook.stage.${stage}`)}</Badge>
          {set && <Badge tone="amber">{t('notebook.journey.set')}</Badge>}
        </p>
      )}
      {computed && <p>{since ? t('notebook.journey.computed', { stage: name, day: day(since) }) : t('notebook.journey.computed_only', { stage: name })}</p>}
      {journey.parts.rule && <p class="row__sub">{t(`notebook.rule.${journey.parts.rule}` as Key, ruleValues(journey))}</p>}
      {set && <p class="row__sub">{t('notebook.journey.set_by', { name: journey.set_by?.name ?? '', stage: t(`notebook.stage.${set}`), reason: journey.set_reason })}</p>}
      {arrival && (
        <p class="row__sub">
          {journey.referred_by ? t('notebook.journey.arrival_by', { how: t(`notebook.arrival.${arrival}`), who: journey.referred_by.name }) : t('notebook.journey.arrival', { how: t(`notebook.arrival.${arrival}`) })}
        </p>
      )}
    </>
  );
}

/** The numbers of the entry rule; none is called `count`, which would ask for a plural form. */
function ruleValues({ parts }: DeskJourney): Record<string, number> {
  return { days: parts.lost_after ?? 0, number: parts.rule === 'refers' ? (parts.referrals ?? 0) : (parts.order_days ?? 0) };
}

/** The eight steps, with the one on which somebody stands. */
function Belief({ journey, onJudge }: { journey: DeskJourney | null; onJudge: (() => void) | undefined }): JSX.Element {
  const at = journey?.belief ? BELIEFS.indexOf(journey.belief) : -1;
  return (
    <div class="ladder">
      <p class="label">{t('notebook.belief')}</p>
      <ol>
        {BELIEFS.map((step, i) => (
          <li key={step} class={i <= at ? 'is-reached' : ''} {...(i === at ? { 'aria-current': 'step' as const } : {})} title={t(`notebook.belief.${step}`)}>
            <span>{t(`notebook.belief.${step}`)}</span>
          </li>
        ))}
      </ol>
      {journey?.belief && <p>{`${t(`notebook.belief.${journey.belief}`)} · ${journey.belief_evidence}`}</p>}
      {onJudge && (
        <Button small kind="quiet" onClick={onJudge}>
          {t('notebook.belief.judge')}
        </Button>
      )}
    </div>
  );
}

interface Trial {
  id: string;
  text: string;
  ends_on: string;
  state: 'open' | 'converted' | 'expired' | 'declined';
  settled_on: string | null;
}

function Trials({ account, onOffer }: { account: string; onOffer: (() => void) | undefined }): JSX.Element {
  const { data } = useLive('list', { resource: 'trial-offers', query: { account, limit: 5 } }, ['trial-offers', 'orders']);
  const trials = (data?.results ?? []) as unknown as Trial[];
  return (
    <div class="trials">
      {trials.map((trial) => (
        <p key={trial.id}>
          {`${t('notebook.trial')} · ${trial.text} · ${t(`notebook.trial.${trial.state}`, { day: day(trial.settled_on ?? trial.ends_on) })}`}
          {trial.state === 'open' && onOffer && (
            <Button small kind="quiet" aria-label={`${t('notebook.trial.decline')} ${trial.text}`} onClick={() => void post(`trial-offers/${trial.id}/decline`, { changes: CHANGES })}>
              {t('notebook.trial.decline')}
            </Button>
          )}
        </p>
      ))}
      {onOffer && (
        <Button small kind="quiet" onClick={onOffer}>
          {t('notebook.trial.offer')}
        </Button>
      )}
    </div>
  );
}

interface EditProps {
  account: { id: string; name: string };
  journey?: DeskJourney | null;
  onClose: () => void;
}

function SetStage({ account, journey, onClose }: EditProps): JSX.Element {
  const initial = { stage: journey?.stage ?? 'reached', reason: '' };
  const save = (values: { stage: string | null; reason: string }, _: unknown, key?: string): Promise<unknown> => post(`accounts/${account.id}/journey/set-stage`, { body: values, ...(key ? { key } : {}), changes: CHANGES });
  const takeBack = async (): Promise<void> => {
    await save({ stage: null, reason: '' }, null);
    onClose();
  };
  return (
    <FormSheet title={t('notebook.journey.set')} draft={`stage/${account.id}`} initial={initial} save={save} isReady={({ reason }) => Boolean(reason.trim())} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Select label={t('notebook.journey.stage')} value={values.stage} options={STAGES.map((value) => ({ value, text: t(`notebook.stage.${value}`) }))} onChoose={(stage) => set({ stage: stage as typeof values.stage })} />
          <Field label={t('notebook.journey.reason')} maxLength={300} {...text('reason')} />
          {journey?.set_stage && (
            <Button small kind="quiet" onClick={() => void takeBack()}>
              {t('notebook.journey.take_back')}
            </Button>
          )}
        </>
      )}
    </FormSheet>
  );
}

const REFUSED = ['belief_needs_second_order', 'belief_needs_trial', 'belief_is_past'];

function Judge({ account, journey, onClose }: EditProps): JSX.Element {
  const initial: { belief: (typeof BELIEFS)[number]; evidence: string } = { belief: journey?.belief ?? 'unaware', evidence: '' };
  const [refused, setRefused] = useState('');
  const save = async (values: typeof initial, _: unknown, key: string): Promise<unknown> => {
    setRefused('');
    try {
      return await post(`accounts/${account.id}/journey/judge-belief`, { body: values, key, changes: CHANGES });
    } catch (error) {
      if (REFUSED.includes((error as Refusal).code)) setRefused((error as Refusal).code);
      throw error;
    }
  };
  return (
    <FormSheet title={t('notebook.belief.judge')} draft={`belief/${account.id}`} initial={initial} save={save} isReady={({ evidence }) => Boolean(evidence.trim())} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Select
            label={t('notebook.belief')}
            value={values.belief}
            options={BELIEFS.map((value) => ({ value, text: t(`notebook.belief.${value}`) }))}
            onChoose={(belief) => set({ belief: belief as typeof values.belief })}
            {...(refused ? { error: t(`notebook.belief.refused.${refused}` as Key) } : {})}
          />
          <Field label={t('notebook.belief.evidence')} maxLength={300} {...text('evidence')} />
        </>
      )}
    </FormSheet>
  );
}

function Offer({ account, onClose }: EditProps): JSX.Element {
  const today = person.value?.session.today ?? '';
  const initial = { text: '', ends_on: today ? addDays(today, 30) : '' };
  const save = (values: typeof initial, _: unknown, key: string): Promise<unknown> => post('trial-offers', { body: { account: account.id, ...values }, key, changes: CHANGES });
  return (
    <FormSheet title={t('notebook.trial.offer')} draft={`trial/${account.id}`} initial={initial} save={save} isReady={({ text, ends_on }) => Boolean(text.trim() && ends_on)} onClose={onClose}>
      {({ text }) => (
        <>
          <Field label={t('notebook.trial.what')} maxLength={300} {...text('text')} />
          <Field label={t('notebook.trial.ends_on')} type="date" {...text('ends_on')} />
        </>
      )}
    </FormSheet>
  );
}
