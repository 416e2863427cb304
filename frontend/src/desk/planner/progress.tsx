import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { number, t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import type { Cycle } from './rows.ts';

const EVERY_MS = 1_000;

/** A plan being worked out: how far, how good by now, and the way out. */
export function Progress({ cycle, onCancel, onTick }: { cycle: Cycle; onCancel: () => void; onTick: () => void }): JSX.Element {
  useEffect(() => {
    const timer = setInterval(onTick, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const first = cycle.costs[0]?.[1];
  return (
    <section class="card card--pad planner__progress" aria-label={t('plan.state.running')}>
      <p role="status">{cycle.iterations_done ? t('plan.running', { done: cycle.iterations_done, all: cycle.iterations }) : t('plan.waiting')}</p>
      <progress max={cycle.iterations} value={cycle.iterations_done} aria-label={t('plan.state.running')} />
      {cycle.cost !== null && first !== undefined && <p class="hint">{t('plan.cost', { minutes: Math.round(cycle.cost), first: Math.round(first) })}</p>}
      <Curve costs={cycle.costs} />
      <Button onClick={onCancel}>{t('plan.cancel')}</Button>
    </section>
  );
}

/** The cost as it fell; the sentence above says the same in numbers. */
function Curve({ costs }: { costs: Cycle['costs'] }): JSX.Element | null {
  if (costs.length < 2) return null;
  const [most, least] = [Math.max(...costs.map(([, cost]) => cost)), Math.min(...costs.map(([, cost]) => cost))];
  const last = costs[costs.length - 1]?.[0] || 1;
  const points = costs.map(([at, cost]) => `${number4((at / last) * 300)},${number4(56 - ((cost - least) / (most - least || 1)) * 52)}`).join(' ');
  return (
    <svg class="planner__curve" viewBox="0 0 300 60" role="img" aria-label={`${t('plan.better')}: ${number(most)} → ${number(least)}`}>
      <polyline points={points} />
    </svg>
  );
}

const number4 = (value: number): string => value.toFixed(1);
