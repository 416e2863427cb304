import type { ComponentChildren, JSX } from 'preact';
import { day, money, number, t, type Key } from '../../i18n/index.ts';
import { Badge, DueBadge, TierBadge } from '../../ui/badge.tsx';
import { LoyaltyWhy } from './loyaltyWhy.tsx';
import { TierWhy } from '../../ui/tierWhy.tsx';
import type { PartProps } from './sections.ts';

/** The health line: tier, value, loyalty, last and next visit, last order; why this tier and why this loyalty (rows 7, 10, 68). */
export function Health({ card: { account, line, waiting } }: PartProps): JSX.Element {
  const dated = (value: string | null): string => (value ? day(value) : t('none'));
  return (
    <section class="card card--pad" aria-label={t('card.health')}>
      <p class="badges">
        <TierBadge tier={account.tier} />
        <DueBadge days={line.due_in} />
        {account.loyalty_band && <Badge tone={account.loyalty_band === 'at_risk' ? 'red' : account.loyalty_band === 'fragile' ? 'amber' : 'green'}>{t(`band.${account.loyalty_band}`)}</Badge>}
        {account.open_complaints > 0 && <Badge tone="red">{t('customers.complaints', { count: account.open_complaints })}</Badge>}
      </p>
      <dl class="facts">
        <Fact name="card.value">{account.annual_value == null ? t('not_computed') : money(account.annual_value, account.currency)}</Fact>
        <Fact name="card.loyalty">{account.loyalty_index == null ? t('not_computed') : number(Number(account.loyalty_index), 1)}</Fact>
        <Fact name="card.last_order">{dated(account.last_order_on)}</Fact>
        <Fact name="card.last_visit">{dated(account.last_visit_on)}</Fact>
        <Fact name="card.next_order">{account.next_order_on ? day(account.next_order_on) : t('not_computed')}</Fact>
        <Fact name="card.next_visit">{account.next_visit_on ? day(account.next_visit_on) : t(waiting ? 'card.after_sync' : 'due.none')}</Fact>
      </dl>
      {account.mixed_currency && <p class="hint">{t('card.mixed')}</p>}
      <TierWhy tier={account.tier} since={account.tier_since} why={account.tier_why} />
      {account.loyalty_band && account.loyalty_why && <LoyaltyWhy account={account.id} band={account.loyalty_band} why={account.loyalty_why} />}
    </section>
  );
}

function Fact({ name, children }: { name: Key; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{t(name)}</dt>
      <dd>{children}</dd>
    </div>
  );
}
