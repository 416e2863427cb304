/** Ops: what a person did, by name. Each says which local rows it touches and what it makes of them until the server answers. */
import { deliverBy, runOut } from '../domain/supply.ts';
import type { AccountRow, FollowUpRow, KnowledgeRow, StepResult, CareRow, ConsumptionRow, ContactRow, NeedRow, Outcome, PreferenceKind, PreferenceRow, PreferenceSource, PromiseRow, Ref, Table, Tables, TouchpointRow, TrustRow, Verdict, VisitRow } from './rows.ts';

export interface Payloads {
  'visit.add': { id: string; account: string; planned_on: string; purpose?: string };
  'visit.start': { visit: string; latitude?: number; longitude?: number; accuracy_m?: number };
  'visit.complete': {
    visit: string;
    outcome: Outcome;
    service_level?: number;
    notes?: string;
    next_action?: string;
    next_action_on?: string;
    /** SHA-256 of each; the photos themselves come after it. */
    photos?: string[];
    visit_type?: string;
    type_version?: number | undefined;
    steps?: StepResult[];
  };
  'follow_up.settle': { follow_up: string; state: 'done' | 'dropped'; outcome: string; take_over?: boolean };
  'day_rule.set': { orders_first: boolean };
  'knowledge.log': { id: string; question: string; known: boolean; product?: string | null; visit?: string };
  'knowledge.learn': { knowledge_entry: string; answer: string };
  'visit.miss': { visit: string; reason: string };
  'visit.action_done': { visit: string };
  'note.add': { id: string; account: string; text: string };
  'promise.make': { id: string; account: string; text: string; due_on: string; contact?: string | null };
  'promise.keep': { promise: string; reason?: string };
  'promise.break': { promise: string; reason: string };
  'promise.release': { promise: string; reason: string };
  'account.update': { account: string; changes: Partial<AccountRow> };
  'need.settle': { need: string; status: 'met' | 'dropped' };
  'need.add': { id: string; account: string; kind: NeedRow['kind']; said: string; wanted?: string; is_dominant?: boolean };
  'preference.add': { id: string; account: string; kind: PreferenceKind; text: string; source: PreferenceSource; teller?: string; heard_on: string };
  'stock.count': { id: string; consumption: string; quantity: string; counted_on: string };
  'touchpoint.judge': { touchpoint: string; expectation: string; verdict: Verdict | null };
  'contact.add': { id: string; account: string; name: string } & ContactChanges;
  'contact.update': { contact: string; changes: ContactChanges };
  'contact.archive': { contact: string };
  'contact.restore': { contact: string };
  'conversation.add': { id: string; account: string; contact?: string | null; channel: string; direction: 'in' | 'out'; purpose: string; questions?: string[]; confirmed: string; notes?: string };
  'approach.add': { id: string; account: string; contact?: string | null; methods: string[]; benefit?: string | null; result: string; note?: string };
  'trust.add': { id: string; account: string; contact?: string | null; effect: 'built' | 'broke'; act: string; evidence?: string; people_reached?: number | null };
  'trust.withdraw': { trust_event: string; reason: string };
  'care.add': { id: string; contact: string; kind: string; on: string; is_yearly?: boolean; remind_days?: number; plan?: string; outcome?: string };
  'care.finish': { care_event: string; outcome: string };
  'segment.acknowledge': { id: string; segment: string; brief_number: number };
  'care.drop': { care_event: string; for_good?: boolean };
  'handover.sign': { handover: string; note?: string };
  'joint_visit.log': { id: string; handover: string; account: string; learned?: string };
  'allocation_fall.explain': { allocation_fall: string; said: string; offered?: string };
}
/** What people write of a person; whom they report to goes by id. */
export type ContactChanges = Partial<Omit<ContactRow, 'id' | 'account_id' | 'account' | 'reports_to' | 'version'> & { reports_to: string | null }>;
export type OpType = keyof Payloads;

/** The op as the server reads it. The id never changes once it was sent: it is how the server knows a repeat. */
export type Op = { [T in OpType]: { id: string; type: T; at: string; base_version?: number; payload: Payloads[T] } }[OpType];

export type OpOf<T extends OpType> = Extract<Op, { type: T }>;

export interface Problem {
  code: string;
  detail: string;
  fields: Record<string, string[]>;
  current: unknown;
  at: string;
  /** Of a conflict: what this op wanted in the contested fields, and who wrote them meanwhile. */
  proposed?: Record<string, unknown>;
  edits?: Record<string, FieldEdit>;
}

/** Who wrote a field last, and when. */
export interface FieldEdit {
  at: string;
  by: Ref | null;
  version: number;
}

