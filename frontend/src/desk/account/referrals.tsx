import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { addTexts, day, money, t } from '../../i18n/index.ts';
import { WORTH_TEXTS } from '../../i18n/worth.ts';
import { Link } from '../../router.tsx';
import { Badge, TierBadge } from '../../ui/badge.tsx';
import { Section } from '../../ui/layout.tsx';
import '../loyalty/loyalty.css';
import type { ReferralLink, Referrals as Told } from '../loyalty/rows.ts';
import type { SectionProps } from './sections.ts';

await addTexts(WORTH_TEXTS);

/** Who brought this customer, and whom it brought, with what became of them (rows 10, 68). */
export function Referrals({ account }: SectionProps): JSX.Element {
  const { data } = useLive('get', { path: `accounts/${account.id}/referrals` }, ['loyalty']);
  const told = data?.data as unknown as Told | undefined;
  const isEmpty = told && !told.up.length && !told.down.length;
  return (
    <Section title={t('worth.referrals')}>
      {!told && <div class="skeleton" aria-hidden="true" />}
      {isEmpty && <p class="hint">{t('worth.referrals_none')}</p>}
      {told && !isEmpty && (
        <div class="card card--pad referrals">
          {told.up.length > 0 && (
            <>
              <h3>{t('worth.referrals_up')}</h3>
              <Tree links={told.up} parent={account.id} />
            </>
          )}
          {told.down.length > 0 && (
            <>
              <h3>{t('worth.referrals_down')}</h3>
              <Tree links={told.down} parent={account.id} />
              <p class="hint">{t('worth.referrals_sum', { count: told.customers, value: Object.entries(told.annual_value).map(([currency, value]) => money(value, currency)).join(' · ') })}</p>
            </>
          )}
          {told.hidden > 0 && <p class="hint">{t('worth.referrals_hidden', { count: told.hidden })}</p>}
        </div>
      )}
    </Section>
  );
}

/** A nested list: a screen reader counts the levels by itself. */
function Tree({ links, parent, depth = 1 }: { links: ReferralLink[]; parent: string; depth?: number }): JSX.Element | null {
  const here = links.filter((link) => link.parent === parent && link.depth === depth);
  if (!here.length) return null;
  return (
    <ul class="tree">
      {here.map((link) => (
        <li key={link.id}>
          <p class="tree__line">
            <Link href={`/accounts/${link.account.id}`}>{link.account.name}</Link>
            <TierBadge tier={link.tier} />
            <Badge tone={link.kind === 'became_customer' ? 'green' : 'grey'}>{t(`worth.kind.${link.kind}`)}</Badge>
            <span class="faint">{[day(link.on), link.annual_value && money(link.annual_value, link.currency)].filter(Boolean).join(' · ')}</span>
          </p>
          <Tree links={links} parent={link.account.id} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
}
