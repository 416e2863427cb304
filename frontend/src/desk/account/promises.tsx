import type { JSX } from 'preact';
import type { ContactRow, PromiseRow } from '../../data/rows.ts';
import { useRows } from '../../people/data.ts';
import { PromiseList } from '../../people/promiseList.tsx';
import { deskWrite } from '../../people/write.ts';
import type { SectionProps } from './sections.ts';

/** What was promised, and how it ended (row 22); in the panel only what is open. */
export function Promises(props: SectionProps): JSX.Element {
  return props.isShort ? <List {...props} promises={props.overview.promises as unknown as PromiseRow[]} /> : <Whole {...props} />;
}

function Whole(props: SectionProps): JSX.Element {
  const promises = useRows('promises', props.account.id, true) ?? (props.overview.promises as unknown as PromiseRow[]);
  return <List {...props} promises={promises} />;
}

function List({ overview: { contacts }, account, mayWrite, promises }: SectionProps & { promises: PromiseRow[] }): JSX.Element {
  return <PromiseList account={account} contacts={contacts as unknown as ContactRow[]} promises={promises} mayWrite={mayWrite} write={deskWrite} />;
}
