import type { JSX } from 'preact';
import type { ConsumptionRow } from '../data/rows.ts';
import { day, number, t } from '../i18n/index.ts';
import { Badge } from './badge.tsx';

/** When a product runs out, with its interval, and the day to be there (row 2). */
export function RunOutLines({ row }: { row: ConsumptionRow }): JSX.Element {
  if (!row.run_out_on) return <p class="row__sub">{t('notebook.supply.unknown')}</p>;
  return (
    <>
      <p>{t('notebook.supply.run_out', { day: day(row.run_out_on) })}</p>
      <p class="row__sub">
        {[row.run_out_from && row.run_out_to && t('notebook.supply.between', { from: day(row.run_out_from), to: day(row.run_out_to) }), row.deliver_by && t('notebook.supply.deliver', { day: day(row.deliver_by) })]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </>
  );
}

export function Consent({ row }: { row: ConsumptionRow }): JSX.Element {
  return <Badge tone={row.has_consent ? 'green' : 'grey'}>{t(row.has_consent ? 'notebook.supply.consent' : 'notebook.supply.ask_consent')}</Badge>;
}

/** The arithmetic, open to see. */
export function SupplyParts({ row }: { row: ConsumptionRow }): JSX.Element {
  return (
    <details class="parts">
      <summary>{t('notebook.supply.how')}</summary>
      <ul>
        {partsOf(row).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

function partsOf(row: ConsumptionRow): string[] {
  const unit = row.unit;
  const amount = (value: string | number | null | undefined): string => number(Number(value ?? 0), 2);
  const rate = row.parts.rate;
  return [
    row.per_day && row.rate_from ? t('notebook.supply.part.rate', { rate: amount(row.per_day), low: amount(row.per_day_low), high: amount(row.per_day_high), unit, basis: t(`notebook.supply.basis.${row.rate_from}`) }) : '',
    rate && rate.days > 0 ? t('notebook.supply.part.span', { days: rate.days, used: amount(rate.used), unit, gaps: rate.gaps }) : '',
    row.household && row.per_head_per_day ? t('notebook.supply.part.household', { heads: row.household, each: amount(row.per_head_per_day), unit }) : '',
    row.parts.level_on ? t('notebook.supply.part.level', { day: day(row.parts.level_on), level: amount(row.parts.level), unit }) : '',
    row.last_fill_on ? t('notebook.supply.part.last_fill', { day: day(row.last_fill_on), quantity: amount(row.last_fill), unit }) : '',
    row.parts.capacity ? t('notebook.supply.part.capacity', { capacity: amount(row.parts.capacity), unit }) : '',
  ].filter(Boolean);
}
