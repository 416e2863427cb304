/** Whom to ask for the way to a customer, and what was odd about its check-ins (row 21): for the phone's card and the desk. */
import type { ComponentChildren, JSX } from 'preact';
import { refName, type PlaceConfidence, type VisitRow } from '../data/rows.ts';
import { day, t } from '../i18n/index.ts';
import { Link } from '../router.tsx';
import { Badge, type Tone } from './badge.tsx';

export interface Knower {
  id: string;
  name: string;
  is_active?: boolean;
  was_there_on?: string | null;
  met_on?: string | null;
  had_until?: string | null;
}

export interface PlaceAnswer {
  confidence: PlaceConfidence;
  given: { latitude: number; longitude: number; datum: string } | null;
  checked_on: string | null;
  missing: number;
  looks_like_gcj02: boolean;
  better: { visit: string; accuracy_m: number; visited_on: string; by: { name: string } } | null;
  who: Knower[];
  neighbours: { id: string; name: string; phone: string; address: string }[];
}

const TONES: Record<PlaceConfidence, Tone> = { none: 'red', given: 'amber', confirmed: 'green' };

export function PlaceBadge({ confidence }: { confidence: PlaceConfidence }): JSX.Element {
  return <Badge tone={TONES[confidence]}>{t(`place.${confidence}`)}</Badge>;
}

export function WhoKnows({ who, neighbours }: { who: Knower[]; neighbours: PlaceAnswer['neighbours'] }): JSX.Element {
  return (
    <>
      <h3 class="label">{t('place.who')}</h3>
      {who.length ? (
        <ul class="rows">
          {who.slice(0, 5).map((one) => (
            <Line key={one.id} title={one.name} sub={saidOf(one)} />
          ))}
        </ul>
      ) : (
        <p class="hint">{t('place.nobody')}</p>
      )}
      {neighbours.length > 0 && (
        <>
          <h3 class="label">{t('place.neighbours')}</h3>
          <ul class="rows">
            {neighbours.map(({ id, name, phone, address }) => (
              <Line key={id} title={<Link href={`/accounts/${id}`}>{name}</Link>} sub={address}>
                {phone && <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</a>}
              </Line>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Line({ title, sub, children }: { title: ComponentChildren; sub: string; children?: ComponentChildren }): JSX.Element {
  return (
    <li class="row">
      <span class="row__body">
        <span class="row__title">{title}</span>
        <span class="row__sub">{sub}</span>
      </span>
      {children}
    </li>
  );
}

function saidOf({ was_there_on: there, met_on: met, had_until: had, is_active: works }: Knower): string {
  return [there && t('place.was_there', { day: day(there) }), !there && met && t('place.met', { day: day(met) }), had && t('place.had', { day: day(had) }), works === false && t('place.left')].filter(Boolean).join(' · ');
}

/** The last check-ins that the server has a doubt about, in words. */
export function Doubts({ visits }: { visits: VisitRow[] }): JSX.Element | null {
  const odd = visits.filter(({ flags }) => flags?.length).slice(0, 3);
  if (!odd.length) return null;
  return (
    <>
      <h3 class="label">{t('place.flags')}</h3>
      <ul class="rows">
        {odd.map(({ id, manager, visited_on: on, planned_on: planned, flags }) => (
          <Line key={id} title={(flags ?? []).map((flag) => t(`place.flag.${flag}`)).join('、')} sub={`${refName(manager)} · ${day(on ?? planned)}`} />
        ))}
      </ul>
    </>
  );
}
