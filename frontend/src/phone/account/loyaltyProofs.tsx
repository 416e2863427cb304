import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { Marks } from '../../desk/loyalty/marks.tsx';
import type { Loyalty } from '../../desk/loyalty/rows.ts';
import '../../desk/loyalty/loyalty.css';
import { addTexts, t } from '../../i18n/index.ts';
import { WORTH_TEXTS } from '../../i18n/worth.ts';
import { Retry } from '../../ui/retry.tsx';

await addTexts(WORTH_TEXTS);

/** Every point of the index down to the evidence behind it (row 10). The marks are on the phone; their evidence is asked for. */
export function LoyaltyProofs({ account }: { account: string }): JSX.Element {
  const { data, error, reload } = useLive('get', { path: `accounts/${account}/loyalty` }, ['loyalty-evidence']);
  if (error) return <Retry onRetry={reload}>{t('worth.offline')}</Retry>;
  if (!data) return <div class="skeleton" role="status" aria-label={t('loading')} />;
  return <Marks marks={(data.data as unknown as Loyalty).marks} acts={null} />;
}
