import type { JSX } from 'preact';
import type { Ref } from '../../data/rows.ts';
import { t } from '../../i18n/index.ts';
import { Choice } from '../../ui/choice.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { AccountPicker } from '../forms/accountPicker.tsx';
import { post } from '../forms/writing.ts';
import type { DeskJourney } from '../rows.ts';

type Arrival = NonNullable<DeskJourney['arrival']>;

const ARRIVALS: Arrival[] = ['referral', 'word_of_mouth', 'advertising', 'visit'];
/** Somebody may stand behind these. */
const BROUGHT: (Arrival | null)[] = ['referral', 'word_of_mouth'];

/** How the customer came to us, and who brought it: that is the referrer's loyalty shown by a deed (rows 10, 39). */
export function ArrivalForm({ account, journey, changes, onClose }: { account: { id: string; name: string }; journey: DeskJourney | null; changes: string[]; onClose: () => void }): JSX.Element {
  const initial: { arrival: Arrival | null; referred_by: Ref | null } = { arrival: journey?.arrival ?? null, referred_by: journey?.referred_by ?? null };
  const save = ({ arrival, referred_by: by }: typeof initial, key: string): Promise<unknown> =>
    post(`accounts/${account.id}/journey/note-arrival`, { body: { arrival, referred_by: BROUGHT.includes(arrival) ? (by?.id ?? null) : null }, key, changes });
  return (
    <FormSheet title={t('notebook.arrival.title', { name: account.name })} draft={`arrival/${account.id}`} initial={initial} isReady={({ arrival }) => arrival !== null} save={(values, _, key) => save(values, key)} onClose={onClose}>
      {({ values, set, error }) => {
        const isItself = values.referred_by?.id === account.id;
        const said = isItself ? t('notebook.arrival.itself') : error('referred_by');
        return (
          <>
            <Choice look="chips" label={t('notebook.arrival.how')} value={values.arrival} options={ARRIVALS.map((value) => ({ value, text: t(`notebook.arrival.${value}`) }))} onChoose={(arrival) => set({ arrival })} />
            {BROUGHT.includes(values.arrival) && <AccountPicker label={t('notebook.arrival.who')} value={values.referred_by} {...(said ? { error: said } : {})} onChoose={(account) => set({ referred_by: account })} />}
          </>
        );
      }}
    </FormSheet>
  );
}
