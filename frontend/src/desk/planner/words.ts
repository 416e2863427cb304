import { Refusal } from '../../data/protocol.ts';
import { number, t, type Key } from '../../i18n/index.ts';

const KNOWN = ['cycle_not_editable', 'cycle_stop_frozen', 'cycle_stop_locked', 'cycle_day_refused', 'cycle_nothing_to_undo', 'cycle_not_ready', 'cycle_no_working_day', 'cycle_nobody_to_visit', 'cycle_too_many_accounts', 'cycle_not_startable', 'cycle_running', 'cycle_not_running'];

export function refusalText(error: Error): string {
  return error instanceof Refusal && KNOWN.includes(error.code) ? t(`plan.refused.${error.code}` as Key) : error.message;
}

/** +12 min, −3 min */
export function priceText(minutes: number): string {
  const rounded = Math.round(minutes);
  return t('plan.minutes', { sign: rounded > 0 ? '+' : rounded < 0 ? '−' : '±', minutes: Math.abs(rounded) });
}

/** 7.3 h */
export const hoursText = (minutes: number): string => t('plan.hours_value', { hours: number(minutes / 60, 1) });

export function tierText(tier: string): string {
  return tier === 'unrated' ? t('plan.unrated') : t(`tier.${tier}` as Key);
}
