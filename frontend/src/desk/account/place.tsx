import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import type { VisitRow } from '../../data/rows.ts';
import { COORDINATES_TEXTS } from '../../i18n/coordinates.ts';
import { addTexts, day, t } from '../../i18n/index.ts';
import { PLACE_TEXTS } from '../../i18n/place.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { Doubts, PlaceBadge, WhoKnows, type PlaceAnswer } from '../../ui/whoKnows.tsx';
import { post } from '../forms/writing.ts';
import { PlaceForm } from './placeForm.tsx';
import type { SectionProps } from './sections.ts';

await Promise.all([addTexts(PLACE_TEXTS), addTexts(COORDINATES_TEXTS)]);

const DATUMS: Record<string, string> = { gcj02: 'GCJ-02', bd09: 'BD-09' };

/** How sure the place is, who knows it, and putting it where a check-in was made (row 21). */
export function Place({ account, mayWrite, reload }: SectionProps): JSX.Element | null {
  const [isPutting, setPutting] = useState(false);
  const { data } = useLive('get', { path: `accounts/${account.id}/place` }, ['accounts', 'visits']);
  const visits = (useLive('list', { resource: 'visits', query: { account: account.id, limit: 20 } }, ['visits']).data?.results ?? []) as unknown as VisitRow[];
  const place = data?.data as unknown as PlaceAnswer | undefined;
  if (!place) return null;
  const { confidence, given, better } = place;
  const take = async (visit: string): Promise<void> => {
    await post(`accounts/${account.id}/place`, { body: { visit } });
    toast(t('place.taken'));
    reload();
  };
  return (
    <Section
      title={t('place.title')}
      action={
        mayWrite && (
          <Button small kind="quiet" onClick={() => setPutting(true)}>
            {t('coordinates.by_hand')}
          </Button>
        )
      }
    >
      <div class="card card--pad stack">
        <p class="badges">
          <PlaceBadge confidence={confidence} />
        </p>
        <p class="hint">{t(`place.${confidence}_hint`, { day: place.checked_on ? day(place.checked_on) : '' })}</p>
        {given && <p class="hint">{t('place.from_map', { latitude: given.latitude, longitude: given.longitude, datum: DATUMS[given.datum] ?? given.datum })}</p>}
        {place.looks_like_gcj02 && <p class="hint">{t('place.gcj02')}</p>}
        {better && (
          <>
            <p>{t('place.missing', { count: place.missing })}</p>
            <p class="hint">{t('place.take_said', { name: better.by.name, day: day(better.visited_on), metres: Math.round(better.accuracy_m) })}</p>
            {mayWrite && (
              <Button small onClick={() => void take(better.visit)}>
                {t('place.take')}
              </Button>
            )}
          </>
        )}
        <WhoKnows who={place.who} neighbours={place.neighbours} />
        <Doubts visits={visits} />
      </div>
      {isPutting && <PlaceForm account={account} reload={reload} onClose={() => setPutting(false)} />}
    </Section>
  );
}
