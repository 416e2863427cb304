import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { uuidv7 } from '../../data/uuid.ts';
import { ask } from '../../data/page.ts';
import { addTexts, number, t, type Key } from '../../i18n/index.ts';
import { NOTEBOOK_TEXTS } from '../../i18n/notebook.ts';
import { TWINS_TEXTS } from '../../i18n/twins.ts';
import { back, go, Link } from '../../router.tsx';
import { TierBadge } from '../../ui/badge.tsx';
import type { Tier } from '../../data/rows.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Banner, Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { differing, proposed, saying, taken, type FieldName, type Twin } from './fields.ts';
import { countsOf, wordsOf, type Pair, type Prospect } from './rows.ts';
import { Why } from './screen.tsx';
import './twins.css';

await Promise.all([addTexts(TWINS_TEXTS), addTexts(NOTEBOOK_TEXTS)]);

/** One pair side by side: what each says, which one stays, what goes over. */
export function Compare({ id }: { id: string }): JSX.Element {
  const pair = useLive('get', { path: `duplicates/${id}` }, ['duplicates']);
  const found = pair.data?.data as unknown as Pair | undefined;
  useEffect(() => {
    document.title = `${t('twins.compare')} · ${t('app.name')}`;
  }, []);
  return (
    <main class="twins">
      <Button small kind="quiet" icon="back" onClick={() => back('/duplicates')}>
        {t('twins.title')}
      </Button>
      <header class="twins__head">
        <h1>{t('twins.compare')}</h1>
        {found && <Why pair={found} />}
      </header>
      {found ? found.state === 'open' ? <Both pair={found} /> : <Decided pair={found} /> : pair.error ? <Banner tone="red" icon="warning">{wordsOf(pair.error)}</Banner> : <div class="skeleton skeleton--tall" aria-hidden="true" />}
    </main>
  );
}

function Decided({ pair }: { pair: Pair }): JSX.Element {
  return <Banner tone="calm" icon="check">{pair.state === 'different' ? t('twins.decided.different') : t('twins.decided.merged')}</Banner>;
}

function Both({ pair }: { pair: Pair }): JSX.Element {
  const one = useLive('get', { path: `accounts/${pair.first.id}` }, ['accounts']);
  const other = useLive('get', { path: `accounts/${pair.second.id}` }, ['accounts']);
  const failed = one.error ?? other.error;
  if (failed) return <Banner tone="red" icon="warning">{wordsOf(failed)}</Banner>;
  if (!one.data || !other.data) return <div class="skeleton skeleton--tall" aria-hidden="true" />;
  return <Deciding pair={pair} first={one.data.data as unknown as Twin} second={other.data.data as unknown as Twin} />;
}

function Deciding({ pair, first, second }: { pair: Pair; first: Twin; second: Twin }): JSX.Element {
  const [stays, setStays] = useState(first.id);
  const [choices, setChoices] = useState<Partial<Record<FieldName, string>>>({});
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const mergeId = useRef(uuidv7());
  const [kept, lost] = stays === first.id ? [first, second] : [second, first];
  const { prospect, error } = useProspect(kept, lost);
  const send = async (act: () => Promise<unknown>, said: string): Promise<void> => {
    setBusy(true);
    setTrouble('');
    try {
      await act();
      toast(said);
      go('/duplicates');
    } catch (failure) {
      setTrouble(wordsOf(failure as Error));
      setBusy(false);
      setAsked(false);
    }
  };
  const merge = (): Promise<void> => {
    const body = { kept: kept.id, lost: lost.id, take: taken(choices, kept, lost), id: mergeId.current };
    return send(() => post('merges', { body, key: `${mergeId.current}/${body.kept}/${body.take.join()}`, changes: ['duplicates', 'accounts'] }), t('twins.merged', { name: kept.name }));
  };
  const differs = (): Promise<void> => send(() => post(`duplicates/${pair.id}/different`), t('twins.differs'));
  return (
    <>
      <Section title={t('twins.stays')}>
        <Choice
          look="segments"
          label={t('twins.stays')}
          value={stays}
          options={[first, second].map(({ id, name }, i) => ({ value: id, text: `${i + 1} · ${name}` }))}
          onChoose={(id) => {
            setStays(id);
            setAsked(false);
          }}
        />
        <p class="hint">{t('twins.stays_hint')}</p>
      </Section>
      <Fields first={first} second={second} kept={kept} lost={lost} choices={choices} onChoose={(field, id) => setChoices((old) => ({ ...old, [field]: id }))} />
      <Section title={t('twins.moves')}>
        {error && <Banner tone="red" icon="warning">{wordsOf(error)}</Banner>}
        {prospect && <Counts counts={prospect.moved} none={t('twins.moves_none')} />}
        {prospect && Object.keys(prospect.left).length > 0 && (
          <>
            <p class="hint">{t('twins.left')}</p>
            <Counts counts={prospect.left} none="" />
          </>
        )}
      </Section>
      {trouble && <Banner tone="red" icon="warning">{trouble}</Banner>}
      <div class="twins__foot">
        <Button disabled={busy} onClick={() => void differs()}>{t('twins.different')}</Button>
        {asked ? (
          <>
            <Button kind="quiet" disabled={busy} onClick={() => setAsked(false)}>{t('twins.cancel')}</Button>
            <Button kind="primary" disabled={busy} onClick={() => void merge()}>{t('twins.merge_sure', { kept: kept.name, lost: lost.name })}</Button>
          </>
        ) : (
          <Button kind="primary" disabled={busy || !prospect} onClick={() => setAsked(true)}>{t('twins.merge')}</Button>
        )}
      </div>
    </>
  );
}

