/** Taking a customer out of the pool: at the desk and on the phone alike, always online. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive, type Live } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { wordsOf } from '../twins/rows.ts';

interface Room {
  owned: number;
  capacity: number | null;
  claimed: number;
  claims_per_day: number | null;
}

export const POOL_TOPICS = ['pool', 'accounts'];
export const CLAIMERS = ['manager', 'lead'];
export const mayClaim = (): boolean => CLAIMERS.includes(person.value?.session.user.role ?? '');

/** How many accounts one has, and how many claims are left today. */
export function RoomLeft(): JSX.Element | null {
  const { data }: Live<{ data: unknown }> = useLive('get', { path: 'pool/room' }, POOL_TOPICS);
  const room = data?.data as Room | undefined;
  if (!room) return null;
  const { owned, capacity, claimed, claims_per_day: limit } = room;
  return (
    <p class="hint">
      {[capacity === null ? t('twins.room', { owned }) : t('twins.room_of', { owned, capacity }), limit === null ? t('twins.claims', { claimed }) : t('twins.claims_of', { claimed, limit })].join(' · ')}
    </p>
  );
}

export function ClaimButton({ id, name, onClaimed }: { id: string; name: string; onClaimed: () => void }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const claim = async (): Promise<void> => {
    setBusy(true);
    try {
      await post(`pool/${id}/claim`, { changes: ['accounts'] });
      toast(t('twins.claimed', { name }));
      onClaimed();
    } catch (error) {
      toast(wordsOf(error as Error));
      setBusy(false);
    }
  };
  return (
    <Button small kind="soft" disabled={busy} aria-label={t('twins.claim_of', { name })} onClick={() => void claim()}>
      {t('twins.claim')}
    </Button>
  );
}
