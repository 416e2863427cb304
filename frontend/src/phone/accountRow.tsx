import type { ComponentChildren, JSX } from 'preact';
import type { AccountLine } from '../data/customers.ts';
import { day, distance, t } from '../i18n/index.ts';
import { Link } from '../router.tsx';
import { Badge, DueBadge, TierBadge } from '../ui/badge.tsx';

/** Every account row is this high, so that a long list knows where each lies. */
export const ROW_HEIGHT = 80;

interface AccountRowProps {
  account: AccountLine;
  position: number;
  total: number;
  /** What a tap does; without it the row leads to the account. */
  onTap?: () => void;
}

export function AccountRow({ account, position, total, onTap }: AccountRowProps): JSX.Element {
  return (
    <li class="account-row" aria-setsize={total} aria-posinset={position}>
      {onTap ? (
        <button type="button" class="row" onClick={onTap}>
          <Inside account={account} />
        </button>
      ) : (
        <Link href={`/accounts/${account.id}`} class="row">
          <Inside account={account} />
        </Link>
      )}
    </li>
  );
}

function Inside({ account }: { account: AccountLine }): JSX.Element {
  const seen = account.last_visit_on ? t('customers.last_visit', { day: day(account.last_visit_on) }) : t('customers.never_visited');
  const side: ComponentChildren = account.open_complaints > 0 ? <Badge tone="red">{t('customers.complaints', { count: account.open_complaints })}</Badge> : <DueBadge days={account.due_in} />;
  return (
    <>
      <span class="row__body">
        <span class="row__title">
          <span class="one-line">{account.name}</span>
          <TierBadge tier={account.tier} />
        </span>
        <span class="row__sub one-line">{account.address}</span>
      </span>
      <span class="account-row__side">
        {side}
        <span>{account.distance_m == null ? seen : distance(account.distance_m)}</span>
      </span>
    </>
  );
}
