/**
 * The parts of the customer's card, in their order. A new part is a file beside this one and a line here.
 *
 * What a first look needs comes with the card; every other part is lazy and asks the data worker for its own rows
 * (`useLive('rowsOf', { table, account }, [table])`), which the phone has without a network.
 */
import type { JSX } from 'preact';
import type { Card } from '../../data/card.ts';
import { lazy } from '../../lazy.tsx';
import { File } from './file.tsx';
import { Group } from './group.tsx';
import { Health } from './health.tsx';
import { NextActions } from './nextActions.tsx';
import { Orders } from './orders.tsx';
import { People } from './people.tsx';
import { Promises } from './promises.tsx';
import { Timeline } from './timeline.tsx';

export interface PartProps {
  card: Card;
  /** Shows more of what was. */
  onMore: () => void;
}

export interface CardPart {
  id: string;
  /** Null when there is nothing to show and nothing to add. */
  Part: (props: PartProps) => JSX.Element | null;
}

const When = lazy(async () => (await import('./when.tsx')).When, { quiet: true });
const Stands = lazy(async () => (await import('./stands.tsx')).Stands);
const Needs = lazy(async () => (await import('./needs.tsx')).Needs);
const Preferences = lazy(async () => (await import('./preferences.tsx')).Preferences);
const Supply = lazy(async () => (await import('./supply.tsx')).Supply);

export const PARTS: CardPart[] = [
  { id: 'group', Part: Group },
  { id: 'stands', Part: Stands },
  { id: 'health', Part: Health },
  { id: 'promises', Part: Promises },
  { id: 'next_actions', Part: NextActions },
  { id: 'when', Part: When },
  { id: 'supply', Part: Supply },
  { id: 'playbook', Part: lazy(async () => (await import('./playbook.tsx')).Playbook, { quiet: true }) },
  { id: 'needs', Part: Needs },
  { id: 'preferences', Part: Preferences },
  { id: 'people', Part: People },
  { id: 'trust', Part: lazy(async () => (await import('./trust.tsx')).Trust) },
  { id: 'goodwill', Part: lazy(async () => (await import('./goodwill.tsx')).Goodwill) },
  { id: 'place', Part: lazy(async () => (await import('./place.tsx')).Place, { quiet: true }) },
  { id: 'files', Part: lazy(async () => (await import('./files.tsx')).Files) },
  { id: 'timeline', Part: Timeline },
  { id: 'orders', Part: Orders },
  { id: 'comparison', Part: lazy(async () => (await import('./comparison.tsx')).Comparison, { quiet: true }) },
  { id: 'deals', Part: lazy(async () => (await import('./deals.tsx')).Deals) },
  { id: 'services', Part: lazy(async () => (await import('./services.tsx')).Services) },
  { id: 'file', Part: File },
  { id: 'own_fields', Part: lazy(async () => (await import('./ownFields.tsx')).OwnFields) },
];
