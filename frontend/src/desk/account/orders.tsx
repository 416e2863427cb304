import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { watch } from '../../data/page.ts';
import { moment, money, t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import { OrderComparison } from '../../people/orderComparison.tsx';
import { usePages } from '../pages.ts';
import type { SectionProps } from './sections.ts';

interface OrderLine {
  product: { id: string; name: string };
  quantity: string;
  unit_price: string;
}

interface DeskOrder {
  id: string;
  kind: 'sale' | 'return';
  ordered_at: string;
  total: string;
  currency: string;
  lines: OrderLine[];
}

/** All orders, the newest first, as far back as one goes on. */
export function Orders({ account }: SectionProps): JSX.Element {
  const { rows, isFirst, hasMore, more, reload } = usePages<DeskOrder>('orders', { account: account.id, ordering: '-ordered_at' });
  useEffect(() => watch(['orders'], reload), []);
  if (isFirst) return <div class="skeleton" aria-hidden="true" />;
  return (
    <>
      {rows.length > 0 && <OrderComparison account={account.id} />}
    <Section title={t('card.orders')}>
      {!rows.length && <p class="hint">{t('card.no_orders')}</p>}
      <ul class="rows">
        {rows.map((order) => (
          <li key={order.id} class="row">
            <div class="row__body">
              <p class="row__title">
                {moment(order.ordered_at)}
                {order.kind === 'return' && <Badge tone="amber">{t('card.return')}</Badge>}
              </p>
              <p class="row__sub">{order.lines.map(({ product, quantity }) => `${product.name} × ${Number(quantity)}`).join(' · ')}</p>
            </div>
            <strong>{money(order.total, order.currency)}</strong>
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button wide onClick={more}>
          {t('more')}
        </Button>
      )}
    </Section>
    </>
  );
}
