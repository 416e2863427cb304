/** Projects of an account, and those that it registered as a dealer (row 38), from the phone's own rows. */
import type { Notebook } from './notebook.ts';
import type { DealRow } from './rows.ts';

/** What stands comes first, the latest above. */
export async function registered({ db }: Notebook, { account }: { account: string }): Promise<DealRow[]> {
  const deals = await db.read(['deals'], (tx) => tx.all('deals'));
  return deals
    .filter((deal) => deal.account.id === account || deal.registrant.id === account)
    .sort((a, b) => Number(b.status === 'open') - Number(a.status === 'open') || Date.parse(b.registered_at) - Date.parse(a.registered_at));
}
