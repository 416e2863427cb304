import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { CHAIN_TEXTS } from '../../i18n/chain.ts';
import { SERVICES_TEXTS } from '../../i18n/services.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import { Deliveries } from '../services/deliveries.tsx';
import { GiveForm } from '../services/forms.tsx';
import { levelText, quotaText, SERVICE_TOPICS, type AccountEntitlements, type Delivery, type Entitled } from '../services/rows.ts';
import '../services/services.css';
import type { SectionProps } from './sections.ts';

await Promise.all([addTexts(SERVICES_TEXTS), addTexts(CHAIN_TEXTS)]);

/** What this customer is entitled to, and what it was given (rows 9, 61, 69). */
export function Services({ account, mayWrite }: SectionProps): JSX.Element {
  const [giving, setGiving] = useState(false);
  const { data } = useLive('get', { path: `accounts/${account.id}/entitlements` }, [...SERVICE_TOPICS, 'accounts']);
  const given = useLive('list', { resource: 'service-deliveries', query: { account: account.id, limit: 20 } }, SERVICE_TOPICS);
  const entitled = data?.data as unknown as AccountEntitlements | undefined;
  const mine = entitled?.services.filter((service) => service.allowance) ?? [];
  const rows = (given.data?.results ?? []) as unknown as Delivery[];
  return (
    <Section
      title={t('services.entitled')}
      action={
        mayWrite && (
          <Button small kind="quiet" icon="plus" disabled={!entitled} onClick={() => setGiving(true)}>
            {t('services.give')}
          </Button>
        )
      }
    >
      {entitled && <p class="hint">{t(entitled.tier ? 'services.by_tier' : 'services.without_tier', { tier: t(`tier.${entitled.counts_as}`) })}</p>}
      {entitled && !mine.length && <p class="hint">{t('services.nothing_of_all')}</p>}
      <ul class="rows">
        {mine.map((service) => (
          <Line key={service.id} service={service} />
        ))}
      </ul>
      {rows.length > 0 && <h3 class="label">{t('services.given')}</h3>}
      <Deliveries rows={rows} mayWrite={mayWrite} />
      {giving && entitled && <GiveForm account={account.id} services={entitled.services} onClose={() => setGiving(false)} />}
    </Section>
  );
}

function Line({ service: { name, layer, level, allowance } }: { service: Entitled }): JSX.Element | null {
  if (!allowance) return null;
  return (
    <li class="row">
      <div class="row__body">
        <p class="row__title">
          {name}
          <Badge>{t(`services.layer.${layer}`)}</Badge>
        </p>
        <p class="row__sub">{[quotaText(allowance), level !== null && levelText(level), t('services.used', { count: allowance.used })].filter(Boolean).join(' · ')}</p>
      </div>
      {allowance.left !== null && <Badge tone={allowance.left ? 'green' : 'amber'}>{t('services.left', { count: allowance.left })}</Badge>}
    </li>
  );
}
