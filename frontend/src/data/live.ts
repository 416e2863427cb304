import { useEffect, useRef, useState } from 'preact/hooks';
import type { Topic } from './notebook.ts';
import { ask, watch } from './page.ts';
import { newest } from './protocol.ts';
import type { DataHandlers } from './worker.ts';

type Argument<M extends keyof DataHandlers> = Parameters<DataHandlers[M]>[0];
type Result<M extends keyof DataHandlers> = Awaited<ReturnType<DataHandlers[M]>>;

export interface Live<T> {
  /** Undefined until the first answer; afterwards the last one, also while a newer is on its way. */
  data: T | undefined;
  error: Error | null;
  reload: () => void;
}

/** Asks the worker, again whenever the argument or rows of `topics` change; old answers never overtake new ones. */
export function useLive<M extends keyof DataHandlers & string>(method: M, argument: Argument<M>, topics: Topic[]): Live<Result<M>> {
  const [state, setState] = useState<{ data: Result<M> | undefined; error: Error | null }>({ data: undefined, error: null });
  const filter = useRef(newest());
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify(argument);
  useEffect(() => {
    const answer = (ask as (method: M, argument: Argument<M>) => Promise<Result<M>>)(method, argument);
    filter.current(answer).then(
      (data) => data !== undefined && setState({ data, error: null }),
      (error: Error) => setState((old) => ({ ...old, error })),
    );
    // The argument is compared by what it says, not by its identity.
  }, [method, key, turn]);
  useEffect(() => {
    let frame = 0;
    const stop = watch(topics, () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setTurn((old) => old + 1));
    });
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [topics.join()]);
  return { ...state, reload: () => setTurn((old) => old + 1) };
}
