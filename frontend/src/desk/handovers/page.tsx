import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import type { Tier } from '../../data/rows.ts';
import { addTexts, day, exactMoney, moment, t, type Key } from '../../i18n/index.ts';
import { HANDOVER_TEXTS } from '../../i18n/handover.ts';
import { PEOPLE_TEXTS } from '../../i18n/people.ts';
import { Link } from '../../router.tsx';
import { Badge, TierBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Banner, Empty, Screen, Section } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import { usePages } from '../pages.ts';
import { CancelForm, JointForm, SignForm } from './forms.tsx';
import { gapText, isLead, STATE_TONES, turnOf, type Handover, type Item } from './rows.ts';
import '../../styles/handover.css';

await Promise.all([addTexts(HANDOVER_TEXTS), addTexts(PEOPLE_TEXTS)]);

const POLL_MS = 1500;
type Open = 'sign' | 'cancel' | { item: Item; verb: 'plan' | 'log' } | null;

/** One hand-over: who signs, what is missing, and each customer's dossier (row 16). */
export function HandoverPage({ id }: { id: string }): JSX.Element {
  const { data, error, reload } = useLive('get', { path: `handovers/${id}` }, ['handovers', 'joint-visits']);
  const items = usePages<Item>('handover-accounts', { handover: id });
  const [open, setOpen] = useState<Open>(null);
  const handover = data?.data as unknown as Handover | undefined;
  const isBusy = handover && (handover.state === 'moving' || (handover.state === 'preparing' && handover.accounts_ready < handover.accounts_total));
  useEffect(() => {
    if (!isBusy) return undefined;
    const timer = setTimeout(reload, POLL_MS);
    return () => clearTimeout(timer);
  }, [isBusy, data]);
  const again = (): void => {
    reload();
    items.reload();
  };
  if (error && !data)
    return (
      <Screen title={t('handover.title')} backTo="/handovers">
        <Empty icon="warning" title={(error as { status?: number }).status === 404 ? t('page.missing') : t('handover.offline')} />
      </Screen>
    );
  if (!handover) return <div class="skeleton" aria-hidden="true" />;
  const turn = turnOf(handover);
  const isParty = isLead() || [handover.giver.id, handover.taker.id].includes(person.value?.session.user.id ?? '');
  const isRunning = handover.state === 'preparing' || handover.state === 'moved';
  return (
    <Screen title={t('handover.who', { giver: handover.giver.name, taker: handover.taker.name })} backTo="/handovers" sub={handover.reason} actions={<Badge tone={STATE_TONES[handover.state]}>{t(`handover.state.${handover.state}`)}</Badge>}>
      <div class="stack">
        <Signatures handover={handover} />
        {isBusy && <Progress handover={handover} />}
        {handover.accounts_refused > 0 && <Banner icon="warning">{t('handover.refused', { count: handover.accounts_refused })}</Banner>}
        <div class="chips chips--wrap">
          {turn && (
            <Button kind="primary" onClick={() => setOpen('sign')}>
              {t('handover.sign')}
            </Button>
          )}
          {isParty && isRunning && <Button onClick={() => void post(`handovers/${id}/refresh`).then(again)}>{t('handover.refresh')}</Button>}
          {isLead() && handover.state === 'preparing' && <Button onClick={() => setOpen('cancel')}>{t('handover.cancel')}</Button>}
        </div>
        <Section title={t('handover.gaps')}>
          <p>
            {Object.entries(handover.gaps)
              .map(([code, count]) => `${gapText(code)} ${count}`)
              .join(' · ') || t('handover.no_gaps')}
          </p>
        </Section>
        <Section title={t('handover.dossiers')}>
          {items.rows.map((item) => (
            <Dossier key={item.id} item={item} onJoint={isParty && isRunning ? (verb) => setOpen({ item, verb }) : null} />
          ))}
          {items.hasMore && (
            <Button wide onClick={items.more}>
              {t('more')}
            </Button>
          )}
        </Section>
      </div>
      {open === 'sign' && <SignForm handover={handover} reload={again} onClose={() => setOpen(null)} />}
      {open === 'cancel' && <CancelForm handover={handover} reload={again} onClose={() => setOpen(null)} />}
      {open && typeof open === 'object' && <JointForm key={open.verb} {...open} reload={again} onClose={() => setOpen(null)} />}
    </Screen>
  );
}

