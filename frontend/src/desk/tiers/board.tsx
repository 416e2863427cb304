import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { ask, person } from '../../data/page.ts';
import type { Tier } from '../../data/rows.ts';
import { addTexts, money, percent, t } from '../../i18n/index.ts';
import { TIERS_TEXTS } from '../../i18n/tiers.ts';
import { here, Link } from '../../router.tsx';
import { Badge, TierBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Trouble } from '../trouble.tsx';
import { Frame, WhoBar } from './frame.tsx';
import { MoveSheet } from './moveSheet.tsx';
import { tierName, whoOf, type Card, type Column, type Who } from './rows.ts';

await addTexts(TIERS_TEXTS);

/** A wish to move a card, by drag or by button; the sheet asks for the reason. */
interface Wish {
  card: Card;
  to: Tier | null;
}

/** The tiers as columns: how much each holds, whom, and a person's word beside the rule's (row 7). */
export function Board(): JSX.Element {
  const who = whoOf(here.value.searchParams);
  const { data, error, reload } = useLive('get', { path: 'tier-board', query: { ...who } }, ['tier-board']);
  const columns = data?.data['columns'] as Column[] | undefined;
  const [wish, setWish] = useState<Wish | null>(null);
  const [dragged, setDragged] = useState<Card | null>(null);
  const maySet = ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
  return (
    <Frame title={t('tiers.board')}>
      <WhoBar />
      {error && <Trouble error={error} onRetry={reload} />}
      {!columns && !error && <div class="skeleton skeleton--tall" aria-hidden="true" />}
      {columns && (
        <div class="board">
          {columns.map((column) => (
            <ColumnOfCards
              key={column.tier ?? 'none'}
              column={column}
              who={who}
              dragged={maySet ? dragged : null}
              onDrop={() => dragged && column.tier && setWish({ card: dragged, to: column.tier })}
              {...(maySet ? { onDrag: setDragged, onMove: (card: Card) => setWish({ card, to: null }) } : {})}
            />
          ))}
        </div>
      )}
      {wish && <MoveSheet key={wish.card.id} card={wish.card} to={wish.to} onClose={() => setWish(null)} />}
    </Frame>
  );
}

interface ColumnProps {
  column: Column;
  who: Who;
  dragged: Card | null;
  onDrop: () => void;
  onDrag?: (card: Card | null) => void;
  onMove?: (card: Card) => void;
}

function ColumnOfCards({ column, who, dragged, onDrop, ...verbs }: ColumnProps): JSX.Element {
  const [more, setMore] = useState<{ cards: Card[]; next: string | null }>({ cards: [], next: column.next });
  const [over, setOver] = useState(false);
  useEffect(() => setMore({ cards: [], next: column.next }), [column]);
  const takes = dragged !== null && column.tier !== null && dragged.tier !== column.tier;
  const goOn = async (): Promise<void> => {
    const of = column.tier ? { tier: column.tier } : { tier__isnull: 'true' };
    const page = await ask('list', { resource: 'tier-cards', query: { ...who, ...of, cursor: more.next ?? '', limit: 50 } });
    setMore((old) => ({ cards: [...old.cards, ...(page.results as unknown as Card[])], next: page.next }));
  };
  const name = tierName(column.tier);
  return (
    <section
      class={over && takes ? 'column column--over' : 'column'}
      aria-label={t('tiers.column', { tier: name, count: column.accounts })}
      onDragOver={(event) => {
        if (!takes) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (takes) onDrop();
      }}
    >
      <header class="column__head">
        <h2>
          <TierBadge tier={column.tier} /> {t('tiers.accounts', { count: column.accounts })}
        </h2>
        {Object.entries(column.annual_value).map(([currency, value]) => {
          const share = column.revenue_share[currency];
          return (
            <p key={currency} class="column__sum">
              <strong>{money(value, currency)}</strong>
              <span>{share == null ? t('tiers.no_share') : t('tiers.of_sales', { share: percent(share) })}</span>
              <span class="column__bar" aria-hidden="true">
                <span style={{ inlineSize: `${Math.max(0, Math.min(1, share ?? 0)) * 100}%` }} />
              </span>
            </p>
          );
        })}
      </header>
      <ul class="column__cards">
        {[...column.cards, ...more.cards].map((card) => (
          <CardOfAccount key={card.id} card={card} {...verbs} />
        ))}
      </ul>
      {!column.accounts && <p class="hint">{t('tiers.empty')}</p>}
      {more.next && (
        <Button small onClick={() => void goOn().catch(() => undefined)}>
          {t('tiers.more')}
        </Button>
      )}
    </section>
  );
}

function CardOfAccount({ card, onDrag, onMove }: { card: Card; onDrag?: (card: Card | null) => void; onMove?: (card: Card) => void }): JSX.Element {
  const drag = onDrag
    ? {
        draggable: true,
        onDragStart: (event: DragEvent) => {
          event.dataTransfer?.setData('text/plain', card.name);
          onDrag(card);
        },
        onDragEnd: () => onDrag(null),
      }
    : {};
  return (
    <li class="tier-card" {...drag}>
      <Link href={`/accounts/${card.id}`} class="tier-card__name">
        {card.name}
      </Link>
      <p class="tier-card__figures">
        <strong>{card.annual_value == null ? t('not_computed') : money(card.annual_value, card.currency)}</strong>
        <span>{card.owner?.name ?? t('desk.no_owner')}</span>
      </p>
      {(card.override || card.open_complaints > 0 || card.loyalty_band) && (
        <p class="tier-card__badges">
          {card.override && <Badge tone="accent">{t('tiers.by_hand', { rule: tierName(card.computed) })}</Badge>}
          {card.open_complaints > 0 && <Badge tone="red">{t('tiers.complaints', { count: card.open_complaints })}</Badge>}
          {card.loyalty_band && <Badge>{t(`band.${card.loyalty_band}`)}</Badge>}
        </p>
      )}
      {onMove && (
        <Button small kind="quiet" aria-label={t('tiers.move_label', { name: card.name })} onClick={() => onMove(card)}>
          {t('tiers.move')}
        </Button>
      )}
    </li>
  );
}
