import { money, percent, t } from '../../i18n/index.ts';
import type { Terms } from './rows.ts';

/** Rate and horizon, which stand beside every figure (row 46). */
export function termsWords({ margin_rate, discount_rate, horizon_years }: Terms): string {
  return t('worth.terms', { margin: percent(margin_rate), rate: percent(discount_rate), years: horizon_years });
}

/** `+¥1,200`, `-¥300`. */
export function signed(value: string, currency: string): string {
  return `${Number(value) > 0 ? '+' : ''}${money(value, currency)}`;
}
