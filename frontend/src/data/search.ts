/** Search over every account on the phone: Chinese, pinyin, initials, phone digits. The rule is the server's twin (`domain/searchMatch`). */
import { matchRank, prepareQuestion, prepareRow, type Prepared, type Question } from '../domain/searchMatch.ts';
import type { AccountRow } from './rows.ts';

/** Rows are made ready so many at a time, so that a question asked meanwhile need not wait. */
const AT_ONCE = 250;

export class SearchIndex {
  readonly #prepared = new Map<string, Prepared>();

  /** Makes rows ready before anybody asks. */
  async warm(rows: AccountRow[]): Promise<void> {
    for (let i = 0; i < rows.length; i += AT_ONCE) {
      for (const row of rows.slice(i, i + AT_ONCE)) this.#of(row);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  forget(id?: string): void {
    if (id) this.#prepared.delete(id);
    else this.#prepared.clear();
  }

  /** Rows that answer, the best first; rows of one rank keep their order. */
  answers(rows: AccountRow[], text: string): AccountRow[] {
    const question = prepareQuestion(text);
    if (!question) return text.trim() ? [] : rows;
    return this.#ranked(rows, question).map(({ row }) => row);
  }

  #ranked(rows: AccountRow[], question: Question): { row: AccountRow; rank: number }[] {
    const found = rows.map((row) => ({ row, rank: matchRank(question, this.#of(row)) }));
    return found.filter(({ rank }) => rank > 0).sort((a, b) => b.rank - a.rank);
  }

  #of(row: AccountRow): Prepared {
    let prepared = this.#prepared.get(row.id);
    if (!prepared) this.#prepared.set(row.id, (prepared = prepareRow(row)));
    return prepared;
  }
}
