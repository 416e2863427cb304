import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Card } from '../../data/card.ts';
import { useLive } from '../../data/live.ts';
import { addTexts, distance, t, type Key } from '../../i18n/index.ts';
import { NOTEBOOK_TEXTS } from '../../i18n/notebook.ts';
import { lazy } from '../../lazy.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Banner, Empty, Screen } from '../../ui/layout.tsx';
import { checkIn } from '../checkIn.ts';
import { directions } from '../directions.ts';
import { position } from '../place.ts';
import { PARTS } from './sections.ts';
import { tel } from './tel.ts';

await addTexts(NOTEBOOK_TEXTS);

const NoteSheet = lazy(async () => (await import('../writing.tsx')).NoteSheet, { quiet: true });
const PromiseSheet = lazy(async () => (await import('../writing.tsx')).PromiseSheet, { quiet: true });
const LeadsOn = lazy(async () => (await import('./gone.tsx')).LeadsOn);

const FIRST_MOMENTS = 10;

/** One customer: how things stand, what is promised, the people, what was, and the acts in the thumb's reach. */
export function Account({ id }: { id: string }): JSX.Element {
  const [moments, setMoments] = useState(FIRST_MOMENTS);
  const { data: card } = useLive('card', { id, near: position.value, moments }, ['accounts', 'contacts', 'visits', 'promises', 'touchpoints', 'orders', 'outbox']);
  if (card === undefined) return <Screen title={t('loading')} backTo="/accounts">{<div class="skeleton skeleton--tall" />}</Screen>;
  if (!card)
    return (
      <Screen title={t('card.gone')} backTo="/accounts">
        <Empty icon="people" title={t('card.gone')}>
          <p>{t('card.gone_hint')}</p>
          <LeadsOn id={id} />
        </Empty>
      </Screen>
    );
  return (
    <Screen title={card.account.name} sub={<Sub card={card} />} backTo="/accounts">
      <div class="stack">
        <Acts card={card} />
        {!card.may_write && (
          <Banner tone="calm" icon="info">
            {card.account.owner ? t('card.read_only', { name: card.account.owner.name }) : t('card.read_only_team')}
          </Banner>
        )}
        {card.waiting > 0 && (
          <Banner tone="calm" icon="saved">
            {t('card.waiting')}
          </Banner>
        )}
        {PARTS.map(({ id: name, Part }) => (
          <Part key={name} card={card} onMore={() => setMoments(moments + 30)} />
        ))}
      </div>
    </Screen>
  );
}

function Sub({ card: { account, line } }: { card: Card }): JSX.Element {
  return <>{[line.address, line.distance_m == null ? '' : distance(line.distance_m), account.owner && !line.is_mine && t('card.owner', { name: account.owner.name })].filter(Boolean).join(' · ')}</>;
}

function Acts({ card: { account, open_visit, may_write } }: { card: Card }): JSX.Element {
  const [writing, setWriting] = useState<'note' | 'promise' | null>(null);
  const close = (): void => setWriting(null);
  return (
    <>
      <div class="acts">
        {account.phone && (
          <a class="act" href={tel(account.phone)}>
            <Icon name="phone" />
            {t('call')}
          </a>
        )}
        {account.latitude != null && account.longitude != null && (
          <a class="act" href={directions({ latitude: account.latitude, longitude: account.longitude }, account.name)} target="_blank" rel="noreferrer">
            <Icon name="navigate" />
            {t('navigate')}
          </a>
        )}
        {may_write && (
          <>
            <Act icon="note" text="card.note" onTap={() => setWriting('note')} />
            <Act icon="promise" text="card.promise" onTap={() => setWriting('promise')} />
            <Act icon="pin" text={open_visit?.status === 'in_progress' ? 'today.go_on' : 'card.visit'} main onTap={() => void checkIn(account.id, { again: true })} />
          </>
        )}
      </div>
      {writing === 'note' && <NoteSheet account={account} onClose={close} />}
      {writing === 'promise' && <PromiseSheet account={account} onClose={close} />}
    </>
  );
}

function Act({ icon, text, main = false, onTap }: { icon: IconName; text: Key; main?: boolean; onTap: () => void }): JSX.Element {
  return (
    <button type="button" class={main ? 'act act--main' : 'act'} onClick={onTap}>
      <Icon name={icon} />
      {t(text)}
    </button>
  );
}
