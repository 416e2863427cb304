/** The rows that a phone keeps, named as the API names them. `/sync/changes/` sends them. */
import type { FieldRule } from '../domain/customValue.ts';

export interface Ref {
  id: string;
  name: string;
}

export type Tier = 'vip' | 'gold' | 'key' | 'ordinary';
export type Outcome = 'ordered' | 'not_ordered' | 'not_met' | 'complaint';
export type VisitStatus = 'planned' | 'in_progress' | 'completed' | 'missed' | 'cancelled';
export type Band = 'loyal' | 'stable' | 'fragile' | 'at_risk';

/** What the last night found of the marks of loyalty; null: not observed. */
export interface LoyaltyWhy {
  as_of: string;
  coverage: number;
  marks: Record<'repurchase' | 'retention' | 'immunity' | 'advocacy' | 'helping', number | null>;
}

/** Why an account has its tier (rows 7, 68): the numbers, the policy's version, the day, and the rule that decided. */
export interface TierWhy {
  policy_version: number | null;
  reviewed_on: string | null;
  /** 12-month net sales that were judged, a decimal string. */
  value: string | null;
  currency: string | null;
  rank?: number | null;
  peers?: number | null;
  /** The share from the top that reaches down to the line of this tier, 0 to 1. */
  cut_share: number | null;
  /** Month ends in a row below the line, and how many it takes. */
  months_beyond?: number | null;
  grace_months?: number | null;
  /** The rule that decided, or `override`. */
  text_code: string | null;
  override?: { tier: Tier; reason: string; by: string; expires_on: string | null } | null;
  [part: string]: unknown;
}

export type PlaceConfidence = 'none' | 'given' | 'confirmed';

export interface AccountRow {
  id: string;
  kind: 'external' | 'internal';
  role: string;
  name: string;
  /** Pinyin, for sorting. */
  name_key: string;
  /** The server's search text: pinyin of name and people, digits, places (`domain/searchMatch`). */
  search: string;
  status: string;
  owner: Ref | null;
  /** Written by the phone, so that an index finds one's own. */
  owner_id?: string;
  team: Ref | null;
  territory: Ref | null;
  tier: Tier | null;
  tier_since: string | null;
  tier_why: TierWhy | null;
  loyalty_why: LoyaltyWhy | null;
  loyalty_index: string | number | null;
  loyalty_band: Band | null;
  annual_value: string | null;
  currency: string;
  mixed_currency: boolean;
  order_weekdays: number[];
  last_order_on: string | null;
  last_visit_on: string | null;
  last_contact_on?: string | null;
  next_visit_on: string | null;
  next_order_on: string | null;
  licence_name?: string;
  open_complaints: number;
  latitude: number | null;
  longitude: number | null;
  /** How sure the place is; the server computes it (row 21). */
  place_confidence?: PlaceConfidence;
  address: string;
  phone: string;
  street: string;
  village: string;
  tags: string[];
  /** By the key of a field of one's own; a service agent's rows have none. */
  custom?: Record<string, unknown>;
  /** What it hangs below, unless that is another team's. */
  parent?: Ref | null;
  industry?: string;
  welcome?: string;
  /** The service level aimed at for the tier (row 9). */
  target_level?: number | null;
  /** Days between two visits, as the tier policy has it. */
  visit_interval_days?: number | null;
  opens_at?: string | null;
  closes_at?: string | null;
  version: number;
}

/** What hangs on an account. `account_id` is written by the phone, so that an index can find it. */
export interface ChildRow {
  id: string;
  account_id: string;
  account?: Ref | string | null;
  archived_at?: string | null;
}

export type Personality = 'self_centred' | 'pragmatic' | 'fortress' | 'suspicious' | 'easy_going';

export interface ContactRow extends ChildRow {
  name: string;
  position: string;
  phone: string;
  email: string;
  other_phones: string[];
  other_emails: string[];
  preferred_channel: string | null;
  decision_roles: string[];
  reports_to: Ref | string | null;
  need_belonging: string;
  need_esteem: string;
  need_growth: string;
  personality: Personality | null;
  personality_by?: Ref | null;
  personality_at?: string | null;
  birthday: string | null;
  is_primary: boolean;
  notes: string;
  version: number;
}

