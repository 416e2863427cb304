import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { CONSTANTS_TEXTS } from '../../i18n/constants.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Explain, labelOf, type Figure } from '../../ui/explain.tsx';
import { Field } from '../../ui/field.tsx';
import { Banner, Section } from '../../ui/layout.tsx';
import type { SectionProps } from './sections.ts';
import '../deals/deals.css';

await addTexts(CONSTANTS_TEXTS);

/** What an incident with this customer costs, each result a range that opens to its arithmetic (row 1). */
export function Incident({ account }: SectionProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title={t('constants.incident')}>
      {isOpen ? (
        <Estimate account={account.id} />
      ) : (
        <Button icon="warning" onClick={() => setOpen(true)}>
          {t('constants.estimate')}
        </Button>
      )}
    </Section>
  );
}

function Estimate({ account }: { account: string }): JSX.Element {
  const [heard, setHeard] = useState('1');
  const [keeping, setKeeping] = useState('');
  const share = Number(keeping) / 100;
  const query = { heard: Math.max(1, Math.floor(Number(heard)) || 1), ...(share > 0 && share <= 1 ? { keeping_share: share.toFixed(4) } : {}) };
  const { data, error } = useLive('get', { path: `accounts/${account}/incident-cost`, query }, ['constants', 'orders']);
  const figures = data?.data['figures'] as Figure[] | undefined;
  const missing = data?.data['missing'] as string[] | undefined;
  return (
    <div class="card card--pad incident">
      <div class="lines__line">
        <Field label={t('constants.heard')} type="number" min="1" value={heard} onInput={setHeard} />
        <Field label={t('constants.keeping')} type="number" min="0" value={keeping} onInput={setKeeping} />
      </div>
      {error && !figures && <Banner icon="cloud">{t('constants.offline')}</Banner>}
      <ul class="figures">
        {figures?.map((figure) => (
          <li key={figure.name}>
            <span>{labelOf(figure)}</span>
            <strong>
              <Explain figure={figure} />
            </strong>
          </li>
        ))}
      </ul>
      {missing?.includes('annual_value') && <p class="hint">{t('constants.missing_value')}</p>}
      <p class="hint">{t('constants.sources_hint')}</p>
    </div>
  );
}
