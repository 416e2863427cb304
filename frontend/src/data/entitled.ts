/** What an account's tier gets of the service catalogue, from the phone's own rows (rows 61, 69). */
import type { Notebook } from './notebook.ts';
import type { EntitlementRow, ServiceRow, Tier } from './rows.ts';

export interface Entitled {
  /** Without a tier yet: what everybody gets, as `accounts/entitlement.py` has it. */
  tier: Tier;
  services: (Pick<EntitlementRow, 'quota' | 'per'> & Pick<ServiceRow, 'id' | 'name' | 'layer'>)[];
}

const LAYERS: ServiceRow['layer'][] = ['core', 'auxiliary', 'additional'];

export async function entitled({ db }: Notebook, { account }: { account: string }): Promise<Entitled | null> {
  return db.read(['accounts', 'services', 'entitlements'], async (tx) => {
    const row = await tx.get('accounts', account);
    if (!row) return null;
    const tier = row.tier ?? 'ordinary';
    const services = new Map((await tx.all('services')).filter((service) => !service.archived_at).map((service) => [service.id, service]));
    const terms = (await tx.all('entitlements')).filter((term) => term.tier === tier && !term.archived_at);
    const found = terms.flatMap(({ service, quota, per }) => {
      const offered = services.get(service.id);
      return offered ? [{ id: offered.id, name: offered.name, layer: offered.layer, code: offered.code, quota, per }] : [];
    });
    return { tier, services: found.sort((a, b) => LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer) || (a.code < b.code ? -1 : 1)) };
  });
}
