import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import type { Ref, Tier } from '../../data/rows.ts';
import { day, money, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Badge, TierBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import { usePages } from '../pages.ts';
import type { KnownToFew } from './rows.ts';

interface Sum {
  owner: Ref | null;
  accounts: number;
  one: number;
  nobody: number;
}

/** Customers that at most one person knows, the most valuable first (row 58). */
export function BusFactor(): JSX.Element {
  const { data } = useLive('get', { path: 'bus-factor/summary' }, ['accounts']);
  const pages = usePages<KnownToFew>('bus-factor', {});
  const sums = (data?.data ?? []) as unknown as Sum[];
  return (
    <Section title={t('handover.bus')}>
      <p class="hint">{!pages.isFirst && !pages.rows.length ? t('handover.bus_none') : t('handover.bus_hint')}</p>
      {sums.length > 0 && (
        <ul class="rows">
          {sums.map(({ owner, accounts, one, nobody }) => (
            <li class="row" key={owner?.id ?? ''}>
              <strong>{owner?.name ?? t('none')}</strong>
              {[t('handover.bus_one', { count: one }), t('handover.bus_nobody', { count: nobody }), t('handover.bus_of', { count: accounts })].join(' · ')}
            </li>
          ))}
        </ul>
      )}
      <ul class="rows">
        {pages.rows.map((row) => (
          <li class="row" key={row.id}>
            <Link href={`/accounts/${row.id}`} class="row__body">
              <span class="row__title">
                {row.name} <TierBadge tier={row.tier as Tier | null} />
              </span>
              <span class="row__sub">{[row.owner?.name, row.annual_value && money(row.annual_value, row.currency), row.last_visit_on && day(row.last_visit_on)].filter(Boolean).join(' · ')}</span>
            </Link>
            <Badge tone={row.acquainted ? 'amber' : 'red'}>{t(row.acquainted ? 'handover.one' : 'handover.zero')}</Badge>
          </li>
        ))}
      </ul>
      {pages.hasMore && (
        <Button wide onClick={pages.more}>
          {t('more')}
        </Button>
      )}
    </Section>
  );
}
