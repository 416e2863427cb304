import type { JSX } from 'preact';
import { syncState } from '../data/page.ts';
import type { SyncState } from '../data/sync.ts';
import { clock, day, t } from '../i18n/index.ts';
import { Link } from '../router.tsx';
import { Icon, type IconName } from './icon.tsx';

export interface SyncWords {
  text: string;
  icon: IconName;
  tone: 'calm' | 'busy' | 'ask';
}

/** How things stand, in words: what needs a person first, then what waits, then what is fine. */
export function syncWords(state: SyncState): SyncWords {
  const attention = state.rejected + state.conflicts;
  if (attention) return { text: t('sync.attention', { count: attention }), icon: 'warning', tone: 'ask' };
  if (state.trouble === 'sign_in') return { text: t('sync.sign_in'), icon: 'warning', tone: 'ask' };
  if (state.doing === 'sending') return { text: t('sync.sending'), icon: 'sync', tone: 'busy' };
  if (state.queued) return { text: t('sync.saved', { count: state.queued }), icon: 'saved', tone: 'busy' };
  if (state.trouble === 'offline') return { text: state.last_sync_at ? t('sync.offline', { when: when(state.last_sync_at) }) : t('sync.offline_never'), icon: 'cloud', tone: 'busy' };
  if (state.trouble === 'server') return { text: t('sync.server'), icon: 'cloud', tone: 'busy' };
  if (state.filling) return { text: t('sync.filling'), icon: 'sync', tone: 'busy' };
  return { text: state.last_sync_at ? t('sync.synced', { when: when(state.last_sync_at) }) : t('sync.never'), icon: 'check', tone: 'calm' };
}

function when(instant: string): string {
  const today = new Date().toDateString() === new Date(instant).toDateString();
  return today ? clock(instant) : day(instant.slice(0, 10));
}

/** The line on every screen; it leads to the sync centre. */
export function SyncLine(): JSX.Element | null {
  const state = syncState.value;
  if (!state) return null;
  const { text, icon, tone } = syncWords(state);
  return (
    <Link href="/me" class={`sync-line sync-line--${tone}`} aria-label={`${text} · ${t('sync.open')}`}>
      <Icon name={icon} small />
      <span>{text}</span>
    </Link>
  );
}
