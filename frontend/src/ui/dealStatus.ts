import type { DealStatus } from '../data/rows.ts';
import type { Key } from '../i18n/index.ts';
import type { Tone } from './badge.tsx';

/** How the state of a registered project looks and is called, at the desk and on the phone. */
export const STATUS_TONES: Record<DealStatus, Tone> = { open: 'blue', won: 'green', lost: 'red', withdrawn: 'grey', expired: 'amber' };
export const statusKey = (status: DealStatus): Key => `deals.status.${status}`;
