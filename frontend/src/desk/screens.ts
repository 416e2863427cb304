/** The desk's screens: one line each. The first entry whose pattern fits the address is shown; those with `nav` stand in the rail. */
import type { ComponentType } from 'preact';
import type { Key } from '../i18n/index.ts';
import { lazy } from '../lazy.tsx';
import { Me } from '../phone/me.tsx';
import { Today } from '../phone/today.tsx';
import { Todo } from '../phone/todo.tsx';
import { match } from '../router.tsx';
import type { IconName } from '../ui/icon.tsx';

export type Role = 'manager' | 'lead' | 'service_agent' | 'department_lead' | 'analyst' | 'admin' | 'integration';

/** What an address of a pattern with `:id` hands over. */
export interface Parameters {
  id: string;
}

/** The rail's parts from above to below; `mine` and `me` have no heading of their own. */
export const HEADINGS = ['mine', 'customers', 'road', 'worth', 'care', 'settings', 'me'] as const;
export type Heading = (typeof HEADINGS)[number];

export interface DeskScreen {
  /** As `match` of the router reads it; at most one parameter, `:id`. */
  pattern: string;
  screen: ComponentType<Parameters>;
  /** In the rail: its text and icon, and the heading it stands under; one's own places stand before all headings, or after. */
  nav?: { text: Key; icon: IconName; under: Heading };
  /** Who finds it in the rail; everybody when missing. The address itself is guarded by the server. */
  roles?: Role[];
  /** The phone's screens are shown in a readable width. */
  isNarrow?: boolean;
}