/** A day that matters to a person (row 70). */
export interface CareRow extends ChildRow {
  contact: Ref | string;
  kind: string;
  on: string;
  is_yearly: boolean;
  remind_days: number;
  plan: string;
  state: 'planned' | 'done' | 'dropped';
  outcome: string;
}

/** How somebody was approached, and what came of it (row 67). */
export interface ApproachRow extends ChildRow {
  contact: Ref | string | null;
  personality: Personality | null;
  methods: string[];
  benefit: string | null;
  result: string;
  note: string;
  at: string;
  by: Ref | string | null;
}

/** An act that built trust or broke it (row 36). */
export interface TrustRow extends ChildRow {
  effect: 'built' | 'broke';
  act: string;
  evidence: string;
  people_reached: number | null;
  at: string;
  by: Ref | string | null;
  promise?: Ref | string | null;
  /** Taken back: it no longer counts. */
  withdrawn_at?: string | null;
  withdrawn_why?: string;
}

/** Words to avoid, and better ones (row 65). */
export interface PhraseRow {
  id: string;
  text: string;
  better: string;
  reason: string;
  version: number;
  archived_at?: string | null;
}

export type VisitFlag = 'clock' | 'far' | 'low_accuracy' | 'no_fix' | 'mocked' | 'too_fast' | 'same_fix';

export interface VisitRow extends ChildRow {
  manager: Ref | string | null;
  /** The business day a completed visit counts for. */
  visited_on?: string | null;
  route?: Ref | string | null;
  planned_on: string;
  status: VisitStatus;
  started_at: string | null;
  completed_at: string | null;
  latitude: number | null;
  longitude: number | null;
  accuracy_m: number | null;
  distance_m: number | null;
  /** What is odd about the check-in; the server says it. */
  flags?: VisitFlag[];
  purpose: string;
  missed_reason?: string;
  outcome: Outcome | null;
  service_level: number | null;
  notes: string;
  next_action: string;
  next_action_on: string | null;
  next_action_done_at: string | null;
}

export interface PromiseRow extends ChildRow {
  text: string;
  due_on: string;
  state: 'open' | 'kept' | 'broken' | 'released';
  made_by: Ref | string | null;
  made_at: string;
  /** Who has to keep it now; the maker where a phone has not pulled it yet. */
  keeper?: Ref | string | null;
  inherited_at?: string | null;
  contact?: Ref | string | null;
  settled_reason?: string;
  settled_at?: string | null;
}

export interface TouchpointRow extends ChildRow {
  kind: string;
  channel: string | null;
  at: string;
  by: Ref | string | null;
  text: string;
  subject: string | null;
  /** What the program says itself, with its numbers; empty where a person wrote. */
  code?: string;
  details?: Record<string, unknown>;
  expectation?: string;
  verdict?: Verdict | null;
}

export type Verdict = 'fell_short' | 'met' | 'exceeded' | 'uncertain';

/** What a customer needs (row 54): in the customer's words, and as we understand it. */
export interface NeedRow extends ChildRow {
  kind: 'material' | 'emotional';
  said: string;
  wanted: string;
  is_dominant: boolean;
  conflict: string;
  handling: 'meet' | 'reorder' | 'win_understanding' | 'win_win' | null;
  handling_note: string;
  status: 'open' | 'met' | 'dropped';
  noted_by: Ref | string | null;
  noted_at: string;
  version?: number;
}

export type PreferenceKind = 'preference' | 'habit' | 'suggestion' | 'material';
export type PreferenceSource = 'said' | 'observed' | 'neighbour' | 'former_manager' | 'colleague';

/** What we learned of a customer, with its day and who told it (rows 18, 23). */
export interface PreferenceRow extends ChildRow {
  kind: PreferenceKind;
  text: string;
  source: PreferenceSource;
  told_by: Ref | string | null;
  teller: string;
  heard_on: string;
  noted_by: Ref | string | null;
  version?: number;
}

