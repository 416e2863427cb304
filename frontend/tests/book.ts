import { Database } from '../src/data/db.ts';
import { Notebook, type Push } from '../src/data/notebook.ts';
import type { Holder } from '../src/data/session.ts';
import { ALICE } from './fakeServer.ts';

let count = 0;

/** A notebook of its own database; `again` opens the same one as a phone that was switched off and on. */
export async function openBook(name = `alice-${++count}`): Promise<{ book: Notebook; pushes: Push[]; again: () => Promise<Notebook> }> {
  const holder: Holder = { session: { user: { ...ALICE, id: ALICE.id }, today: '2026-03-10', time_zone: 'Asia/Shanghai', demo: false }, expired: false };
  const pushes: Push[] = [];
  const open = async (): Promise<Notebook> => {
    const book = new Notebook(holder, (push) => pushes.push(push), new Database(name));
    await book.sync.load();
    return book;
  };
  const book = await open();
  return {
    book,
    pushes,
    again: async () => {
      await book.close();
      return open();
    },
  };
}
