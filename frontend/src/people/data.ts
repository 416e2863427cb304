/** Rows about an account's people: the phone has them, the desk asks the server. */
import { advise, type Advice } from '../domain/approach.ts';
import { useLive } from '../data/live.ts';
import type { Topic } from '../data/notebook.ts';
import { refId, type ApproachRow, type CareRow, type ContactRow, type PromiseRow, type TrustRow } from '../data/rows.ts';

interface Kept {
  contacts: ContactRow;
  care_events: CareRow;
  approaches: ApproachRow;
  trust_events: TrustRow;
  promises: PromiseRow;
}

/** All rows of a table that hang on the account; undefined before they are there. */
export function useRows<T extends keyof Kept>(table: T, account: string, isDesk: boolean): Kept[T][] | undefined {
  const resource = table.replace('_', '-');
  const topics: Topic[] = [table, resource, 'outbox'];
  // Which of the two it is never changes while a part is shown.
  const { data } = isDesk ? useLive('list', { resource, query: { account, limit: 200 } }, topics) : useLive('rowsOf', { table, account }, topics);
  if (data === undefined) return undefined;
  return (Array.isArray(data) ? data : data.results) as unknown as Kept[T][];
}

/** How to treat and approach a person, from what was tried with them and with others of the type. */
export function useAdvice(contact: ContactRow, isDesk: boolean): Advice | undefined {
  if (isDesk) return useLive('get', { path: `contacts/${contact.id}/advice` }, ['approaches', 'contacts']).data?.data as Advice | undefined;
  const { data: rows } = useLive('every', { table: 'approaches' }, ['approaches', 'outbox']);
  if (!rows) return undefined;
  const tried = (rows as ApproachRow[]).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const ofType = contact.personality ? tried.filter((row) => row.personality === contact.personality) : [];
  return advise(contact.personality, tried.filter((row) => refId(row.contact) === contact.id), ofType);
}
