import type { JSX } from 'preact';
import { useRows } from '../../people/data.ts';
import { PromiseList } from '../../people/promiseList.tsx';
import { phoneWrite } from '../../people/write.ts';
import type { PartProps } from './sections.ts';

/** Open promises first, then what the phone still has of the settled ones. */
export function Promises({ card: { account, contacts, may_write, promises } }: PartProps): JSX.Element {
  const all = useRows('promises', account.id, false) ?? promises;
  return <PromiseList account={account} contacts={contacts} promises={all} mayWrite={may_write} write={phoneWrite(account.id)} />;
}
