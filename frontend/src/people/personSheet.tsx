import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { refId, refName, type ApproachRow, type CareRow, type ContactRow } from '../data/rows.ts';
import type { Advice } from '../domain/approach.ts';
import { addTexts, day, moment, t, type Key } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { tel } from '../phone/account/tel.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { CareSheet } from './careSheet.tsx';
import { ContactSheet } from './contactSheet.tsx';
import { useAdvice, useRows } from './data.ts';
import { FEW } from './few.ts';
import { TalkSheet } from './talkSheet.tsx';
import type { Write } from './write.ts';
import './people.css';

await addTexts(PEOPLE_TEXTS);

interface Props {
  account: { id: string; name: string };
  contact: ContactRow;
  contacts: ContactRow[];
  mayWrite: boolean;
  isDesk: boolean;
  write: Write;
  onClose: () => void;
}

/** One person: how to treat and approach them, who they are, what was done (rows 66, 67, 70). */
export function PersonSheet({ account, contact, contacts, mayWrite, isDesk, write, onClose }: Props): JSX.Element {
  const [doing, setDoing] = useState<'edit' | 'talk' | 'care' | null>(null);
  const advice = useAdvice(contact, isDesk);
  const care = useRows('care_events', account.id, isDesk)?.filter((row) => refId(row.contact) === contact.id) ?? [];
  const approaches = useRows('approaches', account.id, isDesk)?.filter((row) => refId(row.contact) === contact.id) ?? [];
  const close = (): void => setDoing(null);
  if (doing === 'edit') return <ContactSheet account={account} contact={contact} others={contacts} write={write} onClose={close} />;
  if (doing === 'talk') return <TalkSheet account={account} contacts={contacts} contact={contact} advice={advice} write={write} onClose={close} />;
  if (doing === 'care') return <CareSheet contact={contact} write={write} onClose={close} />;
  return (
    <Sheet title={contact.name} onClose={onClose}>
      <div class="person">
        <p class="badges">
          {contact.is_primary && <Badge tone="accent">{t('card.primary')}</Badge>}
          <Badge tone={contact.personality ? 'violet' : 'grey'}>{contact.personality ? t(`personality.${contact.personality}`) : t('people.unjudged')}</Badge>
          {contact.decision_roles.map((role) => (
            <Badge key={role}>{t(`people.role.${role}` as Key)}</Badge>
          ))}
        </p>
        {mayWrite && (
          <div class="person__acts">
            <Button kind="primary" icon="phone" onClick={() => setDoing('talk')}>
              {t('people.call')}
            </Button>
            <Button kind="soft" icon="promise" onClick={() => setDoing('care')}>
              {t('people.care_add')}
            </Button>
            <Button icon="note" onClick={() => setDoing('edit')}>
              {t('people.edit')}
            </Button>
          </div>
        )}
        {advice && <HowTo advice={advice} />}
        <Facts contact={contact} />
        <Care care={care} mayWrite={mayWrite} write={write} />
        <Tried approaches={approaches} />
        {isDesk && <History contact={contact} />}
        {mayWrite && <PutAway contact={contact} write={write} onClose={onClose} />}
      </div>
    </Sheet>
  );
}