function Signatures({ handover }: { handover: Handover }): JSX.Element {
  const parts = [
    ['giver', handover.giver_signed_at, handover.giver_signed_by?.name, handover.giver_note],
    ['taker', handover.taker_signed_at, handover.taker.name, handover.taker_note],
    ['lead', handover.lead_signed_at, handover.lead_signed_by?.name, handover.lead_note],
  ] as const;
  return (
    <ul class="rows">
      {parts.map(([part, at, name, note]) => (
        <li key={part} class="row">
          <Icon name={at ? 'check' : 'clock'} />
          <div class="row__body">
            <span>{at ? t('handover.signed', { part: t(`handover.${part}`), name: name ?? '', at: moment(at) }) : t('handover.unsigned', { part: t(`handover.${part}`) })}</span>
            {note && <span class="row__sub">{note}</span>}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Progress({ handover }: { handover: Handover }): JSX.Element {
  const isMoving = handover.state === 'moving';
  const done = isMoving ? handover.accounts_moved : handover.accounts_ready;
  const said = t(isMoving ? 'handover.progress' : 'handover.ready', { done, total: handover.accounts_total });
  return (
    <p role="status" aria-live="polite">
      {said} <progress max={handover.accounts_total} value={done} aria-label={said} />
    </p>
  );
}

function Dossier({ item, onJoint }: { item: Item; onJoint: ((verb: 'plan' | 'log') => void) | null }): JSX.Element {
  const { dossier } = item;
  const { brief } = dossier;
  const currency = dossier.orders?.[0]?.currency ?? 'CNY';
  return (
    <details class="card card--pad dossier">
      <summary>
        <Icon name="forward" small />
        <strong>{item.account.name}</strong>
        <TierBadge tier={item.tier as Tier | null} />
        {item.gaps.map(({ code }) => (
          <Badge key={code} tone="amber">
            {gapText(code)}
          </Badge>
        ))}
        {item.refused && <Badge tone="red">{t('handover.stayed')}</Badge>}
      </summary>
      <p class="hint">
        {[item.completeness !== null && t('handover.file', { percent: item.completeness }), t('handover.joint', { done: item.joint_done, required: item.joint_required }), item.settling_until && t('handover.settling', { day: day(item.settling_until) })].filter(Boolean).join(' · ')}
      </p>
      <p>
        <Link href={`/accounts/${item.account.id}`}>{item.account.name}</Link>
      </p>
      {onJoint && (
        <div class="chips chips--wrap">
          <Button small onClick={() => onJoint('plan')}>
            {t('handover.plan_joint')}
          </Button>
          <Button small onClick={() => onJoint('log')}>
            {t('handover.log_joint')}
          </Button>
        </div>
      )}
      <dl class="facts">
        <Part title={t('handover.known_by')} rows={dossier.who_knows?.map(({ name, meetings, last_on }) => t('handover.person', { name, count: meetings, day: day(last_on) }))} none={t('handover.nobody')} />
        <Part title={t('handover.people')} rows={dossier.contacts?.map(({ name, phone, personality, notes }) => [name, phone, personality && t(`personality.${personality}` as Key), notes].filter(Boolean).join(' · '))} />
        <Part title={t('handover.promises')} rows={dossier.promises?.map(({ text, due_on, made_by }) => [text, day(due_on), made_by].join(' · '))} />
        <Part title={t('handover.needs')} rows={dossier.needs?.map(({ said, wanted }) => [said, wanted].filter(Boolean).join(' · '))} />
        <Part title={t('handover.actions')} rows={dossier.next_actions?.map(({ text, on }) => [text, on && day(on)].filter(Boolean).join(' · '))} />
        <Part title={t('handover.preferences')} rows={dossier.preferences?.map(({ text }) => text)} />
        <Part title={t('handover.deals')} rows={dossier.deals?.map(({ name, protected_until }) => [name, day(protected_until)].join(' · '))} />
        <Part title={t('handover.visits')} rows={dossier.visits?.map(({ on, by, notes }) => [day(on), by, notes].filter(Boolean).join(' · '))} />
        <Part title={t('handover.orders')} rows={dossier.orders?.map(({ on, total }) => [day(on), exactMoney(total, currency)].join(' · '))} />
        {brief && (
          <Part
            title={t('handover.brief')}
            rows={[
              t('handover.brief_says', { after: exactMoney(brief.after, currency), before: exactMoney(brief.before, currency), orders: brief.orders }),
              ...(brief.rose.length ? [t('handover.rose', { list: brief.rose.join('、') })] : []),
              ...(brief.fell.length ? [t('handover.fell', { list: brief.fell.join('、') })] : []),
            ]}
          />
        )}
      </dl>
    </details>
  );
}

function Part({ title, rows = [], none = t('handover.nothing') }: { title: string; rows?: ComponentChildren[] | undefined; none?: string }): JSX.Element {
  return (
    <div>
      <dt>{title}</dt>
      {rows.length ? rows.map((row, place) => <dd key={place}>{row}</dd>) : <dd>{none}</dd>}
    </div>
  );
}
