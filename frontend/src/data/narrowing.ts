/** The customers screen under a saved view or with conditions of its own. Loaded when the first of them is chosen. */
import { accountFilter, inOrder, type Params, type World } from '../domain/accountFilter.ts';
import { ruleOf as ruleRead } from '../domain/briefs.ts';
import { businessDay } from './clock.ts';
import { found, type Filter } from './customers.ts';
import type { Notebook } from './notebook.ts';
import type { AccountRow } from './rows.ts';

export interface Narrowed {
  rows: AccountRow[];
  /** What the filter names and nobody has: nothing is shown rather than more than was asked for. */
  problems: string[];
}

export async function narrowed(book: Notebook, filter: Filter): Promise<Narrowed> {
  const world = await worldOf(book);
  const { segment, ...asked } = filter.params;
  const rule = segment ? await ruleOf(book, segment) : {};
  if (!rule) return { rows: [], problems: ['segment'] };
  const own = accountFilter(asked, world);
  const inside = segment ? accountFilter(rule, world) : own;
  const problems = [...new Set([...own.problems, ...inside.problems])];
  const passes = (row: AccountRow): boolean => own.passes(row) && inside.passes(row);
  if (problems.length) return { rows: [], problems };
  const rows = await found(book.accounts, filter, book.eyes(), passes);
  const free = !filter.search && !filter.near && filter.ordering;
  return { rows: (free && inOrder(rows, filter.ordering, world.fields)) || rows, problems };
}

/** What the segment asks; undefined where this phone knows no such segment. */
async function ruleOf(book: Notebook, id: string): Promise<Params | undefined> {
  const segment = await book.db.read(['segments'], (tx) => tx.get('segments', id));
  return segment && ruleRead(segment.filters, segment.team);
}

async function worldOf(book: Notebook): Promise<World> {
  const [fields, territories] = await book.db.read(['custom_fields', 'territories'], (tx) => Promise.all([tx.all('custom_fields'), tx.all('territories')]));
  const { time_zone } = book.holder.session;
  return { today: book.eyes().today, dayOf: (instant) => businessDay(instant, time_zone), fields, territories, rows: (await book.accounts.rows()).values() };
}

export interface TagCount {
  tag: string;
  count: number;
}

/** The tags that stand on this phone's customers, the most frequent first. */
export async function tags(book: Notebook): Promise<TagCount[]> {
  const counts = new Map<string, number>();
  for (const row of (await book.accounts.rows()).values())
    if (row.kind === 'external' && row.status !== 'archived') for (const tag of row.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].map(([tag, count]) => ({ tag, count })).sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1));
}