/** Handling hints and the methods to begin with, each with its counts. */
export function HowTo({ advice }: { advice: Advice }): JSX.Element {
  return (
    <>
      <section>
        <h3 class="label">{t('people.handling')}</h3>
        <p>{advice.handling.map((hint) => t(`people.hint.${hint}` as Key)).join(' · ')}</p>
      </section>
      <section>
        <h3 class="label">{t('people.approach')}</h3>
        <p class="hint">{t(`people.reason.${advice.reason}`, { count: advice.together })}</p>
        <ul class="plain">
          {advice.methods.slice(0, Math.max(advice.together, 1)).map(({ method, why, with_person, with_type }) => (
            <li key={method} class="person__method">
              <strong>{t(`people.method.${method}`)}</strong>
              <span class="row__sub">{t(`people.method_how.${method}`)}</span>
              <span class="row__sub">
                {[
                  t(`people.why.${why}`),
                  with_person.count ? t('people.tried', { hits: with_person.hits, count: with_person.count }) : '',
                  with_type.count ? `${t('people.tried_type', { hits: with_type.hits, count: with_type.count })}${with_type.count < FEW ? ` (${t('people.few')})` : ''}` : '',
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}




function Facts({ contact }: { contact: ContactRow }): JSX.Element {
  const phones = [contact.phone, ...contact.other_phones].filter(Boolean);
  const lines: [Key, string][] = [
    ['people.field.position', contact.position],
    ['people.field.preferred_channel', contact.preferred_channel ? t(`people.channel.${contact.preferred_channel}` as Key) : ''],
    ['people.field.email', [contact.email, ...contact.other_emails].filter(Boolean).join(', ')],
    ['people.field.birthday', contact.birthday ? day(contact.birthday) : ''],
    ['people.field.reports_to', refName(contact.reports_to)],
    ['people.field.need_belonging', contact.need_belonging],
    ['people.field.need_esteem', contact.need_esteem],
    ['people.field.need_growth', contact.need_growth],
    ['people.field.notes', contact.notes],
  ];
  const judged = contact.personality_by && contact.personality_at ? t('people.judged', { by: contact.personality_by.name, on: moment(contact.personality_at) }) : '';
  return (
    <section>
      {phones.map((phone) => (
        <a key={phone} class="button button--quiet" href={tel(phone)}>
          {phone}
        </a>
      ))}
      <dl class="facts">
        {lines
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{t(name)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {judged && <p class="hint">{judged}</p>}
    </section>
  );
}

function Care({ care, mayWrite, write }: { care: CareRow[]; mayWrite: boolean; write: Write }): JSX.Element | null {
  const [done, setDone] = useState<CareRow | null>(null);
  if (!care.length) return null;
  const drop = (row: CareRow): void => void write([{ type: 'care.drop', payload: { care_event: row.id } }], { said: t('people.care_saved') });
  return (
    <section>
      <h3 class="label">{t('people.care')}</h3>
      <ul class="plain">
        {care
          .sort((a, b) => (a.on < b.on ? 1 : -1))
          .slice(0, 10)
          .map((row) => (
            <li key={row.id} class="person__method">
              <span>{[t(`people.kind.${row.kind}` as Key), day(row.on), t(`people.care_state.${row.state}`)].join(' · ')}</span>
              {(row.outcome || row.plan) && <span class="row__sub">{row.outcome || row.plan}</span>}
              {mayWrite && row.state === 'planned' && (
                <span class="person__acts">
                  <Button small kind="soft" onClick={() => setDone(row)}>
                    {t('people.care_finish')}
                  </Button>
                  <Button small onClick={() => drop(row)}>
                    {t('people.care_drop')}
                  </Button>
                </span>
              )}
            </li>
          ))}
      </ul>
      {done && <CareSheet contact={{ id: refId(done.contact) ?? '', name: refName(done.contact as never) }} event={done} write={write} onClose={() => setDone(null)} />}
    </section>
  );
}

function Tried({ approaches }: { approaches: ApproachRow[] }): JSX.Element | null {
  if (!approaches.length) return null;
  return (
    <section>
      <h3 class="label">{t('people.approaches')}</h3>
      <ul class="plain">
        {approaches
          .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
          .slice(0, 10)
          .map((row) => (
            <li key={row.id} class="person__method">
              <span>{`${row.methods.map((method) => t(`people.method.${method}` as Key)).join(' + ')} → ${t(`people.result.${row.result}` as Key)}`}</span>
              <span class="row__sub">{[moment(row.at), refName(row.by), row.note].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
      </ul>
    </section>
  );
}

interface Judgement {
  personality: string | null;
  by: { name: string } | null;
  at: string;
}

function History({ contact }: { contact: ContactRow }): JSX.Element | null {
  const { data } = useLive('get', { path: `contacts/${contact.id}/judgements` }, ['contacts']);
  const judgements = (data?.data['results'] ?? []) as Judgement[];
  if (!judgements.length) return null;
  return (
    <section>
      <h3 class="label">{t('people.history')}</h3>
      <ul class="plain">
        {judgements.map((each) => (
          <li key={each.at} class="row__sub">
            {[each.personality ? t(`personality.${each.personality}` as Key) : t('people.taken_back'), each.by?.name, moment(each.at)].filter(Boolean).join(' · ')}
          </li>
        ))}
      </ul>
    </section>
  );
}

function PutAway({ contact, write, onClose }: { contact: ContactRow; write: Write; onClose: () => void }): JSX.Element {
  const archive = async (): Promise<void> => {
    await write([{ type: 'contact.archive', payload: { contact: contact.id } }], { said: t('people.archived') });
    onClose();
  };
  const makePrimary = (): void => void write([{ type: 'contact.update', payload: { contact: contact.id, changes: { is_primary: true } } }], { said: t('people.saved'), version: contact.version });
  return (
    <section class="person__acts">
      {!contact.is_primary && (
        <Button small onClick={makePrimary}>
          {t('people.make_primary')}
        </Button>
      )}
      <Button small kind="danger" onClick={() => void archive()}>
        {t('people.archive')}
      </Button>
      <p class="hint">{t('people.archive_hint')}</p>
    </section>
  );
}