/** A queue entry. It leaves the phone's database only when the server said `applied` or `duplicate`, or its owner threw it away. */
export interface Entry {
  /** Given by the database: the order of doing. */
  seq?: number;
  op: Op;
  account: string;
  account_name: string;
  by: Ref;
  /** The business day of `op.at`. */
  day: string;
  /** Ops of one gesture; they are undone together. */
  group: string;
  state: 'queued' | 'rejected' | 'conflict';
  /** Not sent before this time (ms): the undo toast is still open, or the place is still being found. */
  hold_until: number;
  problem: Problem | null;
}

export interface Key {
  table: Table;
  id: string;
}

export const keyOf = ({ table, id }: Key): string => `${table}/${id}`;

/** Rows that only stand in for the server's own until the next sync. */
export const STAND_IN = 'local:';

/** A note brings its own id; what the server writes of a visit or a promise has an id that only it knows. */
const touchpoint = (entry: Entry): Key => ({ table: 'touchpoints', id: touchpointId(entry.op) });

function touchpointId(op: Op): string {
  return op.type === 'note.add' ? op.payload.id : STAND_IN + op.id;
}

/** The local rows that an op changes. */
export function touches(entry: Entry): Key[] {
  const { op } = entry;
  const account: Key = { table: 'accounts', id: entry.account };
  switch (op.type) {
    case 'visit.add':
      return [{ table: 'visits', id: op.payload.id }];
    case 'visit.start':
    case 'visit.miss':
    case 'visit.action_done':
      return [{ table: 'visits', id: op.payload.visit }];
    case 'visit.complete':
      return [{ table: 'visits', id: op.payload.visit }, account, touchpoint(entry)];
    case 'note.add':
      return [touchpoint(entry)];
    case 'follow_up.settle':
      return [{ table: 'follow_ups', id: op.payload.follow_up }];
    case 'day_rule.set':
      return [{ table: 'day_rules', id: entry.by.id }];
    case 'knowledge.log':
      return [{ table: 'knowledge_entries', id: op.payload.id }];
    case 'knowledge.learn':
      return [{ table: 'knowledge_entries', id: op.payload.knowledge_entry }];
    case 'promise.make':
      return [{ table: 'promises', id: op.payload.id }, touchpoint(entry)];
    case 'promise.keep':
    case 'promise.break':
    case 'promise.release':
      return [{ table: 'promises', id: op.payload.promise }];
    case 'account.update':
      return [account];
    case 'need.add':
      return [{ table: 'needs', id: op.payload.id }, touchpoint(entry)];
    case 'need.settle':
      return [{ table: 'needs', id: op.payload.need }, touchpoint(entry)];
    case 'preference.add':
      return [{ table: 'preferences', id: op.payload.id }, touchpoint(entry)];
    case 'stock.count':
      return [{ table: 'consumptions', id: op.payload.consumption }, touchpoint(entry)];
    case 'touchpoint.judge':
      return [{ table: 'touchpoints', id: op.payload.touchpoint }];
    case 'contact.add':
      return [{ table: 'contacts', id: op.payload.id }];
    case 'contact.update':
    case 'contact.archive':
    case 'contact.restore':
      return [{ table: 'contacts', id: op.payload.contact }];
    case 'conversation.add':
    case 'joint_visit.log':
      return [touchpoint(entry)];
    case 'approach.add':
      return [{ table: 'approaches', id: op.payload.id }];
    case 'trust.add':
      return [{ table: 'trust_events', id: op.payload.id }];
    case 'trust.withdraw':
      return [{ table: 'trust_events', id: op.payload.trust_event }];
    case 'care.add':
      return [{ table: 'care_events', id: op.payload.id }];
    case 'care.finish':
    case 'care.drop':
      return [{ table: 'care_events', id: op.payload.care_event }];
    case 'segment.acknowledge':
      return [{ table: 'brief_acknowledgements', id: op.payload.id }];
    case 'handover.sign':
      return [{ table: 'handovers', id: op.payload.handover }];
    case 'allocation_fall.explain':
      return [{ table: 'allocation_falls', id: op.payload.allocation_fall }];
  }
}

