import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { addTexts, money, t } from '../../i18n/index.ts';
import { CHAIN_TEXTS } from '../../i18n/chain.ts';
import { SERVICES_TEXTS } from '../../i18n/services.ts';
import { Button } from '../../ui/button.tsx';
import { Banner, Empty, Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { wordsOf } from '../chain/refusals.ts';
import { post } from '../forms/writing.ts';
import { Deliveries } from './deliveries.tsx';
import { EntitleForm, ServiceForm } from './forms.tsx';
import { LAYERS, levelText, mayKeep, quotaText, SERVICE_TOPICS, TIERS, type Delivery, type Entitlement, type Service } from './rows.ts';
import './services.css';

await Promise.all([addTexts(SERVICES_TEXTS), addTexts(CHAIN_TEXTS)]);

type Open = { what: 'service'; service: Service | null } | { what: 'tier'; service: Service; tier: string };

/** What we offer in three layers, and what each tier gets of it (rows 61, 69). */
export function ServicesScreen(): JSX.Element {
  const services = useLive('list', { resource: 'services', query: { limit: 200 } }, SERVICE_TOPICS);
  const entitlements = useLive('list', { resource: 'entitlements', query: { limit: 200 } }, SERVICE_TOPICS);
  const [open, setOpen] = useState<Open | null>(null);
  useEffect(() => {
    document.title = `${t('services.title')} · ${t('app.name')}`;
  }, []);
  const rows = (services.data?.results ?? []) as unknown as Service[];
  const terms = (entitlements.data?.results ?? []) as unknown as Entitlement[];
  const found = (service: Service, tier: string): Entitlement | undefined => terms.find((each) => each.service.id === service.id && each.tier === tier);
  return (
    <main class="catalogue">
      <header class="catalogue__head">
        <h1>{t('services.title')}</h1>
        {mayKeep() && (
          <Button small kind="primary" icon="plus" onClick={() => setOpen({ what: 'service', service: null })}>
            {t('services.new')}
          </Button>
        )}
      </header>
      {services.error && !services.data && <Banner icon="cloud">{wordsOf(services.error)}</Banner>}
      <Alerts />
      {services.data && !rows.length ? (
        <Empty icon="star" title={t('services.empty')}>
          <p>{t('services.empty_hint')}</p>
        </Empty>
      ) : (
        LAYERS.filter((layer) => rows.some((service) => service.layer === layer)).map((layer) => (
          <Section key={layer} title={t(`services.layer.${layer}`)}>
            <p class="hint">{t(`services.layer_hint.${layer}`)}</p>
            <Offer services={rows.filter((service) => service.layer === layer)} label={t(`services.layer.${layer}`)} found={found} onOpen={setOpen} />
          </Section>
        ))
      )}
      {open?.what === 'service' && <ServiceForm service={open.service} onClose={() => setOpen(null)} />}
      {open?.what === 'tier' && <EntitleForm service={open.service} tier={open.tier} entitlement={found(open.service, open.tier)} onClose={() => setOpen(null)} />}
    </main>
  );
}

function Offer({ services, label, found, onOpen }: { services: Service[]; label: string; found: (service: Service, tier: string) => Entitlement | undefined; onOpen: (open: Open) => void }): JSX.Element {
  return (
    <div class="offer" role="group" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('services.service')}</th>
            <th scope="col">{t('services.level')}</th>
            <th scope="col">{t('services.cost')}</th>
            {TIERS.map((tier) => (
              <th key={tier} scope="col">
                {t(`tier.${tier}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {services.map((service) => (
            <tr key={service.id}>
              <th scope="row">
                <Name service={service} onOpen={onOpen} />
              </th>
              <td>{levelText(service.level)}</td>
              <td>{service.cost === null ? t('not_computed') : money(service.cost, service.currency) + (service.unit && ` / ${service.unit}`)}</td>
              {TIERS.map((tier) => (
                <td key={tier}>
                  <Cell service={service} tier={tier} entitlement={found(service, tier)} onOpen={onOpen} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Name({ service, onOpen }: { service: Service; onOpen: (open: Open) => void }): JSX.Element {
  const [sure, setSure] = useState(false);
  const archive = (): Promise<unknown> => post(`services/${service.id}/archive`, { changes: SERVICE_TOPICS }).catch((error: Error) => toast(wordsOf(error)));
  return (
    <>
      {service.name}
      <span class="faint">{[service.code, service.kind && t(`services.kind.${service.kind}`)].filter(Boolean).join(' · ')}</span>
      {service.description && <span class="faint">{service.description}</span>}
      {mayKeep() && (
        <span class="request__acts">
          <Button small kind="quiet" aria-label={t('services.change_of', { name: service.name })} onClick={() => onOpen({ what: 'service', service })}>
            {t('services.change')}
          </Button>
          <Button small kind="quiet" onClick={() => (sure ? void archive() : setSure(true))}>
            {t(sure ? 'services.archive_sure' : 'services.archive')}
          </Button>
        </span>
      )}
    </>
  );
}

function Cell({ service, tier, entitlement, onOpen }: { service: Service; tier: string; entitlement: Entitlement | undefined; onOpen: (open: Open) => void }): JSX.Element {
  const text = entitlement ? quotaText(entitlement) : t('services.nothing');
  const words = (
    <>
      {text}
      {entitlement && <span class="faint">{levelText(entitlement.level)}</span>}
    </>
  );
  if (!mayKeep()) return <span class="offer__cell">{words}</span>;
  return (
    <button type="button" class="offer__cell" aria-label={`${service.name} · ${t(`tier.${tier}` as 'tier.vip')}: ${text}${entitlement ? levelText(entitlement.level) : ''}`} onClick={() => onOpen({ what: 'tier', service, tier })}>
      {words}
    </button>
  );
}

/** Given below the standard line, and nobody has seen to it yet (row 9). */
function Alerts(): JSX.Element | null {
  const { data } = useLive('list', { resource: 'service-deliveries', query: { alert: 'true', limit: 20 } }, SERVICE_TOPICS);
  const rows = (data?.results ?? []) as unknown as Delivery[];
  if (!rows.length) return null;
  return (
    <Section title={t('services.alerts')}>
      <Deliveries rows={rows} mayWrite={mayKeep()} withAccount />
    </Section>
  );
}