/** What a customer uses of a product, and when it is empty (row 2). Quantities are decimal strings in the product's unit. */
export interface ConsumptionRow extends ChildRow {
  product: Ref;
  unit: string;
  capacity: string | null;
  width_cm: string | null;
  depth_cm: string | null;
  height_cm: string | null;
  units_per_litre: string | null;
  basis: SupplyBasis | null;
  stated_per_day: string | null;
  household: number | null;
  per_head_per_day: string | null;
  stock: string | null;
  stock_on: string | null;
  has_consent: boolean;
  consent_on: string | null;
  lead_days: number;
  notes: string;
  last_fill_on: string | null;
  last_fill: string | null;
  per_day: string | null;
  per_day_low: string | null;
  per_day_high: string | null;
  rate_from: SupplyBasis | null;
  run_out_on: string | null;
  run_out_from: string | null;
  run_out_to: string | null;
  deliver_by: string | null;
  parts: { capacity?: number | null; rate?: { days: number; used: number; gaps: number } | null; level?: number; level_on?: string };
  version: number;
}

export type SupplyBasis = 'stated' | 'household' | 'orders' | 'counts';

export interface OrderRow extends ChildRow {
  kind: 'sale' | 'return';
  ordered_at: string;
  total: string;
  currency: string;
}

export type DealStatus = 'open' | 'won' | 'lost' | 'withdrawn' | 'expired';

/** A project registered by a dealer (row 38); `own_quote` is the registrant's. */
export interface DealRow extends ChildRow {
  account: Ref;
  registrant: Ref;
  name: string;
  status: DealStatus;
  currency: string;
  registered_at: string;
  protected_until: string;
  own_quote: { total: string; given_at: string } | null;
}

export interface RouteRow {
  id: string;
  name: string;
  manager: Ref | string | null;
  weekdays: number[];
  group_by: 'street' | 'village';
  start_latitude?: number | null;
  start_longitude?: number | null;
  archived_at?: string | null;
}

export interface StopRow extends ChildRow {
  route: Ref | string;
  position: number;
  group: string;
}

export interface UserRow extends Ref {
  username?: string;
  role?: string;
}

/** What we offer, and what each tier gets of it: a few dozen rows, the same for every account. */
export interface ServiceRow extends Ref {
  code: string;
  layer: 'core' | 'auxiliary' | 'additional';
  archived_at?: string | null;
}

export interface EntitlementRow {
  id: string;
  service: Ref;
  tier: Tier;
  /** Null: as often as needed. */
  quota: number | null;
  per: 'month' | 'quarter' | 'year';
  archived_at?: string | null;
}

/** A field that the company added to its accounts. */
export interface CustomFieldRow extends FieldRule {
  id: string;
  label_zh: string;
  label_en: string;
  kind: 'external' | 'internal';
  roles: string[];
  unit: string;
  required_tiers: string[];
  required_roles: string[];
  position: number;
  archived_at: string | null;
  version: number;
}

/** Filters and an order under a name, one's own or shared with a team. */
/** A rule over customers, and what the staff must know of it (row 42). */
export interface SegmentRow {
  id: string;
  name: string;
  team: Ref | null;
  filters: Record<string, string>;
  description: string;
  strategy: '' | 'price' | 'difference';
  channel: '' | 'pc' | 'mobile' | 'phone' | 'in_person';
  message: string;
  presentation: string;
  brief: string;
  brief_roles: string[];
  brief_number: number;
}

/** One's own word that a brief was read. */
export interface AcknowledgementRow {
  id: string;
  segment: Ref;
  brief_number: number;
  at: string;
}

export interface SavedViewRow {
  id: string;
  name: string;
  owner: Ref;
  team: Ref | null;
  filters: Record<string, string>;
  ordering: string;
  default_roles: string[];
  position: number;
}

/** Accounts on their way from one manager to another (row 16). */
export interface HandoverRow {
  id: string;
  giver: Ref;
  taker: Ref;
  reason: string;
  due_on: string | null;
  state: 'preparing' | 'moving' | 'moved' | 'closed' | 'cancelled';
  giver_signed_at: string | null;
  taker_signed_at: string | null;
  accounts_total: number;
  gaps: Record<string, number>;
  archived_at?: string | null;
}

/** One account of a hand-over, with its dossier as the server wrote it. */
export interface HandoverAccountRow {
  id: string;
  account_id: string;
  account: Ref;
  handover: string;
  position: number;
  completeness: number | null;
  gaps: { code: string }[];
  joint_required: number;
  joint_done: number;
  dossier: Record<string, unknown>;
  archived_at?: string | null;
}

/** Orders that fell since the manager changed: to be explained first (row 19). */
export interface AllocationFallRow {
  id: string;
  account_id: string;
  account: Ref;
  manager: Ref;
  due_on: string;
  change_percent: number;
  team_percent: number | null;
  evidence: Record<string, unknown>;
  state: 'open' | 'explained' | 'dismissed';
  archived_at?: string | null;
}