export const SCREENS: DeskScreen[] = [
  { pattern: '/', screen: Today, nav: { text: 'nav.today', icon: 'today', under: 'mine' }, roles: ['manager'], isNarrow: true },
  { pattern: '/todo', screen: Todo, nav: { text: 'nav.todo', icon: 'tasks', under: 'mine' }, roles: ['manager'], isNarrow: true },
  { pattern: '/accounts', screen: lazy(async () => (await import('./accounts.tsx')).Accounts), nav: { text: 'nav.customers', icon: 'people', under: 'customers' } },
  { pattern: '/accounts/:id', screen: lazy(async () => (await import('./account/page.tsx')).AccountPage) },
  { pattern: '/tiers', screen: lazy(async () => (await import('./tiers/board.tsx')).Board), nav: { text: 'desk.nav.tiers', icon: 'star', under: 'worth' }, roles: ['manager', 'lead', 'admin', 'analyst'] },
  { pattern: '/tiers/pareto', screen: lazy(async () => (await import('./tiers/pareto.tsx')).Pareto) },
  { pattern: '/tiers/welcome', screen: lazy(async () => (await import('./tiers/welcome.tsx')).WelcomeScreen) },
  { pattern: '/tiers/policy', screen: lazy(async () => (await import('./tiers/policy.tsx')).PolicyScreen) },
  { pattern: '/tiers/migration', screen: lazy(async () => (await import('./tiers/migration.tsx')).Migration) },
  { pattern: '/segments', screen: lazy(async () => (await import('./segments/screen.tsx')).Segments), nav: { text: 'desk.nav.segments', icon: 'filter', under: 'customers' }, roles: ['manager', 'lead', 'admin', 'analyst', 'service_agent'] },
  { pattern: '/segments/:id', screen: lazy(async () => (await import('./segments/page.tsx')).SegmentPage) },
  { pattern: '/experiments/:id', screen: lazy(async () => (await import('./segments/experiment.tsx')).ExperimentPage) },
  { pattern: '/chain', screen: lazy(async () => (await import('./chain/screen.tsx')).ChainScreen), nav: { text: 'desk.nav.chain', icon: 'chain', under: 'care' } },
  { pattern: '/services', screen: lazy(async () => (await import('./services/screen.tsx')).ServicesScreen), nav: { text: 'desk.nav.services', icon: 'list', under: 'care' } },
  { pattern: '/deals', screen: lazy(async () => (await import('./deals/screen.tsx')).Deals), nav: { text: 'nav.deals', icon: 'deal', under: 'care' }, roles: ['manager', 'lead', 'admin', 'analyst'] },
  { pattern: '/deals/:id', screen: lazy(async () => (await import('./deals/page.tsx')).DealPage) },
  { pattern: '/floor-prices', screen: lazy(async () => (await import('./deals/floors.tsx')).Floors) },
  { pattern: '/equity', screen: lazy(async () => (await import('./equity/screen.tsx')).EquityScreen), nav: { text: 'desk.nav.equity', icon: 'order', under: 'worth' }, roles: ['manager', 'lead', 'admin', 'analyst'] },
  { pattern: '/market-share', screen: lazy(async () => (await import('./marketShare/screen.tsx')).MarketShare), nav: { text: 'desk.nav.share', icon: 'info', under: 'worth' }, roles: ['lead', 'admin', 'analyst'] },
  { pattern: '/constants', screen: lazy(async () => (await import('./constants/screen.tsx')).Constants), nav: { text: 'nav.constants', icon: 'list', under: 'settings' }, roles: ['lead', 'admin', 'analyst'] },
  { pattern: '/promises', screen: lazy(async () => (await import('./promises.tsx')).PromiseRates), nav: { text: 'desk.nav.promises', icon: 'promise', under: 'care' }, roles: ['manager', 'lead', 'admin', 'analyst'] },
  { pattern: '/talks', screen: lazy(async () => (await import('./talks.tsx')).Talks), nav: { text: 'desk.nav.talks', icon: 'message', under: 'care' }, roles: ['manager', 'lead', 'admin', 'analyst'] },
  { pattern: '/territories', screen: lazy(async () => (await import('./territories.tsx')).Territories), nav: { text: 'desk.territories', icon: 'map', under: 'road' }, roles: ['lead', 'admin', 'analyst'] },
  { pattern: '/territories/balance', screen: lazy(async () => (await import('./balance/screen.tsx')).BalanceScreen) },
  { pattern: '/plan', screen: lazy(async () => (await import('./planner/screen.tsx')).Planner), nav: { text: 'desk.nav.plan', icon: 'today', under: 'road' }, roles: ['manager', 'lead', 'admin', 'analyst'] },
  { pattern: '/coverage', screen: lazy(async () => (await import('./planner/coverage.tsx')).CoverageScreen) },
  { pattern: '/route-sheet', screen: lazy(async () => (await import('./routeSheet/desk.tsx')).DeskRouteSheet as ComponentType<Parameters>), nav: { text: 'desk.nav.route_sheet', icon: 'list', under: 'road' }, roles: ['manager', 'lead', 'admin', 'analyst'] },
  { pattern: '/imports', screen: lazy(async () => (await import('./imports/screen.tsx')).Imports), nav: { text: 'desk.nav.imports', icon: 'tray', under: 'customers' }, roles: ['manager', 'lead', 'admin'] },
  { pattern: '/imports/new', screen: lazy(async () => (await import('./imports/wizard.tsx')).Wizard) },
  { pattern: '/imports/:id', screen: lazy(async () => (await import('./imports/run.tsx')).RunScreen) },
  { pattern: '/duplicates', screen: lazy(async () => (await import('./twins/screen.tsx')).Duplicates), nav: { text: 'desk.nav.duplicates', icon: 'people', under: 'customers' }, roles: ['manager', 'lead', 'admin'] },
  { pattern: '/duplicates/:id', screen: lazy(async () => (await import('./twins/compare.tsx')).Compare) },
  { pattern: '/pool', screen: lazy(async () => (await import('./pool/screen.tsx')).Pool), nav: { text: 'desk.nav.pool', icon: 'here', under: 'customers' }, roles: ['manager', 'lead', 'admin'] },
  { pattern: '/handovers', screen: lazy(async () => (await import('./handovers/screen.tsx')).Handovers), nav: { text: 'desk.nav.handovers', icon: 'sync', under: 'road' }, roles: ['manager', 'lead', 'admin', 'analyst'] },
  { pattern: '/handovers/:id', screen: lazy(async () => (await import('./handovers/page.tsx')).HandoverPage) },
  { pattern: '/goodwill-limits', screen: lazy(async () => (await import('./goodwill/screen.tsx')).GoodwillLimits), nav: { text: 'desk.nav.goodwill', icon: 'promise', under: 'settings' }, roles: ['lead', 'admin'] },
  { pattern: '/work-list', screen: lazy(async () => (await import('./workList/screen.tsx')).WorkList), nav: { text: 'desk.nav.work', icon: 'tasks', under: 'worth' }, roles: ['manager', 'lead', 'admin', 'analyst'] },
  { pattern: '/win-back', screen: lazy(async () => (await import('./winback/screen.tsx')).WinBack), nav: { text: 'desk.nav.winback', icon: 'sync', under: 'care' }, roles: ['manager', 'lead', 'admin', 'analyst'] },
  { pattern: '/fields', screen: lazy(async () => (await import('./views/fieldsScreen.tsx')).FieldsScreen), nav: { text: 'desk.fields', icon: 'note', under: 'settings' }, roles: ['lead', 'admin'] },
  { pattern: '/visit-types', screen: lazy(async () => (await import('./visits/typesScreen.tsx')).VisitTypes), nav: { text: 'desk.nav.visit_types', icon: 'check', under: 'settings' }, roles: ['lead', 'admin'] },
  { pattern: '/me', screen: Me, nav: { text: 'nav.me', icon: 'me', under: 'me' }, isNarrow: true },
];

/** What stands in this role's rail, in the order of the list above. */
export function placesFor(role: string | undefined): DeskScreen[] {
  return SCREENS.filter(({ nav, roles }) => nav && (!roles || roles.includes(role as Role)));
}

/** The same under their headings; a heading without places is left out. */
export function railFor(role: string | undefined): { heading: Heading; places: DeskScreen[] }[] {
  const places = placesFor(role);
  return HEADINGS.map((heading) => ({ heading, places: places.filter(({ nav }) => nav?.under === heading) })).filter((part) => part.places.length > 0);
}

/** The screen of an address. `/` is the first place of who has no day of visits. */
export function screenAt(pathname: string, role: string | undefined): { found: DeskScreen; id: string } | null {
  const first = placesFor(role)[0];
  const path = pathname === '/' && first ? first.pattern : pathname;
  for (const found of SCREENS) {
    const values = match(found.pattern, path);
    if (values) return { found, id: values['id'] ?? '' };
  }
  return null;
}
