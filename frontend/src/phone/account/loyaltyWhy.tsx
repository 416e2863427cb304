import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Band, LoyaltyWhy as Why } from '../../data/rows.ts';
import { day, number, percent, t } from '../../i18n/index.ts';
import { lazy } from '../../lazy.tsx';
import { Icon } from '../../ui/icon.tsx';

const LoyaltyProofs = lazy(async () => (await import('./loyaltyProofs.tsx')).LoyaltyProofs, { quiet: true });

const MARKS = ['repurchase', 'retention', 'immunity', 'advocacy', 'helping'] as const;
/** Below this coverage an index is provisional (`tiers/loyalty_points.py`). */
const ENOUGH = 55;

/** Why an account is as loyal as it is: its marks, and how much was seen (row 10). The server sends numbers, the words are ours. */
export function LoyaltyWhy({ account, band, why }: { account: string; band: Band; why: Why }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="why" data-part="loyalty-why" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="forward" small />
        {t('notebook.loyalty.why', { band: t(`band.${band}`) })}
      </summary>
      <ul>
        {loyaltyLines(why).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {isOpen && <LoyaltyProofs account={account} />}
    </details>
  );
}

export function loyaltyLines({ as_of, coverage, marks }: Why): string[] {
  const lines = MARKS.map((name) => {
    const mark = t(`notebook.loyalty.of.${name}`);
    const value = marks[name];
    return value === null ? t('notebook.loyalty.unseen', { mark }) : t('notebook.loyalty.mark', { mark, value: number(value, 1) });
  });
  if (coverage < ENOUGH) lines.unshift(t('notebook.loyalty.provisional'));
  return [...lines, t('notebook.loyalty.coverage', { share: percent(coverage / 100, 0), day: day(as_of) })];
}