/** What belongs to a kind of visit (row 79). */
export interface VisitTypeRow {
  id: string;
  label_zh: string;
  label_en: string;
  steps: { kind: StepKind; must?: boolean; must_from?: number; hint?: string }[];
  is_default: boolean;
  position: number;
  archived_at?: string | null;
  version: number;
}

export type StepKind = 'talk' | 'brand' | 'stock_count' | 'price_check' | 'storefront_photo' | 'competitor_promotion' | 'referral' | 'licence_check';

/** What came of a step, as the sheet holds it and the op sends it. */
export interface StepResult {
  kind: StepKind;
  state: 'done' | 'skipped';
  reason?: string;
  note?: string;
  details?: Record<string, unknown>;
}

/** Pressing allowed in a team or not; the newest counts (row 34). */
export interface TalkSwitchRow {
  id: string;
  team: Ref;
  is_on: boolean;
  at: string;
}

/** A task that a finding left (row 37). */
export interface FollowUpRow extends ChildRow {
  kind: string;
  text: string;
  owner: Ref;
  due_on: string;
  state: 'open' | 'done' | 'dropped';
  outcome: string;
  /** The finding's words: of a licence, the name that was read on it. */
  found?: string | null;
}

/** Whether one's orders of the day come first (row 20); by the id of the manager. */
export interface DayRuleRow {
  id: string;
  orders_first: boolean;
}

/** What a manager was asked about a product (row 44). */
export interface KnowledgeRow {
  id: string;
  manager: Ref;
  product: Ref | null;
  question: string;
  known: boolean;
  answer: string;
  asked_at: string;
  learned_at: string | null;
}

export interface Tables {
  accounts: AccountRow;
  contacts: ContactRow;
  visits: VisitRow;
  promises: PromiseRow;
  touchpoints: TouchpointRow;
  orders: OrderRow;
  routes: RouteRow;
  stops: StopRow;
  users: UserRow;
  territories: Ref & { parent?: Ref | null };
  needs: NeedRow;
  preferences: PreferenceRow;
  consumptions: ConsumptionRow;
  services: ServiceRow;
  entitlements: EntitlementRow;
  care_events: CareRow;
  approaches: ApproachRow;
  trust_events: TrustRow;
  phrases: PhraseRow;
  deals: DealRow;
  custom_fields: CustomFieldRow;
  saved_views: SavedViewRow;
  segments: SegmentRow;
  brief_acknowledgements: AcknowledgementRow;
  handovers: HandoverRow;
  handover_accounts: HandoverAccountRow;
  allocation_falls: AllocationFallRow;
  visit_types: VisitTypeRow;
  talk_switches: TalkSwitchRow;
  follow_ups: FollowUpRow;
  knowledge_entries: KnowledgeRow;
  day_rules: DayRuleRow;
}

export type Table = keyof Tables;
export const TABLES = ['accounts', 'contacts', 'visits', 'promises', 'touchpoints', 'orders', 'routes', 'stops', 'users', 'territories', 'needs', 'preferences', 'consumptions', 'services', 'entitlements', 'care_events', 'approaches', 'trust_events', 'phrases', 'deals', 'custom_fields', 'saved_views', 'segments', 'brief_acknowledgements', 'handovers', 'handover_accounts', 'allocation_falls', 'visit_types', 'talk_switches', 'follow_ups', 'knowledge_entries', 'day_rules'] as const satisfies readonly Table[];

/** Tables whose rows go when their account goes. */
export const CHILDREN = ['contacts', 'visits', 'promises', 'touchpoints', 'orders', 'stops', 'needs', 'preferences', 'consumptions', 'care_events', 'approaches', 'trust_events', 'deals', 'handover_accounts', 'allocation_falls', 'follow_ups'] as const satisfies readonly Table[];

/** The id of a reference, which the API writes as `{id, name}` and an op as the bare id. */
export function refId(ref: Ref | string | null | undefined): string | null {
  if (ref == null) return null;
  return typeof ref === 'string' ? ref : ref.id;
}

export function refName(ref: Ref | string | null | undefined): string {
  return ref != null && typeof ref === 'object' ? ref.name : '';
}