function useProspect(kept: Twin, lost: Twin): { prospect: Prospect | null; error: Error | null } {
  const [state, setState] = useState<{ prospect: Prospect | null; error: Error | null }>({ prospect: null, error: null });
  useEffect(() => {
    let isOld = false;
    setState({ prospect: null, error: null });
    ask('send', { method: 'POST', path: 'merges/preview', body: { kept: kept.id, lost: lost.id }, changes: [] }).then(
      ({ data }) => !isOld && setState({ prospect: data as unknown as Prospect, error: null }),
      (error: Error) => !isOld && setState({ prospect: null, error }),
    );
    return () => {
      isOld = true;
    };
  }, [kept.id, lost.id, kept.version, lost.version]);
  return state;
}

function Counts({ counts, none }: { counts: Record<string, number>; none: string }): JSX.Element {
  const lines = countsOf(counts);
  if (!lines.length) return <p class="hint">{none}</p>;
  return (
    <dl class="twins__counts">
      {lines.map(({ text, count }) => (
        <div key={text}>
          <dt>{text}</dt>
          <dd>{number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

interface FieldsProps {
  first: Twin;
  second: Twin;
  kept: Twin;
  lost: Twin;
  choices: Partial<Record<FieldName, string>>;
  onChoose: (field: FieldName, id: string) => void;
}

/** Where they differ, a choice a line; an empty side cannot be chosen. */
function Fields({ first, second, kept, lost, choices, onChoose }: FieldsProps): JSX.Element {
  const both = [first, second];
  return (
    <div class="twins__table" role="group" aria-label={t('twins.compare')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('twins.field')}</th>
            {both.map((twin, i) => (
              <th scope="col" key={twin.id}>
                <Link href={`/accounts/${twin.id}`}>{`${i + 1} · ${twin.name}`}</Link> <TierBadge tier={twin.tier as Tier | null} />
                <p class="hint">{`${t('twins.owner')} ${twin.owner?.name ?? t('twins.no_owner')}`}</p>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {differing(first, second).map((field) => {
            const isFilled = !saying(kept, field) || !saying(lost, field);
            const value = isFilled ? proposed(field, kept, lost) : (choices[field] ?? proposed(field, kept, lost));
            return (
              <tr key={field}>
                <th scope="row">{t(`twins.f.${field}`)}</th>
                {both.map((twin) => (
                  <td key={twin.id} class={twin.id === value ? 'twins__chosen' : ''}>
                    <label class="twins__option">
                      <input type="radio" name={field} aria-label={t('twins.choose', { field: t(`twins.f.${field}`), name: twin.name })} checked={twin.id === value} disabled={isFilled && twin.id !== value} onChange={() => onChoose(field, twin.id)} />
                      <span>{worded(field, saying(twin, field))}</span>
                    </label>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="hint twins__same">{t('twins.same')}</p>
    </div>
  );
}

function worded(field: FieldName, said: string): string {
  if (!said) return t('twins.empty');
  if (field === 'role') return t(`desk.role.${said}` as Key);
  return field === 'order_weekdays' ? said.split(',').map((day) => t(`notebook.weekday.${day}` as Key)).join(' ') : said;
}
