import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { ask, person } from '../../data/page.ts';
import type { ConsumptionRow } from '../../data/rows.ts';
import { uuidv7 } from '../../data/uuid.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { Consent, RunOutLines, SupplyParts } from '../../ui/supply.tsx';
import { savedWithUndo } from '../writing.tsx';
import type { PartProps } from './sections.ts';

/** What is in the vat and when it is empty (row 2); a look into it counts without a network and moves the day at once. */
export function Supply({ card: { account, may_write } }: PartProps): JSX.Element | null {
  const [counting, setCounting] = useState<ConsumptionRow | null>(null);
  const { data } = useLive('rowsOf', { table: 'consumptions', account: account.id }, ['consumptions', 'outbox']);
  const rows = ((data ?? []) as ConsumptionRow[]).sort((a, b) => ((a.run_out_on ?? '9') < (b.run_out_on ?? '9') ? -1 : 1));
  if (!rows.length) return null;
  return (
    <Section title={t('notebook.supply')}>
      <ul class="rows">
        {rows.map((row) => (
          <li class="row" key={row.id}>
            <div class="row__body">
              <p class="row__title">{row.product.name}</p>
              <RunOutLines row={row} />
              <p class="badges">
                <Consent row={row} />
              </p>
              <SupplyParts row={row} />
            </div>
            {may_write && (
              <Button kind="soft" small aria-label={`${t('notebook.supply.count')} ${row.product.name}`} onClick={() => setCounting(row)}>
                {t('notebook.supply.count')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {counting && <Count row={counting} account={account.id} onClose={() => setCounting(null)} />}
    </Section>
  );
}

function Count({ row, account, onClose }: { row: ConsumptionRow; account: string; onClose: () => void }): JSX.Element {
  const save = async ({ quantity }: { quantity: string }): Promise<void> => {
    const payload = { id: uuidv7(), consumption: row.id, quantity, counted_on: person.value?.session.today ?? '' };
    const { group } = await ask('write', { account, op: { type: 'stock.count', payload } });
    savedWithUndo(t('notebook.supply.counted'), group);
  };
  return (
    <FormSheet title={t('notebook.supply.count_title', { product: row.product.name })} draft={`count/${row.id}`} initial={{ quantity: '' }} save={save} isReady={({ quantity }) => quantity !== '' && Number(quantity) >= 0} onClose={onClose}>
      {({ text }) => <Field label={t('notebook.supply.quantity', { unit: row.unit })} type="number" min="0" {...text('quantity')} />}
    </FormSheet>
  );
}
