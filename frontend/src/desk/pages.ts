/** A list that grows page by page as it is scrolled, by the API's cursor. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../data/page.ts';
import type { Params } from './query.ts';

const LIMIT = 100;

interface Loaded<T> {
  rows: T[];
  next: string | null;
  /** Null before the first answer. */
  key: string | null;
}

export interface Pages<T> {
  rows: T[];
  /** Before the first page of this query is there. */
  isFirst: boolean;
  hasMore: boolean;
  error: Error | null;
  more: () => void;
  reload: () => void;
}

export function usePages<T>(resource: string, query: Params): Pages<T> {
  const key = JSON.stringify(query);
  const [loaded, setLoaded] = useState<Loaded<T>>({ rows: [], next: null, key: null });
  const [error, setError] = useState<Error | null>(null);
  const [turn, setTurn] = useState(0);
  const asked = useRef('');

  const load = useCallback(
    async (cursor: string | null): Promise<void> => {
      const question = `${turn} ${key} ${cursor}`;
      if (asked.current === question) return;
      asked.current = question;
      try {
        const page = await ask('list', { resource, query: { ...query, limit: LIMIT, ...(cursor ? { cursor } : {}) } });
        if (asked.current !== question) return;
        const results = page.results as T[];
        setLoaded((old) => ({ rows: cursor ? [...old.rows, ...results] : results, next: page.next, key }));
        setError(null);
      } catch (failure) {
        if (asked.current !== question) return;
        asked.current = '';
        setError(failure as Error);
      }
    },
    [resource, key, turn],
  );

  useEffect(() => void load(null), [load]);
  return {
    rows: loaded.rows,
    isFirst: loaded.key === null,
    hasMore: loaded.next !== null,
    error,
    more: () => loaded.next && loaded.key === key && void load(loaded.next),
    reload: () => setTurn((old) => old + 1),
  };
}
