/** Goodwill as the API tells it, and its refusals in the reader's words (rows 4, 6). */
import type { components } from '../../api/schema.d.ts';
import type { Topic } from '../../data/notebook.ts';
import { exactMoney, t, type Key } from '../../i18n/index.ts';

type Schemas = components['schemas'];
export type Goodwill = Schemas['Goodwill'];
export type Limit = Schemas['GoodwillLimit'];
export type Room = Schemas['GoodwillRoom'];
export type Report = Schemas['AbuseReport'];
export type Reply = Schemas['CourteousReply'];

export interface Giver {
  role: string;
  name: string | null;
  limit?: string | null;
}

/** An entry shows on the timeline too. */
export const GOODWILL_TOPICS: Topic[] = ['goodwills', 'touchpoints'];
export const OCCASIONS = ['unfounded', 'misunderstanding', 'provoked', 'abused'] as const;

/** "主管雷娜（每天 ¥2,000.00）或管理员" */
export function giversText(givers: Giver[], currency: string): string {
  return givers
    .map(({ role, name, limit }) => t(limit == null ? 'goodwill.giver_free' : 'goodwill.giver', { role: t(`role.${role}` as Key), name: name ?? '', limit: limit == null ? '' : exactMoney(limit, currency) }).replace(/ {2,}/g, ' ').trim())
    .join(t('goodwill.or'));
}

/** What may still be given, said before anybody tries. */
export function roomText(room: Room): string {
  if (room.has_no_limit) return t('goodwill.room_free');
  const more = room.above.length ? t('goodwill.more_by', { givers: giversText(room.above, room.currency) }) : '';
  if (room.limit === null) return `${t('goodwill.room_none')} ${more}`.trim();
  const sums = { left: exactMoney(room.left ?? 0, room.currency), limit: exactMoney(room.limit, room.currency), already: exactMoney(room.already, room.currency) };
  return `${t(room.bound_by === 'tier' ? 'goodwill.room_by_tier' : 'goodwill.room', sums)} ${more}`.trim();
}

interface Refused {
  code?: string | undefined;
  more?: Record<string, unknown> | undefined;
}

/** Undefined: no refusal of ours, the general words do. */
export function refusalText({ code, more = {} }: Refused): string | undefined {
  if (code === 'goodwill_above_limit') {
    const currency = String(more['currency'] ?? 'CNY');
    const givers = giversText((more['who_may'] ?? []) as Giver[], currency);
    if (more['limit'] == null) return t('goodwill.above_none', { currency, givers });
    return t(more['bound_by'] === 'tier' ? 'goodwill.above_by_tier' : 'goodwill.above', { limit: exactMoney(String(more['limit']), currency), already: exactMoney(String(more['already'] ?? 0), currency), givers });
  }
  const known = { goodwill_over_recovered: 'goodwill.over_recovered', goodwill_withdrawn: 'goodwill.is_withdrawn', goodwill_limit_not_yours: 'goodwill.limit_not_yours' } as const;
  return code !== undefined && code in known ? t(known[code as keyof typeof known]) : undefined;
}
