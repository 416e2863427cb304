import type { JSX } from 'preact';
import { money, moment, t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Section } from '../../ui/layout.tsx';
import type { PartProps } from './sections.ts';

export function Orders({ card: { orders } }: PartProps): JSX.Element {
  return (
    <Section title={t('card.orders')}>
      {orders.length ? (
        <ul class="rows">
          {orders.map((order) => (
            <li class="definition" key={order.id}>
              <span>
                {moment(order.ordered_at)}
                {order.kind === 'return' && (
                  <>
                    {' '}
                    <Badge tone="amber">{t('card.return')}</Badge>
                  </>
                )}
              </span>
              <strong>{money(order.total, order.currency)}</strong>
            </li>
          ))}
        </ul>
      ) : (
        <p class="hint hint--edge">{t('card.no_orders')}</p>
      )}
    </Section>
  );
}
