/** The service catalogue as the API tells it. */
import type { components } from '../../api/schema.d.ts';
import type { Topic } from '../../data/notebook.ts';
import { person } from '../../data/page.ts';
import { t, type Key } from '../../i18n/index.ts';

type Schemas = components['schemas'];
export type Service = Schemas['Service'];
export type Entitlement = Schemas['Entitlement'];
export type Delivery = Schemas['ServiceDelivery'];
export type Entitled = Schemas['Entitled'];
export type AccountEntitlements = Schemas['AccountEntitlements'];

export const TIERS = ['vip', 'gold', 'key', 'ordinary'] as const;
export const LAYERS = ['core', 'auxiliary', 'additional'] as const;
export const KINDS = ['information', 'consulting', 'order_processing', 'storage', 'billing', 'hospitality', 'exception', 'payment'] as const;
export const LEVELS = [1, 2, 3, 4] as const;
/** Below it a service raises an alert (row 9). */
export const STANDARD_LINE = 2;

export const SERVICE_TOPICS = ['services', 'entitlements', 'service-deliveries'] as Topic[];

export function mayKeep(): boolean {
  return ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
}

/** "4 a year", "as needed". */
export function quotaText(terms: { quota: number | null; per: string }): string {
  return terms.quota === null ? t('services.unlimited') : t(`services.quota.${terms.per}` as 'services.quota.year', { count: terms.quota });
}

export function levelText(level: number): string {
  return t(`services.level.${level}` as Key);
}
