import type { JSX } from 'preact';
import { useLive, type Live } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { healthLine, type HealthItem } from '../../domain/healthLine.ts';
import { mayWrite } from '../../domain/rights.ts';
import { t, type Key } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Badge, TierBadge } from '../../ui/badge.tsx';
import { FileMeter, HealthLine } from '../../ui/health.tsx';
import { Banner } from '../../ui/layout.tsx';
import type { Overview } from '../rows.ts';
import { Trouble } from '../trouble.tsx';
import { sectionsSeen, type AccountSection, type SectionProps } from './sections.ts';

/** What an account's page shows first, in one answer; asked again when something of an account changed. */
export function useOverview(id: string): Live<Overview> {
  const live = useLive('get', { path: `accounts/${id}/overview` }, ['accounts', 'contacts', 'promises', 'touchpoints', 'needs', 'preferences', 'consumptions', 'journeys']);
  return { ...live, data: live.data?.data as Overview | undefined };
}

/** The sections that this person sees of this account, and what each is given. */
export function partsOf(overview: Overview, { isShort, reload }: Pick<SectionProps, 'isShort' | 'reload'>): { sections: AccountSection[]; props: SectionProps } {
  const viewer = person.value?.session.user ?? { id: '', role: '' };
  const { account } = overview;
  return { sections: sectionsSeen(account, viewer), props: { overview, account, mayWrite: mayWrite(account, viewer), isShort, reload } };
}

export function Head({ overview, isPage }: { overview: Overview; isPage: boolean }): JSX.Element {
  const { account } = overview;
  const Name = isPage ? 'h1' : 'h2';
  return (
    <header class="overview__head">
      {account.merged_into && (
        <Banner icon="info" action={<Link href={`/accounts/${account.merged_into.id}`} class="button button--small">{t('desk.merged_go')}</Link>}>
          {t('desk.merged_into', { name: account.merged_into.name })}
        </Banner>
      )}
      <Name>{account.name}</Name>
      <p class="badges">
        <TierBadge tier={account.tier} />
        <Badge>{t(`desk.role.${account.role}` as Key)}</Badge>
        {account.status !== 'active' && <Badge tone="amber">{t(`desk.status.${account.status}` as Key)}</Badge>}
        {account.welcome && account.welcome !== 'welcome' && <Badge tone="red">{t(`desk.welcome.${account.welcome}`)}</Badge>}
      </p>
      <HealthLine items={stands(overview)} />
      <p class="faint">{[account.address, account.phone].filter(Boolean).join(' · ')}</p>
      {account.annual_value !== undefined && <FileMeter file={overview.completeness} />}
    </header>
  );
}

function stands({ account, promises, consumptions }: Overview): HealthItem[] {
  const { last_visit_on, next_visit_on, loyalty_band, open_complaints } = account;
  const supplies = consumptions.map(({ run_out_from, run_out_on, product }) => ({ run_out_from, run_out_on, product: product.name }));
  const known = { open_complaints, promises: promises.map(({ due_on }) => due_on), supplies };
  const figures = account.annual_value === undefined ? {} : { last_visit_on: last_visit_on ?? null, next_visit_on: next_visit_on ?? null, loyalty_band: loyalty_band ?? null };
  return healthLine({ ...known, ...figures }, person.value?.session.today ?? '');
}

/** Nothing came: the account is out of sight, there is no network, or the server refused. */
export function Gone({ error, isPage, onRetry }: { error: Error & { status?: number }; isPage: boolean; onRetry: () => void }): JSX.Element {
  if (error.status === 404)
    return (
      <>
        {isPage && <h1 class="overview__gone">{t('page.missing')}</h1>}
        <Banner icon="info">{t('desk.gone')}</Banner>
      </>
    );
  return <Trouble error={error} onRetry={onRetry} />;
}
