import type { JSX } from 'preact';
import { money, number, percent, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { TierBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import { usePages } from '../pages.ts';
import type { Cause, Line } from './rows.ts';
import { signed } from './words.ts';

interface Props {
  currency: string;
  /** Null: the most valuable; else the customers behind this cause. */
  cause: Cause | null;
  nights: Record<string, string>;
  onTop: () => void;
}

export function Lines(props: Props): JSX.Element {
  return props.cause === null ? <Top {...props} /> : <Behind {...props} cause={props.cause} />;
}

function Top({ currency }: Props): JSX.Element {
  const pages = usePages<Line>('equity', { currency });
  return (
    <Section title={t('worth.top')}>
      <List pages={pages} heads={[t('worth.equity'), t('worth.order_value'), t('worth.discounted_orders'), t('worth.alive')]}>
        {(line) => [line.equity && money(line.equity, line.currency), line.order_value && money(line.order_value, line.currency), number(line.discounted_orders ?? 0, 1), percent(line.alive ?? 0, 0)]}
      </List>
    </Section>
  );
}

function Behind({ currency, cause, nights, onTop }: Props & { cause: Cause }): JSX.Element {
  const pages = usePages<Line>('equity/changes', { currency, cause, ...nights });
  const value = (amount: string | null | undefined): string => (amount == null ? '–' : money(amount, currency));
  return (
    <Section
      title={t('worth.behind', { cause: t(`worth.cause.${cause}`) })}
      action={
        <Button small kind="quiet" onClick={onTop}>
          {t('worth.show_top')}
        </Button>
      }
    >
      <List pages={pages} heads={[t('worth.change'), t('worth.column.before'), t('worth.column.after')]}>
        {(line) => [signed(line.change ?? '0', currency), value(line.before), value(line.after)]}
      </List>
    </Section>
  );
}

function List({ pages, heads, children }: { pages: ReturnType<typeof usePages<Line>>; heads: string[]; children: (line: Line) => (string | null | undefined)[] }): JSX.Element {
  if (pages.isFirst && !pages.error) return <div class="skeleton skeleton--tall" aria-hidden="true" />;
  if (!pages.rows.length) return <p class="hint">{pages.error ? t('worth.offline') : t('worth.nobody')}</p>;
  return (
    <>
      <div class="card card--pad scroll-x" tabIndex={0} role="region" aria-label={heads[0]}>
        <table class="worth-table">
          <thead>
            <tr>
              <th scope="col">{t('customers.title')}</th>
              <th scope="col">{t('desk.column.tier')}</th>
              {heads.map((head) => (
                <th key={head} scope="col" class="figure">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pages.rows.map((line) => (
              <tr key={line.account.id}>
                <th scope="row">
                  <Link href={`/accounts/${line.account.id}?tab=trade`}>{line.account.name}</Link>
                </th>
                <td>
                  <TierBadge tier={line.tier} />
                </td>
                {children(line).map((cell, place) => (
                  <td key={place} class="figure">
                    {cell ?? '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages.hasMore && (
        <Button small onClick={pages.more}>
          {t('worth.more')}
        </Button>
      )}
    </>
  );
}
