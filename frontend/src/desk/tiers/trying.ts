/** What drafted rules would change, asked as one types: at once, or by the worker where the accounts are many (row 68). */
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../data/page.ts';
import type { Refused } from '../../ui/form.tsx';
import { post } from '../forms/writing.ts';
import type { Simulation } from './whatIf.tsx';

/** After the last key, so that half a number is not tried. */
const TRY_AFTER_MS = 700;
const LOOK_EVERY_MS = 800;

export interface Trial {
  id: string;
  state: 'queued' | 'running' | 'done' | 'cancelled' | 'failed';
  rows_total: number | null;
  rows_done: number;
  result: Simulation | null;
  error: string;
}

export interface Tried {
  told: Simulation | null;
  /** The worker is at it, or was called off. */
  trial: Trial | null;
  /** The terms make no policy. */
  refused: Refused | null;
  /** The terms are sound, yet what they would change is not known: there is no network, or the server had no time. */
  untried: Error | null;
  again: () => void;
  callOff: () => void;
}

const isTrial = (answer: object): answer is Trial => 'rows_done' in answer;
export const isOver = ({ state }: Trial): boolean => state !== 'queued' && state !== 'running';

export function useTrying(body: string): Tried {
  const [told, setTold] = useState<Simulation | null>(null);
  const [trial, setTrial] = useState<Trial | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [untried, setUntried] = useState<Error | null>(null);
  const [turn, setTurn] = useState(0);
  const take = (answer: Simulation | Trial): void => {
    const waited = isTrial(answer) ? answer : null;
    setTrial(waited && waited.state !== 'done' ? waited : null);
    setTold(waited ? waited.result : (answer as Simulation));
    setRefused(null);
    setUntried(waited?.state === 'failed' ? new Error(waited.error) : null);
  };
  useEffect(() => {
    let isOld = false;
    const timer = setTimeout(() => {
      post('tier-policies/simulate', { body: JSON.parse(body) as object }).then(
        (answer) => !isOld && take(answer as unknown as Simulation | Trial),
        (failure: Refused) => {
          if (isOld) return;
          setRefused(failure.status === 400 ? failure : null);
          setUntried(failure.status === 400 ? null : failure);
          setTold(null);
          setTrial(null);
        },
      );
    }, told || trial ? TRY_AFTER_MS : 0);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [body, turn]);
  useEffect(() => {
    if (!trial || isOver(trial)) return undefined;
    let isOld = false;
    const timer = setTimeout(() => {
      ask('get', { path: `policy-trials/${trial.id}` }).then(
        ({ data }) => !isOld && take(data as unknown as Trial),
        () => !isOld && setTrial({ ...trial }), // without a network for a moment: look again
      );
    }, LOOK_EVERY_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [trial]);
  const callOff = (): void => {
    if (trial) post(`policy-trials/${trial.id}/cancel`, { body: {} }).then((answer) => take(answer as unknown as Trial), () => setTrial({ ...trial }));
  };
  return { told, trial, refused, untried, again: () => setTurn(turn + 1), callOff };
}
