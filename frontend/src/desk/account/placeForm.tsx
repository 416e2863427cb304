import type { JSX } from 'preact';
import { coordinatesText, readCoordinates } from '../../domain/coordinates.ts';
import { COORDINATES_TEXTS } from '../../i18n/coordinates.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { patch } from '../forms/writing.ts';
import type { DeskAccount } from '../rows.ts';

await addTexts(COORDINATES_TEXTS);

const DATUMS = ['wgs84', 'gcj02', 'bd09'] as const;

/** A place that somebody read off a map: the server keeps what it was written in, and stores WGS-84 (row 21). */
export function PlaceForm({ account, reload, onClose }: { account: DeskAccount; reload: () => void; onClose: () => void }): JSX.Element {
  const initial = { at: coordinatesText(account.latitude, account.longitude), datum: 'wgs84' as (typeof DATUMS)[number] };
  const save = async ({ at, datum }: typeof initial, changed: object, key: string): Promise<void> => {
    const place = readCoordinates(at);
    if (typeof place === 'string' || !Object.keys(changed).length) return;
    await patch(`accounts/${account.id}`, account.version, { body: place ? { ...place, datum } : { latitude: null, longitude: null }, key });
    reload();
  };
  return (
    <FormSheet title={t('coordinates.by_hand_title', { name: account.name })} draft={`place/${account.id}`} initial={initial} save={save} isReady={({ at }) => typeof readCoordinates(at) !== 'string'} refresh={reload} onClose={onClose}>
      {({ values, set, text }) => {
        const place = readCoordinates(values.at);
        return (
          <>
            <Field label={t('coordinates.label')} hint={t('coordinates.label_hint')} {...text('at')} {...(typeof place === 'string' ? { error: t(`coordinates.problem.${place}`) } : {})} />
            <div class="field">
              <p class="label">{t('coordinates.datum')}</p>
              <Choice look="chips" label={t('coordinates.datum')} value={values.datum} options={DATUMS.map((value) => ({ value, text: t(`coordinates.datum.${value}`) }))} onChoose={(datum) => set({ datum })} />
            </div>
          </>
        );
      }}
    </FormSheet>
  );
}
