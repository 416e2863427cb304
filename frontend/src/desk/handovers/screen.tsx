import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { addTexts, day, t } from '../../i18n/index.ts';
import { HANDOVER_TEXTS } from '../../i18n/handover.ts';
import { Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty, Screen, Section } from '../../ui/layout.tsx';
import { usePages } from '../pages.ts';
import { Trouble } from '../trouble.tsx';
import { BusFactor } from './bus.tsx';
import { Falls } from './falls.tsx';
import { PolicyOf } from './policy.tsx';
import { BeginAllForm } from './forms.tsx';
import { gapText, STATE_TONES, turnOf, type Handover } from './rows.ts';

await addTexts(HANDOVER_TEXTS);

/** What is being handed over, who is to be explained to since, and which customers hang on one person. */
export function Handovers(): JSX.Element {
  const pages = usePages<Handover>('handovers', {});
  useLive('list', { resource: 'handovers', query: { limit: 1 } }, ['handovers']);
  const [beginning, setBeginning] = useState(false);
  const mayBegin = ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
  return (
    <Screen
      title={t('handover.title')}
      sub={t('handover.sub')}
      actions={
        mayBegin && (
          <Button kind="primary" icon="plus" onClick={() => setBeginning(true)}>
            {t('handover.begin')}
          </Button>
        )
      }
    >
      <div class="stack">
        {pages.error && <Trouble error={pages.error} onRetry={pages.reload} />}
        {!pages.isFirst && !pages.rows.length && !pages.error && (
          <Empty icon="sync" title={t('handover.none')}>
            <p>{t('handover.none_hint')}</p>
          </Empty>
        )}
        {pages.rows.length > 0 && (
          <Section title={t('handover.title')}>
            <ul class="rows">
              {pages.rows.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </ul>
            {pages.hasMore && (
              <Button wide onClick={pages.more}>
                {t('more')}
              </Button>
            )}
          </Section>
        )}
        <Falls />
        <BusFactor />
        <PolicyOf />
      </div>
      {beginning && <BeginAllForm onClose={() => setBeginning(false)} />}
    </Screen>
  );
}

function Row({ row }: { row: Handover }): JSX.Element {
  const gaps = Object.entries(row.gaps).map(([code, count]) => `${gapText(code)} ${count}`);
  return (
    <li class="row">
      <Link href={`/handovers/${row.id}`} class="row__body">
        <span class="row__title">{t('handover.who', { giver: row.giver.name, taker: row.taker.name })}</span>
        <span class="row__sub">{[t('handover.accounts', { count: row.accounts_total }), day(row.opened_at.slice(0, 10)), row.reason].join(' · ')}</span>
        {gaps.length > 0 && row.state === 'preparing' && <span class="row__sub">{gaps.join(' · ')}</span>}
      </Link>
      <span class="badges">
        {turnOf(row) && <Badge tone="red">{t('handover.waits')}</Badge>}
        <Badge tone={STATE_TONES[row.state]}>{t(`handover.state.${row.state}`)}</Badge>
      </span>
    </li>
  );
}
