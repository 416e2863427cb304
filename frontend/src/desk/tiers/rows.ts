/** What the tier board reads from the API (rows 7, 68). */
import type { Ref, Tier } from '../../data/rows.ts';
import { t } from '../../i18n/index.ts';

export const TIERS: Tier[] = ['vip', 'gold', 'key', 'ordinary'];

export interface Override {
  tier: Tier;
  reason: string;
  by: string;
  approver: string | null;
  since: string;
  expires_on: string;
}

export interface Card {
  id: string;
  name: string;
  team: Ref;
  owner: Ref | null;
  tier: Tier | null;
  tier_since: string | null;
  annual_value: string | null;
  currency: string;
  loyalty_band: 'loyal' | 'stable' | 'fragile' | 'at_risk' | null;
  open_complaints: number;
  computed: Tier | null;
  rule: string | null;
  override: Override | null;
}

export interface Sums {
  tier: Tier | null;
  accounts: number;
  share: number | null;
  annual_value: Record<string, string>;
  revenue_share: Record<string, number | null>;
}

export interface Column extends Sums {
  cards: Card[];
  next: string | null;
}

export interface Mark {
  accounts: number;
  accounts_share: number;
  value: string;
  revenue_share: number;
}

export interface Curve {
  team: Ref;
  currency: string;
  as_of: string;
  policy: { id: string; number: number; name: string; method: 'percentile' | 'absolute' };
  accounts: number;
  value: string;
  points: Mark[];
  lines: (Mark & { tier: Tier })[];
}

export interface Cell {
  before: Tier | null;
  after: Tier | null;
  accounts: number;
  annual_value: Record<string, string>;
}

export interface Migration {
  since: string;
  until: string;
  moved: number;
  up: number;
  down: number;
  cells: Cell[];
}

export const tierName = (tier: Tier | null): string => t(tier ? `tier.${tier}` : 'tier.none');

/** How many steps of the ladder lie between two tiers; not yet rated counts as ordinary. */
export function stepsBetween(one: Tier | null, other: Tier | null): number {
  const step = (tier: Tier | null): number => TIERS.indexOf(tier ?? 'ordinary');
  return Math.abs(step(one) - step(other));
}

export interface Who {
  team?: string;
  owner__in?: string;
  owner__isnull?: string;
  territory__within?: string;
}

const WHO = ['team', 'owner__in', 'owner__isnull', 'territory__within'] as const;

/** Whose accounts the address asks about, as the API names it. */
export function whoOf(search: URLSearchParams): Who {
  return Object.fromEntries(WHO.flatMap((name) => (search.get(name) ? [[name, search.get(name) ?? '']] : [])));
}
