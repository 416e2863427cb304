import type { JSX } from 'preact';
import { day, number, percent, t, type Key } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { STEPS, type Kind, type Mark, type Proof } from './rows.ts';

export interface Acts {
  onAdvance: (proof: Proof, kind: Kind) => void;
  onTakeBack: (proof: Proof) => void;
}

/** Each mark opens to what it was reckoned from and to the evidence behind every point (row 10). */
export function Marks({ marks, acts }: { marks: Mark[]; acts: Acts | null }): JSX.Element {
  return (
    <div class="marks">
      {marks.map((mark) => (
        <details key={mark.name} class="card mark">
          <summary>
            <strong>{t(`worth.mark.${mark.name}`)}</strong>
            <span class="mark__line">{mark.value === null || mark.points === null ? t('worth.mark_unseen', { weight: mark.weight }) : t('worth.mark_line', { value: number(mark.value, 1), weight: mark.weight, points: number(mark.points, 1) })}</span>
          </summary>
          {partLines(mark).map((line) => (
            <p key={line} class="mark__part">
              {line}
            </p>
          ))}
          {mark.name !== 'repurchase' && mark.name !== 'retention' && (
            <>
              {!mark.evidence.length && <p class="hint">{t('worth.no_evidence')}</p>}
              {mark.evidence.length > 0 && (
                <ul class="rows" aria-label={t('worth.evidence', { mark: t(`worth.mark.${mark.name}`) })}>
                  {mark.evidence.map((proof) => (
                    <Row key={proof.id} proof={proof} acts={acts} />
                  ))}
                </ul>
              )}
            </>
          )}
        </details>
      ))}
    </div>
  );
}

function Row({ proof, acts }: { proof: Proof; acts: Acts | null }): JSX.Element {
  const what = [t(`worth.kind.${proof.kind}`), proof.competitor].filter(Boolean).join(' · ');
  const next = STEPS[STEPS.indexOf(proof.kind) + 1];
  const mayGoOn = STEPS.includes(proof.kind) && next !== undefined;
  return (
    <li class="row">
      <div class="row__body">
        <p class="row__title">
          {what}
          <Badge tone={proof.state === 'counts' ? (proof.proves ? 'green' : 'red') : 'amber'}>{stateWords(proof)}</Badge>
        </p>
        {proof.about && (
          <p>
            → <Link href={`/accounts/${proof.about.id}`}>{proof.about.name}</Link>
          </p>
        )}
        {proof.note && <p>{proof.note}</p>}
        <p class="row__sub">{[day(proof.on), proof.by && t('worth.by', { name: proof.by.name })].filter(Boolean).join(' · ')}</p>
      </div>
      {acts && (
        <span class="row__acts">
          {mayGoOn && (
            <Button small kind="soft" aria-label={`${t(`worth.advance.${next}` as Key)} ${what}`} onClick={() => acts.onAdvance(proof, next)}>
              {t(`worth.advance.${next}` as Key)}
            </Button>
          )}
          <Button small kind="quiet" aria-label={`${t('worth.take_back')} ${what}`} onClick={() => acts.onTakeBack(proof)}>
            {t('worth.take_back')}
          </Button>
        </span>
      )}
    </li>
  );
}

/** What a row of evidence does to its mark, or why nothing yet. */
export function stateWords(proof: Proof): string {
  if (proof.state !== 'counts' || proof.proves === null) return t(`worth.state.${proof.state}` as Key);
  if (proof.orders_expected !== null) return t('worth.state.kept', { share: percent(proof.proves, 0), under: proof.orders_under ?? 0, expected: number(proof.orders_expected, 1) });
  if (proof.weight !== null) return t('worth.state.seen', { share: percent(proof.proves, 0), weight: proof.weight });
  return t('worth.state.proves', { points: number(proof.proves, 2), days: proof.age_days ?? 0 });
}

/** The arithmetic of a mark, in words and numbers. */
export function partLines({ name, value, parts }: Mark): string[] {
  if (value === null || !Object.keys(parts).length) return [];
  const part = (of: string): number => Number(parts[of] ?? 0);
  const two = (of: string): string => number(part(of), 2);
  switch (name) {
    case 'repurchase':
      return [
        t('worth.part.place', { orders: number(part('orders_ahead'), 1), peers: part('peers'), place: percent(part('place'), 1), points: part('place_points'), got: number(part('place') * part('place_points'), 1) }),
        t('worth.part.width', { breadth: part('breadth'), full: number(part('full_breadth'), 1), width: percent(part('width'), 0), points: part('width_points'), got: number(part('width') * part('width_points'), 1) }),
      ];
    case 'retention':
      return [
        t('worth.part.alive', { alive: percent(part('alive'), 1), first: day(String(parts['first_on'])), last: day(String(parts['last_on'])), days: part('order_days') }),
        t('worth.part.alive_sum', { alive: percent(part('alive'), 1), share: two('new_share'), rest: number(1 - part('new_share'), 2), years: number(part('tenure_years'), 1), full: part('full_years') }),
      ];
    case 'immunity':
      return [t('worth.part.immunity', { held: two('held'), prior: part('prior'), usual: percent(part('usual_kept'), 0), weights: two('weights'), now: number(part('now'), 1) }), ...since(value, part('now'))];
    default:
      return [t('worth.part.sum', { sum: two('sum'), scale: part('scale'), now: number(part('now'), 1) }), ...since(value, part('now'))];
  }
}

/** Evidence that came or went since the night is said to have. */
const since = (value: number, now: number): string[] => (Math.abs(value - now) > 0.05 ? [t('worth.part.tonight')] : []);
