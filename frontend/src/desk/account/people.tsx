import type { JSX } from 'preact';
import type { ContactRow } from '../../data/rows.ts';
import { PeopleList } from '../../people/peopleList.tsx';
import { deskWrite } from '../../people/write.ts';
import type { SectionProps } from './sections.ts';

export function People({ overview: { contacts }, account, mayWrite }: SectionProps): JSX.Element {
  return <PeopleList account={account} contacts={contacts as unknown as ContactRow[]} mayWrite={mayWrite} isDesk write={deskWrite} />;
}
