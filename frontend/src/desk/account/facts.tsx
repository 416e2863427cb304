import type { ComponentChildren, JSX } from 'preact';
import { day, money, number, t } from '../../i18n/index.ts';
import { ExplainLater } from '../../ui/explain.tsx';
import type { SectionProps } from './sections.ts';

/** The figures of the account's row. */
export function Facts({ account }: SectionProps): JSX.Element {
  const on = (value: string | null | undefined): string => (value ? day(value) : t('desk.never'));
  return (
    <dl class="facts">
      <Fact title={t('card.value')}>{account.annual_value == null ? (
          t('not_computed')
        ) : (
          <ExplainLater path={`accounts/${account.id}/explain`} query={{ figure: 'annual_value' }} label={t('card.value')}>
            {money(account.annual_value, account.currency ?? 'CNY')}
          </ExplainLater>
        )}</Fact>
      <Fact title={t('card.loyalty')}>{account.loyalty_index == null ? t('not_computed') : number(Number(account.loyalty_index))}</Fact>
      <Fact title={t('card.last_visit')}>{on(account.last_visit_on)}</Fact>
      <Fact title={t('card.next_visit')}>{account.next_visit_on ? day(account.next_visit_on) : t('due.none')}</Fact>
      <Fact title={t('card.last_order')}>{on(account.last_order_on)}</Fact>
      <Fact title={t('desk.column.owner')}>{account.owner?.name ?? t('desk.no_owner')}</Fact>
      {(account.next_action || account.next_action_on) && (
        <Fact title={t('card.next_actions')}>{[account.next_action_on && day(account.next_action_on), account.next_action].filter(Boolean).join(' · ')}</Fact>
      )}
      {account.mixed_currency && <p class="hint">{t('card.mixed')}</p>}
    </dl>
  );
}

export function Fact({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
