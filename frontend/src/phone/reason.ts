import type { Reason } from '../domain/day/agenda.ts';
import { t } from '../i18n/index.ts';
import type { Tone } from '../ui/badge.tsx';

/** Why a stop is in the plan, as a person says it (row 20). */
export function reasonText({ code, parts }: Reason): string {
  switch (code) {
    case 'order_today':
      return t('reason.order_today', { count: parts.orders ?? 1 });
    case 'overdue':
      return t('reason.overdue', { count: parts.overdue_days ?? 1 });
    case 'near':
      return t('reason.near', { count: parts.due_in_days ?? 1 });
    case 'window':
      return t('reason.window', { opens: hour(parts.opens_minute), closes: hour(parts.closes_minute) });
    default:
      return t(`reason.${code}`);
  }
}

export function reasonTone({ code }: Reason): Tone {
  if (code === 'order_today' || code === 'order_day') return 'accent';
  if (code === 'overdue') return 'red';
  return code === 'due' ? 'amber' : code === 'near' ? 'green' : 'grey';
}

function hour(minute = 0): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
