import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { person } from '../data/page.ts';
import { refName, type TrustRow } from '../data/rows.ts';
import { uuidv7 } from '../data/uuid.ts';
import { addTexts, moment, t } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { FormSheet } from '../ui/form.tsx';
import { Banner, Section } from '../ui/layout.tsx';
import type { Write } from './write.ts';

await addTexts(PEOPLE_TEXTS);

interface Props {
  account: { id: string; name: string };
  acts: TrustRow[];
  /** The line above the acts: what was built and broken, what is owed, whom it may have reached. */
  line?: JSX.Element | null;
  mayWrite: boolean;
  write: Write;
}

/** The acts that built trust or broke it (row 36). It is never a satisfaction. */
export function TrustList({ account, acts, line, mayWrite, write }: Props): JSX.Element {
  const [isAdding, setAdding] = useState(false);
  const [taking, setTaking] = useState<TrustRow | null>(null);
  const sorted = [...acts].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, 20);
  const counted = acts.filter((act) => !act.withdrawn_at);
  return (
    <Section
      title={t('people.trust')}
      action={
        mayWrite && (
          <Button small kind="quiet" icon="plus" onClick={() => setAdding(true)}>
            {t('people.trust_add')}
          </Button>
        )
      }
    >
      {line ?? (counted.length > 0 && <p class="hint hint--edge">{t('people.trust_counts', { built: counted.filter(({ effect }) => effect === 'built').length, broke: counted.filter(({ effect }) => effect === 'broke').length })}</p>)}
      {!counted.length && <p class="hint hint--edge">{t('people.trust_none')}</p>}
      {sorted.length > 0 && (
        <ul class="rows">
          {sorted.map((act) => (
            <li class="row" key={act.id}>
              <span class="row__body">
                {act.withdrawn_at ? <s>{act.act}</s> : <span>{act.act}</span>}
                <span class="row__sub">{[moment(act.at), refName(act.by), act.evidence, act.people_reached == null ? '' : t('people.trust_known', { count: act.people_reached }), act.withdrawn_why].filter(Boolean).join(' · ')}</span>
              </span>
              {act.withdrawn_at ? <Badge>{t('people.trust_taken_back')}</Badge> : <Badge tone={act.effect === 'built' ? 'green' : 'red'}>{t(`people.trust_effect.${act.effect}`)}</Badge>}
              {mayWrite && !act.withdrawn_at && mayTakeBack(act) && (
                <Button small kind="quiet" aria-label={`${t('people.trust_take_back')} ${act.act}`} onClick={() => setTaking(act)}>
                  {t('people.trust_take_back')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {isAdding && <TrustSheet account={account} write={write} onClose={() => setAdding(false)} />}
      {taking && <TakeBack act={taking} write={write} onClose={() => setTaking(null)} />}
    </Section>
  );
}

function TrustSheet({ account, write, onClose }: { account: Props['account']; write: Write; onClose: () => void }): JSX.Element {
  const initial = { effect: 'built' as 'built' | 'broke', act: '', evidence: '', people_reached: '' };
  const save = ({ effect, act, evidence, people_reached }: typeof initial, _: object, key: string): Promise<void> =>
    write([{ type: 'trust.add', payload: { id: uuidv7(), account: account.id, effect, act: act.trim(), evidence, people_reached: people_reached === '' ? null : Number(people_reached) } }], { said: t('people.trust_saved'), key });
  return (
    <FormSheet title={t('people.trust_title', { name: account.name })} draft={`trust/${account.id}`} initial={initial} save={save} isReady={({ act }) => Boolean(act.trim())} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Choice look="segments" label={t('people.trust_effect')} value={values.effect} options={(['built', 'broke'] as const).map((value) => ({ value, text: t(`people.trust_effect.${value}`) }))} onChoose={(effect) => set({ effect })} />
          <Field label={t('people.trust_act')} rows={2} required maxLength={300} {...text('act')} />
          <Field label={t('people.trust_evidence')} maxLength={500} {...text('evidence')} />
          <Field label={t('people.trust_people')} hint={t('people.trust_people_hint')} type="number" min="0" {...text('people_reached')} />
        </>
      )}
    </FormSheet>
  );
}

/** What came from a promise is the lead's to take back: nobody strikes out the own broken word. */
function mayTakeBack(act: TrustRow): boolean {
  return act.promise == null || ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
}

/** Written down by mistake: it stays to be seen and no longer counts. */
function TakeBack({ act, write, onClose }: { act: TrustRow; write: Write; onClose: () => void }): JSX.Element {
  return (
    <FormSheet
      title={t('people.trust_take_back_title')}
      draft={`trust/${act.id}/withdraw`}
      initial={{ reason: '' }}
      isReady={({ reason }) => Boolean(reason.trim())}
      save={({ reason }, _, key) => write([{ type: 'trust.withdraw', payload: { trust_event: act.id, reason: reason.trim() } }], { said: t('people.trust_taken_back'), key })}
      saveText={t('people.trust_take_back')}
      wordRefusal={({ code }) => (code === 'trust_of_promise' || code === 'trust_withdrawn' ? <Banner icon="warning">{t(`people.${code}`)}</Banner> : undefined)}
      onClose={onClose}
    >
      {({ text }) => (
        <>
          <p>{act.act}</p>
          <Field label={t('people.trust_take_back_why')} rows={2} maxLength={300} {...text('reason')} />
        </>
      )}
    </FormSheet>
  );
}
