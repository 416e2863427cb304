import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { addTexts, day, number, percent, t } from '../../i18n/index.ts';
import { WORTH_TEXTS } from '../../i18n/worth.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ExplainLater } from '../../ui/explain.tsx';
import { Banner, Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { advance, EvidenceSheet, TakeBackSheet } from '../loyalty/evidenceSheet.tsx';
import '../loyalty/loyalty.css';
import { Marks } from '../loyalty/marks.tsx';
import { Radar, type Series } from '../loyalty/radar.tsx';
import type { Loyalty as Told, Proof } from '../loyalty/rows.ts';
import type { SectionProps } from './sections.ts';

await addTexts(WORTH_TEXTS);

const TONES: Record<string, Tone> = { loyal: 'green', stable: 'green', fragile: 'amber', at_risk: 'red' };

/** How loyal the customer is, against its tier and last month, down to the evidence of each point (row 10). */
export function Loyalty({ account, mayWrite }: SectionProps): JSX.Element {
  const [isAdding, setAdding] = useState(false);
  const [taking, setTaking] = useState<Proof | null>(null);
  const { data, error } = useLive('get', { path: `accounts/${account.id}/loyalty` }, ['loyalty', 'orders']);
  const told = data?.data as unknown as Told | undefined;
  const acts = { onAdvance: (proof: Proof, kind: Proof['kind']) => void advance(proof, kind).catch((failure: Error) => toast(failure.message)), onTakeBack: setTaking };
  return (
    <Section
      title={t('worth.loyalty')}
      action={
        mayWrite && (
          <Button small kind="quiet" icon="plus" onClick={() => setAdding(true)}>
            {t('worth.add')}
          </Button>
        )
      }
    >
      {error && !told && <Banner icon="cloud">{t('worth.offline')}</Banner>}
      {!told && !error && <div class="skeleton skeleton--tall" aria-hidden="true" />}
      {told && (
        <div class="loyalty">
          <Head told={told} account={account.id} />
          {told.index !== null && <Radar marks={told.marks} series={seriesOf(told, account)} />}
          <Marks marks={told.marks} acts={mayWrite ? acts : null} />
          <p class="hint">{t('worth.never_satisfaction')}</p>
        </div>
      )}
      {isAdding && <EvidenceSheet account={account} onClose={() => setAdding(false)} />}
      {taking && <TakeBackSheet proof={taking} onClose={() => setTaking(null)} />}
    </Section>
  );
}

function Head({ told, account }: { told: Told; account: string }): JSX.Element {
  return (
    <>
      <p class="badges">
        {told.index === null ? (
          <Badge tone="amber">{t(told.outcome === 'ok' ? 'worth.no_index' : `worth.outcome.${told.outcome}`)}</Badge>
        ) : (
          <>
            <strong class="loyalty__index">
              <ExplainLater path={`accounts/${account}/explain`} query={{ figure: 'loyalty_index' }} label={t('worth.loyalty')}>
                {t('worth.index', { index: number(told.index, 1) })}
              </ExplainLater>
            </strong>
            {told.band && <Badge tone={TONES[told.band] ?? 'grey'}>{t(`band.${told.band}`)}</Badge>}
            <Badge>{t('worth.coverage', { share: percent((told.coverage ?? 0) / 100, 0) })}</Badge>
            {told.provisional && <Badge tone="amber">{t('worth.provisional')}</Badge>}
          </>
        )}
      </p>
      {told.provisional && <p class="hint">{t('worth.provisional_why', { enough: told.enough })}</p>}
      {told.remarks.map((remark) => (
        <Banner key={remark} icon="warning">
          {t(`worth.remark.${remark}`)}
        </Banner>
      ))}
      {told.as_of && <p class="hint">{[t('worth.as_of', { day: day(told.as_of) }), told.policy !== null && t('worth.policy', { policy: told.policy })].filter(Boolean).join(' · ')}</p>}
    </>
  );
}

function seriesOf(told: Told, account: { name: string; tier: SectionProps['account']['tier'] }): Series[] {
  const tier = t(account.tier ? `tier.${account.tier}` : 'tier.none');
  return [
    { id: 'account', name: t('worth.series.account'), values: told.marks.map(({ value }) => value) },
    { id: 'average', name: t('worth.series.average', { tier, count: told.average_accounts }), values: told.marks.map(({ average }) => average) },
    { id: 'before', name: told.before_on ? t('worth.series.before', { day: day(told.before_on) }) : t('worth.no_before'), values: told.marks.map(({ before }) => before) },
  ];
}
