/** The to-do screen: promises due (row 22), days that matter to people (row 70), next actions of visits, by when they are due. */
import { addDays, daysBetween, isoWeekday } from '../domain/days.ts';
import { nextOn } from '../domain/careDays.ts';
import { type Side, sideOf } from '../domain/sides.ts';
import { hasNextAction } from './card.ts';
import type { Notebook } from './notebook.ts';
import { refId, refName, type Tier } from './rows.ts';

export interface Task {
  kind: 'promise' | 'next_action' | 'care' | 'birthday' | 'follow_up';
  /** Of the promise, the care event, the visit that the next action comes from, or the person whose birthday it is. */
  id: string;
  /** Whom it is about. */
  person?: string;
  /** Of a follow-up. */
  task_kind?: string;
  found?: string | null;
  /** Of a care event. */
  care_kind?: string;
  /** The promise came with the account: somebody else had made it. */
  made_by?: string;
  account: string;
  account_name: string;
  tier: Tier | null;
  /** Of a customer who buys from us, or of one still to be won (row 13). */
  side: Side;
  text: string;
  /** Null: without a day. */
  due_on: string | null;
  days_left: number | null;
}

export type When = 'overdue' | 'today' | 'this_week' | 'later';
export type Todo = { when: When; tasks: Task[] }[];

/** Visits older than this no longer ask for their next action. */
const REACH_DAYS = 180;
/** So many days ahead a birthday is called to mind. */
const BIRTHDAY_DAYS = 7;

export async function todo(book: Notebook): Promise<Todo> {
  const { me, today } = book.eyes();
  const [tasks, promises, visits] = await book.db.read(['follow_ups', 'promises', 'visits'], (tx) =>
    Promise.all([tx.all('follow_ups'), tx.where('promises', 'state', 'open'), tx.where('visits', 'planned_on', IDBKeyRange.lowerBound(addDays(today, -REACH_DAYS)))]),
  );
  const found: Omit<Task, 'account_name' | 'tier' | 'side' | 'days_left'>[] = [
    ...promises
      .filter((row) => refId(row.keeper === undefined ? row.made_by : row.keeper) === me)
      .map((row) => ({ kind: 'promise' as const, id: row.id, account: row.account_id, text: row.text, due_on: row.due_on, ...(row.inherited_at ? { made_by: refName(row.made_by) } : {}) })),
    ...tasks.filter((row) => row.state === 'open' && row.owner.id === me).map((row) => ({ kind: 'follow_up' as const, id: row.id, account: row.account_id, text: row.text, due_on: row.due_on, task_kind: row.kind, found: row.found ?? null })),
    ...(await caring(book, today)),
    ...visits
      .filter((row) => refId(row.manager) === me && hasNextAction(row))
      .map((row) => ({ kind: 'next_action' as const, id: row.id, account: row.account_id, text: row.next_action, due_on: row.next_action_on })),
  ];
  return grouped(await named(book, found, today), today);
}

async function named(book: Notebook, found: Omit<Task, 'account_name' | 'tier' | 'side' | 'days_left'>[], today: string): Promise<Task[]> {
  const accounts = await book.accounts.rows();
  return found.flatMap((task) => {
    const account = accounts.get(task.account);
    return account ? [{ ...task, account_name: account.name, tier: account.tier, side: sideOf(account.status), days_left: task.due_on ? daysBetween(today, task.due_on) : null }] : [];
  });
}

/** Birthdays of the coming days that nobody has seen to yet, and what was planned for people, in one's own accounts. */
async function caring(book: Notebook, today: string): Promise<Omit<Task, 'account_name' | 'tier' | 'side' | 'days_left'>[]> {
  const { me } = book.eyes();
  const [contacts, events] = await book.db.read(['contacts', 'care_events'], (tx) => Promise.all([tx.all('contacts'), tx.all('care_events')]));
  const accounts = await book.accounts.rows();
  const isMine = (row: { account_id: string }): boolean => accounts.get(row.account_id)?.owner_id === me;
  const people = new Map(contacts.map((contact) => [contact.id, contact]));
  const birthdays = contacts.flatMap((contact) => {
    if (!contact.birthday || contact.archived_at || !isMine(contact)) return [];
    const on = nextOn(contact.birthday, today);
    if (on > addDays(today, BIRTHDAY_DAYS) || events.some((event) => event.kind === 'birthday' && event.on === on && refId(event.contact) === contact.id)) return [];
    return [{ kind: 'birthday' as const, id: contact.id, person: contact.name, account: contact.account_id, text: '', due_on: on }];
  });
  const planned = events
    .filter((event) => event.state === 'planned' && isMine(event) && addDays(event.on, -event.remind_days) <= today)
    .map((event) => ({ kind: 'care' as const, id: event.id, person: people.get(refId(event.contact) ?? '')?.name ?? refName(event.contact as never), care_kind: event.kind, account: event.account_id, text: event.plan, due_on: event.on }));
  return [...birthdays, ...planned];
}

/** By when they are due; of those that are due together, keeping comes before winning, and then the earlier day (row 13). */
export function grouped(tasks: Task[], today: string): Todo {
  const sunday = addDays(today, 7 - isoWeekday(today));
  const sorted = [...tasks].sort((a, b) => Number(a.side === 'win') - Number(b.side === 'win') || (a.due_on ?? '9').localeCompare(b.due_on ?? '9'));
  const groups = (['overdue', 'today', 'this_week', 'later'] as const).map((when) => ({ when, tasks: sorted.filter((task) => whenOf(task.due_on, today, sunday) === when) }));
  return groups.filter((group) => group.tasks.length);
}

function whenOf(due: string | null, today: string, sunday: string): When {
  if (!due) return 'later';
  if (due < today) return 'overdue';
  if (due === today) return 'today';
  return due <= sunday ? 'this_week' : 'later';
}
