import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { SERVICES_TEXTS } from '../../i18n/services.ts';
import { Icon } from '../../ui/icon.tsx';
import type { PartProps } from './sections.ts';

await addTexts(SERVICES_TEXTS);

/** What this customer may expect of us, in one line that opens (row 69); there without a network. */
export function Services({ card }: PartProps): JSX.Element | null {
  const { data } = useLive('entitled', { account: card.account.id }, ['accounts', 'services', 'entitlements']);
  if (!data?.services.length) return null;
  return (
    <details class="why">
      <summary>
        <Icon name="forward" small />
        {t('services.entitled')} · {t('services.card', { count: data.services.length })}
      </summary>
      <ul>
        {data.services.map((service) => (
          <li key={service.id}>
            {service.name} · {service.quota === null ? t('services.unlimited') : t(`services.quota.${service.per}`, { count: service.quota })}
          </li>
        ))}
      </ul>
    </details>
  );
}
