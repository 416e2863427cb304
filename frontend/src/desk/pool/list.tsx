import type { JSX } from 'preact';
import { day, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { TierBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/layout.tsx';
import { Retry } from '../../ui/retry.tsx';
import { usePages } from '../pages.ts';
import type { DeskAccount } from '../rows.ts';
import { wordsOf } from '../twins/rows.ts';
import { ClaimButton, mayClaim } from './claiming.tsx';

/** The accounts that nobody has, page by page. */
export function PoolList(): JSX.Element {
  const pages = usePages<DeskAccount>('pool', {});
  if (pages.error) return <Retry onRetry={pages.reload}>{wordsOf(pages.error)}</Retry>;
  if (pages.isFirst) return <div class="skeleton skeleton--tall" aria-hidden="true" />;
  if (!pages.rows.length)
    return (
      <Empty icon="check" title={t('twins.pool_none')}>
        <p>{t('twins.pool_none_hint')}</p>
      </Empty>
    );
  return (
    <>
      <ul class="rows" aria-label={t('twins.pool')}>
        {pages.rows.map((row) => (
          <li class="row" key={row.id}>
            <Link href={`/accounts/${row.id}`} class="row__body">
              <span class="row__title">
                {row.name} <TierBadge tier={row.tier} />
              </span>
              <span class="row__sub">{[row.address || row.street, row.last_contact_on && `${t('twins.pool_last')} ${day(row.last_contact_on)}`].filter(Boolean).join(' · ')}</span>
            </Link>
            {mayClaim() && <ClaimButton id={row.id} name={row.name} onClaimed={pages.reload} />}
          </li>
        ))}
      </ul>
      {pages.hasMore && <Button onClick={pages.more}>{t('twins.pool_more')}</Button>}
    </>
  );
}
