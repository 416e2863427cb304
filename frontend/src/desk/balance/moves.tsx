import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Refusal } from '../../data/protocol.ts';
import { number, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Badge, TierBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Empty, Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { hours, signed } from './loads.tsx';
import { beyondMean, minutesNow, type Move, type MoveState, type Run } from './rows.ts';

export const CHANGED = ['balance-moves', 'balances', 'owner-locks', 'accounts', 'promises', 'visits', 'stops'];
const TONES = { open: 'grey', accepted: 'green', declined: 'grey', stale: 'amber' } as const satisfies Record<MoveState, string>;

const wordsOf = (error: Error): string =>
  error instanceof Refusal && error.code === 'move_stale' ? t('balance.stale') : error instanceof Refusal && error.code === 'move_decided' ? t('balance.decided') : error.message;

/** The proposals, each to be accepted or turned down; a decided one stays in its place, so that the hand stays where it was. */
export function Moves({ run, moves, mayDecide, onDecided }: { run: Run; moves: Move[]; mayDecide: boolean; onDecided: () => void }): JSX.Element {
  const [declining, setDeclining] = useState<Move | null>(null);
  const left = moves.filter(({ state }) => state === 'open').length;
  if (!moves.length)
    return (
      <Empty icon="check" title={t('balance.no_moves')}>
        <p>{t('balance.no_moves_hint')}</p>
      </Empty>
    );
  return (
    <Section title={t('balance.moves', { count: moves.length })} action={<span class="hint">{mayDecide ? t('balance.left', { count: left }) : t('balance.read_only')}</span>}>
      <div class="card balance__scroll" tabIndex={0} role="region" aria-label={t('balance.table')}>
        <table class="balance__moves">
          <thead>
            <tr>
              {(['customer', 'from_to', 'work', 'way', 'effect', 'decide'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`balance.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {moves.map((move) => (
              <Line key={move.id} move={move} run={run} moves={moves} mayDecide={mayDecide} onDecline={() => setDeclining(move)} onDecided={onDecided} />
            ))}
          </tbody>
        </table>
      </div>
      {declining && <DeclineSheet move={declining} onClose={() => (setDeclining(null), onDecided())} />}
    </Section>
  );
}

function Line({ move, run, moves, mayDecide, onDecline, onDecided }: { move: Move; run: Run; moves: Move[]; mayDecide: boolean; onDecline: () => void; onDecided: () => void }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const now = minutesNow(run, moves);
  const then = (id: string, sign: number): string => signed(beyondMean((now.get(id) ?? 0) + sign * move.minutes, run.mean_minutes));
  const accept = async (event: MouseEvent): Promise<void> => {
    const next = (event.currentTarget as HTMLElement).closest('tr')?.nextElementSibling?.querySelector('button');
    setBusy(true);
    try {
      await post(`balance-moves/${move.id}/accept`, { changes: CHANGED });
      toast(t('balance.accepted', { name: move.account.name, taker: move.taker.name }));
      next?.focus();
    } catch (error) {
      toast(wordsOf(error as Error));
    }
    setBusy(false);
    onDecided();
  };
  return (
    <tr>
      <th scope="row">
        <Link href={`/accounts/${move.account.id}`}>{move.account.name}</Link> <TierBadge tier={move.tier} />
        <span class="faint">{move.village || move.street}</span>
      </th>
      <td>
        {move.giver.name} → <strong>{move.taker.name}</strong>
      </td>
      <td>{hours(move.minutes)}</td>
      <td>{t('balance.way_to', { before: number(move.way_before), after: number(move.way_after) })}</td>
      <td>
        {move.state === 'open' ? (
          <>
            {move.giver.name} {then(move.giver.id, -1)}
            <span class="faint">
              {move.taker.name} {then(move.taker.id, 1)}
            </span>
          </>
        ) : (
          <span class="faint">{[move.decided_by?.name, move.reason].filter(Boolean).join(' · ')}</span>
        )}
      </td>
      <td>
        {move.state === 'open' && mayDecide ? (
          <span class="balance__acts">
            <Button small kind="soft" disabled={busy} aria-label={t('balance.accept_named', { name: move.account.name, taker: move.taker.name })} onClick={(event) => void accept(event)}>
              {t('balance.accept')}
            </Button>
            <Button small kind="quiet" disabled={busy} aria-label={t('balance.decline_named', { name: move.account.name })} onClick={onDecline}>
              {t('balance.decline')}
            </Button>
          </span>
        ) : (
          <Badge tone={TONES[move.state]}>{t(`balance.state.${move.state}`)}</Badge>
        )}
      </td>
    </tr>
  );
}

function DeclineSheet({ move, onClose }: { move: Move; onClose: () => void }): JSX.Element {
  return (
    <FormSheet
      title={t('balance.decline_title', { name: move.account.name })}
      draft={`balance/${move.id}`}
      initial={{ reason: '', keep: false }}
      save={({ reason, keep }, _, key) => post(`balance-moves/${move.id}/decline`, { key, body: { reason: reason.trim(), keep_owner: keep }, changes: CHANGED })}
      isReady={({ reason, keep }) => !keep || Boolean(reason.trim())}
      saveText={t('balance.decline')}
      onClose={onClose}
    >
      {({ values, set, text }) => (
        <>
          <Field label={t('balance.decline_why')} rows={2} maxLength={200} {...(values.keep && !values.reason.trim() ? { hint: t('balance.keep_needs') } : {})} {...text('reason')} />
          <label class="check">
            <input type="checkbox" checked={values.keep} onChange={(event) => set({ keep: event.currentTarget.checked })} />
            {t('balance.keep', { name: move.giver.name })}
          </label>
        </>
      )}
    </FormSheet>
  );
}
