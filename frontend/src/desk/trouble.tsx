import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { Retry } from '../ui/retry.tsx';

/** What stands where a list or a page should: there is no network, or the server refused. */
export function Trouble({ error, onRetry }: { error: Error; onRetry: () => void }): JSX.Element {
  return <Retry onRetry={onRetry}>{error.name === 'Unreachable' ? t('desk.offline') : t('desk.refused', { detail: error.message })}</Retry>;
}