/** What `entry` makes of one row it touches; null when there is nothing to change (the row is not here). */
export function effect(entry: Entry, table: Table, row: Tables[Table] | null): Tables[Table] | null {
  if (table === 'visits') return onVisit(entry, row as VisitRow | null);
  if (table === 'accounts') return onAccount(entry, row as AccountRow | null);
  if (table === 'promises') return onPromise(entry, row as PromiseRow | null);
  if (table === 'touchpoints') return entry.op.type === 'touchpoint.judge' ? judged(entry.op, row as TouchpointRow | null) : standIn(entry);
  if (table === 'needs') return entry.op.type === 'need.settle' ? row && { ...(row as NeedRow), status: entry.op.payload.status } : (row ?? addedNeed(entry));
  if (table === 'preferences') return row ?? addedPreference(entry);
  if (table === 'consumptions') return counted(entry, row as ConsumptionRow | null);
  if (table === 'contacts') return onContact(entry, row as ContactRow | null);
  if (table === 'care_events') return onCare(entry, row as CareRow | null);
  if (entry.op.type === 'segment.acknowledge') return row ?? { id: entry.op.payload.id, segment: { id: entry.op.payload.segment, name: '' }, brief_number: entry.op.payload.brief_number, at: entry.op.at };
  if (table === 'allocation_falls' || table === 'handovers') return row && ({ ...row, state: '' } as unknown as Tables[Table]); // what comes of it the server says
  if (entry.op.type === 'approach.add') return row ?? { ...NOTHING_SAID, personality: null, ...entry.op.payload, ...logged(entry) };
  if (entry.op.type === 'follow_up.settle') return row && { ...(row as FollowUpRow), ...entry.op.payload };
  if (entry.op.type === 'day_rule.set') return { id: entry.by.id, ...entry.op.payload };
  if (entry.op.type === 'knowledge.log') return row ?? { ...UNLEARNT, ...entry.op.payload, product: null, manager: entry.by, asked_at: entry.op.at };
  if (entry.op.type === 'knowledge.learn') return row && { ...(row as KnowledgeRow), answer: entry.op.payload.answer, learned_at: entry.op.at };
  if (entry.op.type === 'trust.withdraw') return row && { ...(row as TrustRow), withdrawn_at: entry.op.at, withdrawn_why: entry.op.payload.reason };
  if (entry.op.type === 'trust.add') return row ?? { ...NOTHING_SAID, ...entry.op.payload, ...logged(entry) };
  return row;
}

function onVisit(entry: Entry, row: VisitRow | null): VisitRow | null {
  const { op } = entry;
  if (op.type === 'visit.add') return row ?? addedVisit(entry, op);
  if (!row) return null;
  switch (op.type) {
    case 'visit.start':
      return { ...row, ...without(op.payload), status: 'in_progress', started_at: op.at };
    case 'visit.complete':
      return { ...row, ...without(op.payload), status: 'completed', started_at: row.started_at ?? op.at, completed_at: op.at, visited_on: entry.day };
    case 'visit.miss':
      return { ...row, status: 'missed', missed_reason: op.payload.reason };
    case 'visit.action_done':
      return { ...row, next_action_done_at: op.at };
    default:
      return row;
  }
}

/** A payload's own fields, less the id of the visit it is about. */
function without<P extends { visit: string }>(payload: P): Omit<P, 'visit'> {
  const rest: Partial<P> = { ...payload };
  delete rest.visit;
  return rest as Omit<P, 'visit'>;
}

function addedVisit(entry: Entry, op: OpOf<'visit.add'>): VisitRow {
  return {
    id: op.payload.id,
    account_id: op.payload.account,
    manager: entry.by,
    planned_on: op.payload.planned_on,
    status: 'planned',
    started_at: null,
    completed_at: null,
    latitude: null,
    longitude: null,
    accuracy_m: null,
    distance_m: null,
    purpose: op.payload.purpose ?? '',
    outcome: null,
    service_level: null,
    notes: '',
    next_action: '',
    next_action_on: null,
    next_action_done_at: null,
  };
}

function onAccount(entry: Entry, row: AccountRow | null): AccountRow | null {
  const { op } = entry;
  if (!row) return null;
  if (op.type === 'account.update') return { ...row, ...withOwnFields(row, op.payload.changes) };
  if (op.type !== 'visit.complete' || op.payload.outcome === 'not_met') return row;
  // The rhythm's next day is the server's to say; until then none is shown rather than a stale one.
  return { ...row, last_visit_on: entry.day, last_contact_on: entry.day, next_visit_on: null };
}

/** Of the fields of one's own, an edit names only those that it changes; null takes a value away. */
export function withOwnFields(row: Partial<AccountRow>, changes: Partial<AccountRow>): Partial<AccountRow> {
  if (!changes.custom) return changes;
  const custom = Object.entries({ ...row.custom, ...changes.custom }).filter(([, value]) => value !== null);
  return { ...changes, custom: Object.fromEntries(custom) };
}

function onPromise(entry: Entry, row: PromiseRow | null): PromiseRow | null {
  const { op } = entry;
  if (op.type === 'promise.make')
    return row ?? { ...op.payload, account_id: op.payload.account, state: 'open', made_by: entry.by, made_at: op.at, keeper: entry.by };
  const state = SETTLED[op.type as keyof typeof SETTLED] as PromiseRow['state'] | undefined;
  return row && state ? { ...row, state } : row;
}

/** What an op that only adds may leave out. */
const NOTHING_SAID = { contact: null, benefit: null, note: '', evidence: '', people_reached: null };

const UNLEARNT = { answer: '', learned_at: null };

