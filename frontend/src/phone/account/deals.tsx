import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import type { DealRow } from '../../data/rows.ts';
import { DEALS_TEXTS } from '../../i18n/deals.ts';
import { addTexts, day, exactMoney, t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { STATUS_TONES, statusKey } from '../../ui/dealStatus.ts';
import { Section } from '../../ui/layout.tsx';
import type { PartProps } from './sections.ts';

await addTexts(DEALS_TEXTS);

/** Who registered which project first, at what price and until when (row 38); to read, without a network too. */
export function Deals({ card: { account } }: PartProps): JSX.Element | null {
  const { data } = useLive('registered', { account: account.id }, ['deals']);
  if (!data?.length) return null;
  return (
    <Section title={t('deals.title')}>
      <ul class="rows">
        {data.map((deal) => (
          <Deal key={deal.id} deal={deal} isOurs={deal.account.id === account.id} />
        ))}
      </ul>
    </Section>
  );
}

/** On the customer's card it says who was first; on that dealer's card, whose project it is. */
function Deal({ deal, isOurs }: { deal: DealRow; isOurs: boolean }): JSX.Element {
  return (
    <li class="row">
      <span class="row__body">
        <span class="row__title">{deal.name}</span>
        <span class="row__sub">{isOurs ? `${t('deals.registrant')} ${deal.registrant.name}` : `${t('deals.customer')} ${deal.account.name}`}</span>
        <span class="row__sub">{deal.own_quote ? `${t('deals.own_quote')} ${exactMoney(deal.own_quote.total, deal.currency)}` : t('deals.no_own_quote')}</span>
        <span class="badges">
          <Badge tone={STATUS_TONES[deal.status]}>{t(statusKey(deal.status))}</Badge>
          {deal.status === 'open' && <Badge>{t('deals.until_day', { day: day(deal.protected_until) })}</Badge>}
        </span>
      </span>
    </li>
  );
}
