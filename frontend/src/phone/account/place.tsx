import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { refId, refName, type VisitRow } from '../../data/rows.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { PLACE_TEXTS } from '../../i18n/place.ts';
import { Section } from '../../ui/layout.tsx';
import { Doubts, PlaceBadge, WhoKnows, type Knower, type PlaceAnswer } from '../../ui/whoKnows.tsx';
import type { PartProps } from './sections.ts';

await addTexts(PLACE_TEXTS);

/** A customer who is hard to find (row 21): how sure the place is and whom to ask. A confirmed place needs no words. */
export function Place({ card: { account } }: PartProps): JSX.Element | null {
  const kept = useLive('rowsOf', { table: 'visits', account: account.id }, ['visits']).data as VisitRow[] | undefined;
  const confidence = account.place_confidence;
  const visits = [...(kept ?? [])].sort((a, b) => b.planned_on.localeCompare(a.planned_on));
  if (!confidence || !kept || account.kind !== 'external') return null;
  if (confidence === 'confirmed' && !visits.some(({ flags }) => flags?.length)) return null;
  return (
    <Section title={t('place.title')}>
      <div class="card card--pad stack">
        <p class="badges">
          <PlaceBadge confidence={confidence} />
        </p>
        {confidence !== 'confirmed' && <p class="hint">{t(`place.${confidence}_hint`)}</p>}
        {confidence !== 'confirmed' && <Ask account={account.id} visits={visits} />}
        <Doubts visits={visits} />
      </div>
    </Section>
  );
}

/** The server knows former managers and neighbours; without a network the phone's own visits tell who was there. */
function Ask({ account, visits }: { account: string; visits: VisitRow[] }): JSX.Element {
  const { data, error } = useLive('get', { path: `accounts/${account}/place` }, ['visits', 'accounts']);
  const answer = data?.data as unknown as PlaceAnswer | undefined;
  return (
    <>
      <WhoKnows who={answer?.who ?? metBy(visits)} neighbours={answer?.neighbours ?? []} />
      {error && !answer && <p class="hint">{t('place.offline')}</p>}
    </>
  );
}

function metBy(visits: VisitRow[]): Knower[] {
  const found = new Map<string, Knower>();
  for (const { manager, status, outcome, visited_on: on } of visits) {
    const id = refId(manager);
    if (id && on && status === 'completed' && outcome !== 'not_met' && !found.has(id)) found.set(id, { id, name: refName(manager), met_on: on });
  }
  return [...found.values()];
}