const logged = (entry: Entry) => ({ account_id: entry.account, at: entry.op.at, by: entry.by });

const NOBODY_YET: Omit<ContactRow, 'id' | 'account_id' | 'name'> = {
  position: '',
  phone: '',
  email: '',
  other_phones: [],
  other_emails: [],
  preferred_channel: null,
  decision_roles: [],
  reports_to: null,
  need_belonging: '',
  need_esteem: '',
  need_growth: '',
  personality: null,
  birthday: null,
  is_primary: false,
  notes: '',
  version: 0,
};

function onContact(entry: Entry, row: ContactRow | null): ContactRow | null {
  const { op } = entry;
  if (op.type === 'contact.add') return row ?? { ...NOBODY_YET, ...op.payload, account_id: entry.account };
  if (!row) return null;
  if (op.type === 'contact.archive') return { ...row, archived_at: op.at };
  if (op.type === 'contact.restore') return { ...row, archived_at: null, is_primary: false };
  return op.type === 'contact.update' ? { ...row, ...op.payload.changes } : row;
}

function onCare(entry: Entry, row: CareRow | null): CareRow | null {
  const { op } = entry;
  if (op.type === 'care.add')
    return row ?? { is_yearly: false, remind_days: 3, plan: '', outcome: '', ...op.payload, account_id: entry.account, state: op.payload.outcome ? 'done' : 'planned' };
  if (row && op.type === 'care.finish') return { ...row, state: 'done', outcome: op.payload.outcome };
  return row && op.type === 'care.drop' ? { ...row, state: 'dropped' } : row;
}

const SETTLED = { 'promise.keep': 'kept', 'promise.break': 'broken', 'promise.release': 'released' } as const;

function standIn(entry: Entry): TouchpointRow {
  const { op } = entry;
  const row = { id: touchpointId(op), account_id: entry.account, at: op.at, by: entry.by, channel: 'in_person', subject: null };
  if (op.type === 'visit.complete') return { ...row, kind: 'visit', text: op.payload.notes ?? '', subject: op.payload.visit };
  if (op.type === 'promise.make') return { ...row, kind: 'promise', text: op.payload.text };
  if (op.type === 'need.add') return { ...row, kind: 'event', code: 'need.noted', text: op.payload.said };
  if (op.type === 'need.settle') return { ...row, kind: 'event', code: `need.${op.payload.status}`, text: '' };
  if (op.type === 'preference.add') return { ...row, kind: 'event', code: 'preference.noted', details: { kind: op.payload.kind, source: op.payload.source }, text: op.payload.text };
  if (op.type === 'stock.count') return { ...row, kind: 'event', code: 'stock.counted', details: { quantity: op.payload.quantity }, text: '' };
  if (op.type === 'conversation.add') return { ...row, kind: kindOf(op.payload.channel), channel: op.payload.channel, text: `${op.payload.purpose}：${op.payload.confirmed}` };
  return { ...row, kind: 'note', text: op.type === 'note.add' ? op.payload.text : '' };
}

function judged({ payload }: OpOf<'touchpoint.judge'>, row: TouchpointRow | null): TouchpointRow | null {
  return row && { ...row, expectation: payload.expectation, verdict: payload.verdict };
}

function addedNeed({ op, account, by }: Entry): NeedRow | null {
  if (op.type !== 'need.add') return null;
  return { account_id: account, wanted: '', is_dominant: false, conflict: '', handling: null, handling_note: '', status: 'open', noted_by: by, noted_at: op.at, ...op.payload };
}

function addedPreference({ op, account, by }: Entry): PreferenceRow | null {
  if (op.type !== 'preference.add') return null;
  return { account_id: account, told_by: null, teller: '', noted_by: by, ...op.payload };
}

/** A look into the vat moves the run-out day at once, at the rate that the server last told. */
function counted({ op }: Entry, row: ConsumptionRow | null): ConsumptionRow | null {
  if (!row || op.type !== 'stock.count') return row;
  const { quantity, counted_on: on } = op.payload;
  const rate = row.per_day && row.per_day_low && row.per_day_high ? { per_day: Number(row.per_day), low: Number(row.per_day_low), high: Number(row.per_day_high) } : null;
  const empty = runOut({ on, quantity: Number(quantity) }, [], rate);
  const next = { ...row, stock: quantity, stock_on: on, parts: { ...row.parts, level: Number(quantity), level_on: on } };
  if (!empty) return next;
  return { ...next, run_out_on: empty.on, run_out_from: empty.earliest, run_out_to: empty.latest, deliver_by: deliverBy(empty.earliest, row.lead_days, []) };
}

/** What a talk is on the timeline. */
function kindOf(channel: string): string {
  return channel === 'phone' ? 'call' : channel === 'in_person' ? 'note' : 'message';
}
