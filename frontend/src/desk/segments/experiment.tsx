/** One experiment: its design, its parts, what it has shown with every part of the formula, and what was made of it (row 41). */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { BRIEF_TEXTS } from '../../i18n/brief.ts';
import { addTexts, day, money, moment, number, percent, t, type Key } from '../../i18n/index.ts';
import { SEGMENTS_TEXTS } from '../../i18n/segments.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet, type Refused } from '../../ui/form.tsx';
import { Banner, Screen, Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { Trouble } from '../trouble.tsx';
import '../tiers/tiers.css';
import './segments.css';
import { axisOf } from './liftChart.ts';
import { mayKeep, type Decision, type Experiment, type Result } from './rows.ts';

await Promise.all([addTexts(SEGMENTS_TEXTS), addTexts(BRIEF_TEXTS)]);

const WAIT_MS = 2_000;

export function ExperimentPage({ id }: { id: string }): JSX.Element {
  const { data, error, reload } = useLive('get', { path: `experiments/${id}` }, ['experiments']);
  const [refused, setRefused] = useState<Refused | null>(null);
  const experiment = data?.data as unknown as Experiment | undefined;
  /** The measurement that stood there when a new one was asked for. */
  const [before, setBefore] = useState<string | null | undefined>(undefined);
  const waits = experiment?.status === 'drawing' || (before !== undefined && experiment?.measured_at === before);
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setInterval(reload, WAIT_MS);
    return () => clearInterval(timer);
  }, [waits]);
  const act = async (verb: string, said?: string): Promise<void> => {
    setRefused(null);
    try {
      await post(`experiments/${id}/${verb}`);
      if (said) toast(said);
      if (verb === 'measure') setBefore(experiment?.measured_at ?? null);
      else reload();
    } catch (failure) {
      setRefused(failure as Refused);
    }
  };
  return (
    <Screen
      title={experiment?.name ?? t('segments.experiments')}
      sub={experiment?.segment.name}
      {...(experiment ? { backTo: `/segments/${experiment.segment.id}` } : {})}
      actions={experiment && mayKeep() ? <Verbs experiment={experiment} act={act} /> : undefined}
    >
      <div class="stack">
        {error && <Trouble error={error} onRetry={reload} />}
        {refused && (
          <Banner icon="warning" tone="red">
            {whyNot(refused)}
          </Banner>
        )}
        {experiment?.error && (
          <Banner icon="warning" tone="red">
            {t(experiment.error === 'segment_empty' || experiment.error === 'segment_broken' ? `experiment.error.${experiment.error}` : 'experiment.error.other')}
          </Banner>
        )}
        {waits && (
          <Banner icon="clock" tone="calm">
            {t(experiment?.status === 'drawing' ? 'experiment.drawing_now' : 'experiment.asked')}
          </Banner>
        )}
        {experiment && (
          <>
            <Design experiment={experiment} />
            {experiment.split && experiment.starts_on && <Parts experiment={experiment} split={experiment.split} />}
            <Section title={t('experiment.result')}>{experiment.result ? <Shown experiment={experiment} result={experiment.result} /> : <p class="hint">{t('experiment.not_measured')}</p>}</Section>
            <Log experiment={experiment} />
          </>
        )}
      </div>
    </Screen>
  );
}

function whyNot({ code, message, more }: Refused): string {
  if (code === 'brief_not_acknowledged') return t('experiment.blocked', { names: ((more?.['people'] ?? []) as { name: string }[]).map(({ name }) => name).join('、') });
  if (code === 'segment_without_brief') return t('experiment.no_brief');
  if (code === 'segment_broken') return t('segments.broken', { names: Object.keys((more?.['problems'] ?? {}) as object).join(', ') });
  return message;
}

/** What ending it comes to. */
const END_WORDS = { draft: 'experiment.drop', drawing: 'experiment.call_off', running: 'experiment.end' } as const;

