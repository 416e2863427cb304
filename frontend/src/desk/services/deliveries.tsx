import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { day, money, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EntryForm, GradeForm } from './forms.tsx';
import { levelText, STANDARD_LINE, type Delivery } from './rows.ts';

/** What was given, newest first, each with what is still to do about it. */
export function Deliveries({ rows, mayWrite, withAccount = false }: { rows: Delivery[]; mayWrite: boolean; withAccount?: boolean }): JSX.Element {
  const [open, setOpen] = useState<{ delivery: Delivery; verb: 'settle-alert' | 'withdraw' | 'grade' } | null>(null);
  return (
    <>
      <ul class="rows">
        {rows.map((delivery) => (
          <li key={delivery.id} class="row">
            <div class="row__body">
              <p class="row__title">
                {delivery.quantity > 1 ? `${delivery.service.name} ×${delivery.quantity}` : delivery.service.name}
                {delivery.level !== null && <Badge tone={delivery.level < STANDARD_LINE ? 'red' : 'green'}>{levelText(delivery.level)}</Badge>}
                {delivery.beyond && <Badge tone="amber">{t('services.beyond')}</Badge>}
                {delivery.alert && <Badge tone="red">{t('services.alert')}</Badge>}
                {delivery.withdrawn_at && <Badge>{t('services.withdrawn')}</Badge>}
              </p>
              {withAccount && <Link href={`/accounts/${delivery.account.id}`}>{delivery.account.name}</Link>}
              {delivery.note && <p>{delivery.note}</p>}
              {delivery.settlement && <p class="row__sub">{t('services.settled_with', { text: delivery.settlement })}</p>}
              {delivery.withdrawn_why && <p class="row__sub">{delivery.withdrawn_why}</p>}
              <p class="row__sub">{[day(delivery.given_on), delivery.given_by?.name, delivery.cost && money(delivery.cost, delivery.currency)].filter(Boolean).join(' · ')}</p>
              {mayWrite && !delivery.withdrawn_at && (
                <p class="request__acts">
                  {delivery.alert && (
                    <Button small kind="soft" onClick={() => setOpen({ delivery, verb: 'settle-alert' })}>
                      {t('services.settle')}
                    </Button>
                  )}
                  <Button small kind="quiet" aria-label={`${t('services.grade')} ${delivery.service.name}`} onClick={() => setOpen({ delivery, verb: 'grade' })}>
                    {t('services.grade')}
                  </Button>
                  <Button small kind="quiet" onClick={() => setOpen({ delivery, verb: 'withdraw' })}>
                    {t('services.withdraw')}
                  </Button>
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
      {open?.verb === 'grade' && <GradeForm delivery={open.delivery} onClose={() => setOpen(null)} />}
      {open && open.verb !== 'grade' && <EntryForm delivery={open.delivery} verb={open.verb} onClose={() => setOpen(null)} />}
    </>
  );
}
