/**
 * People, promises and visits of all accounts on the phone, found without a network. Read from disk once and kept in memory until
 * one of their tables changes.
 */
import { digitsOf, fold, runs } from '../domain/search/characters.ts';
import { matchRank, prepareQuestion, prepareRow, type Prepared } from '../domain/searchMatch.ts';
import type { Notebook } from './notebook.ts';
import type { AccountRow } from './rows.ts';

export type FoundKind = 'contact' | 'promise' | 'visit';

export interface FoundLine {
  kind: FoundKind;
  id: string;
  account: string;
  account_name: string;
  title: string;
  text: string;
  /** Of a promise its day, of a visit its day. */
  on: string | null;
}

interface Kept extends FoundLine {
  plain: string;
  prepared: Prepared | null;
}

const MOST = 4;

export class Finder {
  readonly #book: Notebook;
  #lines: Promise<Kept[]> | null = null;

  constructor(book: Notebook) {
    this.#book = book;
  }

  forget(): void {
    this.#lines = null;
  }

  /** At most a few of each kind; the latest visits and promises first. */
  async find(text: string): Promise<FoundLine[]> {
    const question = prepareQuestion(text);
    if (!question) return [];
    this.#lines ??= this.#read();
    const words = runs(text).map((run) => run.text);
    const counts: Record<FoundKind, number> = { contact: 0, promise: 0, visit: 0 };
    const found: FoundLine[] = [];
    for (const line of await this.#lines) {
      if (counts[line.kind] >= MOST) continue;
      if (!(line.prepared ? matchRank(question, line.prepared) > 0 : words.every((word) => line.plain.includes(word)))) continue;
      counts[line.kind]++;
      const { kind, id, account, account_name, title, text: said, on } = line;
      found.push({ kind, id, account, account_name, title, text: said, on });
    }
    return found;
  }

  async #read(): Promise<Kept[]> {
    const accounts = await this.#book.accounts.rows();
    const { contacts, promises, visits } = await this.#book.db.read(['contacts', 'promises', 'visits'], async (tx) => ({
      contacts: await tx.all('contacts'),
      promises: await tx.all('promises'),
      visits: await tx.all('visits'),
    }));
    const lines: Kept[] = [];
    const add = (line: Omit<Kept, 'account_name' | 'plain' | 'prepared'>, account: AccountRow | undefined, prepared: Prepared | null = null): void => {
      if (account && account.status !== 'archived') lines.push({ ...line, account_name: account.name, plain: fold(`${line.title} ${line.text}`), prepared });
    };
    for (const row of contacts) {
      if (row.archived_at) continue;
      const account = accounts.get(row.account_id);
      const prepared = prepareRow({ name: row.name, search: `${spelled(row.name, account?.search ?? '')}||${digitsOf(row.phone)}|`, phone: row.phone });
      add({ kind: 'contact', id: row.id, account: row.account_id, title: row.name, text: [row.position, row.phone].filter(Boolean).join(' · '), on: null }, account, prepared);
    }
    for (const row of promises.sort((a, b) => (a.due_on < b.due_on ? 1 : -1)))
      add({ kind: 'promise', id: row.id, account: row.account_id, title: row.text, text: '', on: row.due_on }, accounts.get(row.account_id));
    for (const row of visits.sort((a, b) => (a.planned_on < b.planned_on ? 1 : -1)))
      if (row.notes || row.next_action) add({ kind: 'visit', id: row.id, account: row.account_id, title: row.notes, text: row.next_action, on: row.visited_on ?? row.planned_on }, accounts.get(row.account_id));
    return lines;
  }
}

/** The pinyin that the server wrote before this person's name, in the second field of the account's search text. */
function spelled(name: string, search: string): string {
  const wanted = runs(name)[0]?.text ?? '';
  const pinyin: string[] = [];
  for (const word of (search.split('|')[1] ?? '').split(' ')) {
    if (fold(word) === wanted) return pinyin.join(' ');
    if (/^[A-Z]/.test(word)) pinyin.push(word);
    else pinyin.length = 0;
  }
  return '';
}
