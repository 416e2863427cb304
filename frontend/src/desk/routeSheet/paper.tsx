import type { JSX } from 'preact';
import { clock, day, distance, longDay, money, shortDay, t } from '../../i18n/index.ts';
import { directions } from '../../phone/directions.ts';
import { reasonText } from '../../phone/reason.ts';
import { Link } from '../../router.tsx';
import { TierBadge } from '../../ui/badge.tsx';
import type { RouteSheet, SheetArea, SheetStop } from './rows.ts';

/** The sheet as it lies on the table: a heading a street or village, a line a customer, room to write. */
export function Paper({ sheet, today }: { sheet: RouteSheet; today: string }): JSX.Element {
  const stops = sheet.areas.flatMap((area) => area.stops);
  const count = (kind: SheetArea['kind']): number => sheet.areas.filter((area) => area.kind === kind).length;
  const facts = [
    t('sheet.stops', { count: stops.length }),
    count('street') > 0 && t('sheet.streets', { count: count('street') }),
    count('village') > 0 && t('sheet.villages', { count: count('village') }),
    sheet.distance_km && t('sheet.road', { distance: distance(sheet.distance_km * 1000) }),
    sheet.travel_minutes && t('sheet.minutes', { count: sheet.travel_minutes }),
  ];
  return (
    <article class="paper" aria-label={t('sheet.title')}>
      <header class="paper__head">
        <h2>
          {sheet.manager.name} · {sheet.date ? longDay(sheet.date) : sheet.route?.name}
        </h2>
        <p>{facts.filter(Boolean).join(' · ')}</p>
        <p class="paper__areas">{sheet.areas.map((area) => `${areaName(area)} ${area.stops.length}`).join(' · ')}</p>
      </header>
      {sheet.areas.map((area) => (
        <Area key={`${area.kind} ${area.name}`} area={area} />
      ))}
      {sheet.left_out.length > 0 && (
        <p class="paper__left">
          <strong>{t('sheet.left_out')}</strong> {sheet.left_out.map(({ name }) => name).join(' · ')}
        </p>
      )}
      <footer class="paper__foot">{t('sheet.foot', { day: day(today) })}</footer>
    </article>
  );
}

const areaName = ({ kind, name }: SheetArea): string => (kind === 'unknown' ? t('sheet.unknown') : name);

function Area({ area }: { area: SheetArea }): JSX.Element {
  const name = areaName(area);
  return (
    <section class="paper__area" aria-label={name}>
      <h3>
        {name} <span class="faint">{t('sheet.stops', { count: area.stops.length })}</span>
      </h3>
      <div class="paper__scroll" tabIndex={0} role="region" aria-label={t('sheet.table', { name })}>
        <table>
          <thead>
            <tr>
              {(['number', 'shop', 'licence', 'phone', 'last_order', 'open', 'notes'] as const).map((column) => (
                <th key={column} scope="col" class={`paper__${column}`}>
                  {t(`sheet.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {area.stops.map((stop) => (
              <Line key={stop.number} stop={stop} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Line({ stop }: { stop: SheetStop }): JSX.Element {
  const open = openItems(stop);
  return (
    <tr>
      <td class="paper__number">
        {stop.number}
        {stop.arrive_at && <span class="faint">{clock(stop.arrive_at)}</span>}
      </td>
      <th scope="row">
        <Link href={`/accounts/${stop.account.id}`}>{stop.account.name}</Link> {stop.tier && <TierBadge tier={stop.tier} />}
        {stop.latitude != null && stop.longitude != null && (
          <a class="paper__way" href={directions({ latitude: stop.latitude, longitude: stop.longitude }, stop.account.name)} target="_blank" rel="noreferrer" aria-label={t('sheet.way_to', { name: stop.account.name })}>
            {t('navigate')}
          </a>
        )}
        <span class="paper__customer">{stop.customer || t('sheet.no_customer')}</span>
        <span class="faint">{[stop.address, hours(stop), stop.reason && reasonText(stop.reason)].filter(Boolean).join(' · ')}</span>
      </th>
      <td>
        {stop.licence_name || <span class="faint">{t('sheet.no_licence')}</span>}
        <span class="paper__tick">{t('sheet.same')}</span>
      </td>
      <td class="paper__phone">{stop.phone || <span class="faint">{t('sheet.no_phone')}</span>}</td>
      <td>{stop.last_order ? lastOrder(stop.last_order) : <span class="faint">{t('sheet.never')}</span>}</td>
      <td>
        {open.length > 0 ? (
          <ul>
            {open.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        ) : (
          <span class="faint">{t('sheet.nothing')}</span>
        )}
      </td>
      <td class="paper__notes" />
    </tr>
  );
}

function lastOrder({ on, total, currency }: NonNullable<SheetStop['last_order']>): JSX.Element {
  return (
    <>
      {day(on)}
      <span class="faint">{money(total, currency)}</span>
    </>
  );
}

function hours({ opens_at: opens, closes_at: closes }: SheetStop): string {
  return opens && closes ? t('sheet.hours', { opens: opens.slice(0, 5), closes: closes.slice(0, 5) }) : '';
}

/** What the visit must not forget: complaints first, then what was promised, then what one had meant to do. */
export function openItems(stop: SheetStop): string[] {
  return [
    ...(stop.open_complaints ? [t('sheet.complaints', { count: stop.open_complaints })] : []),
    ...stop.promises.map(({ text, due_on }) => t('sheet.promise', { day: shortDay(due_on), text })),
    ...(stop.next_action && stop.next_action_on ? [t('sheet.action', { day: shortDay(stop.next_action_on), text: stop.next_action })] : []),
  ];
}