function Verbs({ experiment: { status, starts_on }, act }: { experiment: Experiment; act: (verb: string, said?: string) => Promise<void> }): JSX.Element {
  return (
    <div class="segment-line">
      {status === 'draft' && (
        <Button kind="primary" onClick={() => void act('start')}>
          {t('experiment.start')}
        </Button>
      )}
      {starts_on && <Button onClick={() => void act('measure', t('experiment.asked'))}>{t('experiment.measure')}</Button>}
      {status in END_WORDS && (
        <Button kind="quiet" onClick={() => void act('end')}>
          {t(END_WORDS[status as keyof typeof END_WORDS])}
        </Button>
      )}
    </div>
  );
}

function Design({ experiment }: { experiment: Experiment }): JSX.Element {
  const { status, starts_on, ends_on } = experiment;
  const facts: [string, string][] = [
    [t('experiment.hypothesis'), experiment.hypothesis],
    [t('experiment.offer'), experiment.offer],
    [t('experiment.metric'), t(`experiment.metric.${experiment.metric}`)],
    [t('experiment.holdout'), percent(Number(experiment.holdout_share))],
    [t('experiment.days'), starts_on && ends_on ? t('experiment.window', { from: day(starts_on), to: day(ends_on) }) : String(experiment.days)],
  ];
  return (
    <Section title={t('experiment.design')} action={<Badge tone={status === 'running' ? 'blue' : 'grey'}>{t(`experiment.status.${status}`)}</Badge>}>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Parts({ experiment, split }: { experiment: Experiment; split: NonNullable<Experiment['split']> }): JSX.Element {
  const rows = Object.entries(split.strata);
  return (
    <Section title={t('experiment.split')}>
      <div class="card chart__table">
        <table>
          <caption>{t('experiment.seed', { seed: String(experiment.seed) })}</caption>
          <thead>
            <tr>
              <td />
              <th scope="col">{t('experiment.treated')}</th>
              <th scope="col">{t('experiment.control')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([tier, { treated, holdout }]) => (
              <tr key={tier}>
                <th scope="row">{t(`tier.${tier}` as Key)}</th>
                <td>{number(treated)}</td>
                <td>{number(holdout)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {split.elsewhere > 0 && <p class="hint">{t('experiment.elsewhere', { count: split.elsewhere })}</p>}
    </Section>
  );
}

/** One decimal more than money has: orders per customer are small numbers. */
const amountOf = ({ metric }: Experiment, { currency }: Result) => (value: number): string => (metric === 'net_sales' && currency ? money(String(value), currency) : number(Math.round(value * 1000) / 1000));

function Shown({ experiment, result }: { experiment: Experiment; result: Result }): JSX.Element {
  const amount = amountOf(experiment, result);
  const { outcome, low, high, difference, error, freedom, quantile } = result;
  const told = low !== null && high !== null && difference !== null;
  const tone = outcome === 'better' ? 'green' : outcome === 'worse' ? 'red' : 'amber';
  return (
    <figure class="card card--pad chart">
      <figcaption>
        <p class="badges">
          <Badge tone={tone}>{t(`experiment.outcome.${outcome}`)}</Badge>
        </p>
        {told && (
          <p>
            <strong>{t('experiment.interval_said', { low: amount(low), high: amount(high) })}</strong> · {`${t('experiment.lift')} ${amount(difference)}`}
          </p>
        )}
        {outcome === 'too_few' && <p class="hint">{t('experiment.too_few_hint', result.fewest)}</p>}
        <p class="hint">{t('experiment.until', { day: day(result.until) })}</p>
      </figcaption>
      {told && <Interval low={low} high={high} difference={difference} amount={amount} />}
      {told && error !== null && freedom !== null && quantile !== null && <p class="hint">{t('experiment.formula', { error: amount(error), freedom: freedom.toFixed(1), quantile: quantile.toFixed(3) })}</p>}
      <details>
        <summary>{t('experiment.table')}</summary>
        <PartsTable result={result} amount={amount} />
      </details>
    </figure>
  );
}

const BOX = { width: 640, height: 110, side: 20 };

function Interval({ low, high, difference, amount }: { low: number; high: number; difference: number; amount: (value: number) => string }): JSX.Element {
  const axis = axisOf(low, high);
  const x = (value: number): number => BOX.side + axis.at(value) * (BOX.width - 2 * BOX.side);
  const said = `${t('experiment.chart')}: ${amount(difference)}, ${t('experiment.between', { low: amount(low), high: amount(high) })}`;
  return (
    <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} role="img" aria-label={said}>
      <g class="chart__grid">
        <line x1={BOX.side} x2={BOX.width - BOX.side} y1={56} y2={56} />
        <text x={x(0)} y={104} text-anchor="middle">
          {`0 (${t('experiment.zero')})`}
        </text>
      </g>
      <line class="chart__even" x1={x(0)} x2={x(0)} y1={14} y2={88} />
      <line class="chart__curve" x1={x(low)} x2={x(high)} y1={56} y2={56} />
      <line class="chart__curve" x1={x(low)} x2={x(low)} y1={46} y2={66} />
      <line class="chart__curve" x1={x(high)} x2={x(high)} y1={46} y2={66} />
      <g class="chart__asked">
        <rect x={x(difference) - 6} y={50} width={12} height={12} />
      </g>
      <text x={x(difference)} y={34} text-anchor="middle">
        {amount(difference)}
      </text>
    </svg>
  );
}

function PartsTable({ result, amount }: { result: Result; amount: (value: number) => string }): JSX.Element {
  const { treated, holdout, before } = result;
  const rows: [Key, string, string][] = [
    ['experiment.accounts', number(treated.accounts), number(holdout.accounts)],
    ['experiment.buyers', number(treated.buyers), number(holdout.buyers)],
    ['experiment.mean', amount(treated.mean), amount(holdout.mean)],
    ['experiment.variance', number(Math.round(treated.variance)), number(Math.round(holdout.variance))],
    ['experiment.before', amount(before.treated), amount(before.holdout)],
  ];
  return (
    <div class="chart__table" tabIndex={0} role="region" aria-label={t('experiment.result')}>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('experiment.treated')}</th>
            <th scope="col">{t('experiment.control')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ours, theirs]) => (
            <tr key={name}>
              <th scope="row">{t(name)}</th>
              <td>{ours}</td>
              <td>{theirs}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const VERDICTS = ['roll_out', 'drop', 'change', 'repeat'] as const;

function Log({ experiment }: { experiment: Experiment }): JSX.Element {
  const { data } = useLive('get', { path: `experiments/${experiment.id}/decisions` }, ['experiments']);
  const [deciding, setDeciding] = useState(false);
  const decisions = (data?.data ?? []) as unknown as Decision[];
  return (
    <Section
      title={t('experiment.log')}
      action={
        mayKeep() && experiment.result ? (
          <Button small onClick={() => setDeciding(true)}>
            {t('experiment.decide')}
          </Button>
        ) : undefined
      }
    >
      {!decisions.length && <p class="hint">{t('experiment.no_decisions')}</p>}
      <ul class="rows">
        {decisions.map(({ verdict, reason, by, at }) => (
          <li class="row" key={at}>
            <span class="row__body">
              <span class="row__title">{t(`experiment.verdict.${verdict}`)}</span>
              <span>{reason}</span>
              <span class="row__sub">{[by?.name, moment(at)].filter(Boolean).join(' · ')}</span>
            </span>
          </li>
        ))}
      </ul>
      {deciding && (
        <FormSheet
          title={t('experiment.decide')}
          draft={`experiments/${experiment.id}/decide`}
          initial={{ verdict: 'repeat' as string, reason: '' }}
          isReady={({ reason }) => reason.trim().length >= 5}
          save={(values, _, key) => post(`experiments/${experiment.id}/decide`, { body: values, key })}
          onClose={() => setDeciding(false)}
        >
          {(form) => (
            <>
              <Choice look="segments" label={t('experiment.verdict')} value={form.values.verdict} options={VERDICTS.map((value) => ({ value: value as string, text: t(`experiment.verdict.${value}`) }))} onChoose={(verdict) => form.set({ verdict })} />
              <Field label={t('experiment.reason')} rows={3} maxLength={1000} {...form.text('reason')} />
            </>
          )}
        </FormSheet>
      )}
    </Section>
  );
}
