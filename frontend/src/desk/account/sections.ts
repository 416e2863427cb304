/**
 * The parts of an account's page, in their order. A new part is a file beside this one and a line here.
 *
 * A part gets what the overview has brought; what else it needs it asks the data worker for (`useLive('list', …)`), so that a tab
 * nobody opens costs nothing.
 */
import type { JSX } from 'preact';
import { lazy } from '../../lazy.tsx';
import type { DeskAccount, Overview } from '../rows.ts';

export interface SectionProps {
  overview: Overview;
  account: DeskAccount;
  /** Whether the person who looks may change this account; the server has the last word. */
  mayWrite: boolean;
  /** In the panel beside the list: the short form. */
  isShort: boolean;
  reload: () => void;
}

export interface Viewer {
  id: string;
  role: string;
}

export const TABS = ['now', 'people', 'trade', 'file'] as const;
export type Tab = (typeof TABS)[number];

export interface AccountSection {
  id: string;
  tab: Tab;
  /** `side` is the narrow column: facts beside the work. */
  column: 'main' | 'side';
  /** Also in the panel beside the list. */
  isInPanel?: boolean;
  /** Whether it is there at all; everybody sees it unless it says otherwise. */
  isSeen?: (account: DeskAccount, viewer: Viewer) => boolean;
  Part: (props: SectionProps) => JSX.Element;
}

/** A service agent's rows come without the sales team's figures. */
const hasFigures = (account: DeskAccount): boolean => account.annual_value !== undefined;

/** What the manager has learned is not a service agent's to read. */
const isNotebook = (_: DeskAccount, viewer: Viewer): boolean => viewer.role !== 'service_agent';
const isCustomer = (account: DeskAccount, viewer: Viewer): boolean => account.kind === 'external' && isNotebook(account, viewer);

const isOutside = (account: DeskAccount): boolean => account.kind === 'external';

export const SECTIONS: AccountSection[] = [
  { id: 'flag', tab: 'now', column: 'main', isInPanel: true, isSeen: isOutside, Part: lazy(async () => (await import('./abuse.tsx')).AbuseFlag, { quiet: true }) },
  { id: 'facts', tab: 'now', column: 'side', isInPanel: true, isSeen: hasFigures, Part: lazy(async () => (await import('./facts.tsx')).Facts) },
  { id: 'why', tab: 'now', column: 'side', isInPanel: true, isSeen: hasFigures, Part: lazy(async () => (await import('./why.tsx')).Why) },
  { id: 'preferences', tab: 'now', column: 'side', isInPanel: true, isSeen: isNotebook, Part: lazy(async () => (await import('./preferences.tsx')).Preferences) },
  { id: 'journey', tab: 'now', column: 'side', isInPanel: true, isSeen: isCustomer, Part: lazy(async () => (await import('./journey.tsx')).Journey) },
  { id: 'needs', tab: 'now', column: 'main', isInPanel: true, isSeen: isNotebook, Part: lazy(async () => (await import('./needs.tsx')).Needs) },
  { id: 'supply', tab: 'now', column: 'main', isInPanel: true, isSeen: isCustomer, Part: lazy(async () => (await import('./supply.tsx')).Supply) },
  { id: 'promises', tab: 'now', column: 'main', isInPanel: true, Part: lazy(async () => (await import('./promises.tsx')).Promises) },
  { id: 'found', tab: 'now', column: 'main', isSeen: isNotebook, Part: lazy(async () => (await import('./found.tsx')).VisitsFound) },
  { id: 'timeline', tab: 'now', column: 'main', isInPanel: true, Part: lazy(async () => (await import('./timeline.tsx')).Timeline) },
  { id: 'people', tab: 'people', column: 'main', isInPanel: true, Part: lazy(async () => (await import('./people.tsx')).People) },
  { id: 'trust', tab: 'people', column: 'main', Part: lazy(async () => (await import('./trust.tsx')).Trust) },
  { id: 'abuse', tab: 'people', column: 'main', isSeen: isOutside, Part: lazy(async () => (await import('./abuse.tsx')).Abuse) },
  { id: 'loyalty', tab: 'trade', column: 'main', isSeen: (account) => hasFigures(account) && account.kind === 'external', Part: lazy(async () => (await import('./loyalty.tsx')).Loyalty) },
  { id: 'orders', tab: 'trade', column: 'main', isSeen: hasFigures, Part: lazy(async () => (await import('./orders.tsx')).Orders) },
  { id: 'equity', tab: 'trade', column: 'side', isSeen: (account) => hasFigures(account) && account.kind === 'external', Part: lazy(async () => (await import('./equity.tsx')).Equity) },
  { id: 'referrals', tab: 'trade', column: 'side', isSeen: (account) => hasFigures(account) && account.kind === 'external', Part: lazy(async () => (await import('./referrals.tsx')).Referrals) },
  { id: 'place', tab: 'now', column: 'side', isSeen: (account, viewer) => hasFigures(account) && isCustomer(account, viewer), Part: lazy(async () => (await import('./place.tsx')).Place) },
  { id: 'slots', tab: 'now', column: 'side', isSeen: (account, viewer) => hasFigures(account) && isCustomer(account, viewer) && account.status !== 'archived', Part: lazy(async () => (await import('./slots.tsx')).FreeSlots) },
  { id: 'visiting', tab: 'now', column: 'side', isSeen: (account, viewer) => hasFigures(account) && isCustomer(account, viewer), Part: lazy(async () => (await import('./visiting.tsx')).Visiting) },
  { id: 'terms', tab: 'now', column: 'side', isSeen: (account, viewer) => hasFigures(account) && isCustomer(account, viewer), Part: lazy(async () => (await import('./terms.tsx')).ServiceTerms) },
  { id: 'services', tab: 'trade', column: 'side', isSeen: (account) => account.kind === 'external', Part: lazy(async () => (await import('./services.tsx')).Services) },
  { id: 'deals', tab: 'trade', column: 'main', isSeen: (account) => hasFigures(account) && account.kind === 'external', Part: lazy(async () => (await import('./deals.tsx')).Deals) },
  { id: 'goodwill', tab: 'trade', column: 'main', isSeen: isCustomer, Part: lazy(async () => (await import('./goodwill.tsx')).GoodwillSection) },
  { id: 'incident', tab: 'trade', column: 'side', isSeen: (account) => hasFigures(account) && account.kind === 'external', Part: lazy(async () => (await import('./incident.tsx')).Incident) },
  { id: 'group', tab: 'file', column: 'main', isSeen: hasFigures, Part: lazy(async () => (await import('./group.tsx')).Group) },
  { id: 'files', tab: 'file', column: 'main', isSeen: hasFigures, Part: lazy(async () => (await import('./files.tsx')).Files) },
  { id: 'owner', tab: 'file', column: 'side', isSeen: (account) => hasFigures(account) && account.kind === 'external' && account.status !== 'archived', Part: lazy(async () => (await import('./owner.tsx')).Owner) },
  { id: 'details', tab: 'file', column: 'main', Part: lazy(async () => (await import('./details.tsx')).Details) },
  { id: 'fields', tab: 'file', column: 'main', isSeen: hasFigures, Part: lazy(async () => (await import('../views/ownFields.tsx')).OwnFields) },
  { id: 'history', tab: 'file', column: 'main', Part: lazy(async () => (await import('./history.tsx')).History) },
];

export function sectionsSeen(account: DeskAccount, viewer: Viewer): AccountSection[] {
  return SECTIONS.filter((section) => section.isSeen?.(account, viewer) ?? true);
}
