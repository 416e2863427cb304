/** Customers treated alike for a purpose (rows 8, 42): every segment with what it asks and whether its staff know. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { ruleOf } from '../../domain/briefs.ts';
import { BRIEF_TEXTS } from '../../i18n/brief.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { SEGMENTS_TEXTS } from '../../i18n/segments.ts';
import { go, Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty, Screen } from '../../ui/layout.tsx';
import { usePages } from '../pages.ts';
import { Trouble } from '../trouble.tsx';
import { CardForm } from './cardForm.tsx';
import { mayKeep, maySeeCustomers, type Segment } from './rows.ts';

await Promise.all([addTexts(SEGMENTS_TEXTS), addTexts(BRIEF_TEXTS)]);

export function Segments(): JSX.Element {
  const pages = usePages<Segment>('segments', { ordering: 'name' });
  const [adding, setAdding] = useState(false);
  const actions = mayKeep() ? (
    <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
      {t('segments.new')}
    </Button>
  ) : undefined;
  return (
    <Screen title={t('segments.title')} sub={t('segments.sub')} actions={actions}>
      <div class="stack">
        {pages.error && <Trouble error={pages.error} onRetry={pages.reload} />}
        {!pages.isFirst && !pages.rows.length && !pages.error && (
          <Empty icon="filter" title={t('segments.none')}>
            <p>{t('segments.none_hint')}</p>
          </Empty>
        )}
        <ul class="rows">
          {pages.rows.map((segment) => (
            <li class="row" key={segment.id}>
              <Link href={`/segments/${segment.id}`} class="row__body">
                <span class="row__title">{segment.name}</span>
                <span class="row__sub">{segment.description || segment.message}</span>
                <span class="badges">
                  <Badge>{segment.team?.name ?? t('segments.company')}</Badge>
                  {segment.strategy && <Badge tone="blue">{t(`brief.strategy.${segment.strategy}`)}</Badge>}
                  {segment.channel && <Badge>{t(`brief.channel.${segment.channel}`)}</Badge>}
                  {Object.keys(segment.problems).length > 0 && <Badge tone="red">{t('segments.broken', { names: Object.keys(segment.problems).join(', ') })}</Badge>}
                </span>
              </Link>
              {maySeeCustomers() && !Object.keys(segment.problems).length && <Members segment={segment} />}
            </li>
          ))}
        </ul>
        {pages.hasMore && (
          <Button wide onClick={pages.more}>
            {t('more')}
          </Button>
        )}
      </div>
      {adding && <CardForm segment={null} onSaved={(id) => go(`/segments/${id}`)} onClose={() => setAdding(false)} />}
    </Screen>
  );
}

/** Counted when it is asked for: a count is the one figure of a list that costs. */
function Members({ segment }: { segment: Segment }): JSX.Element {
  const [asked, setAsked] = useState(false);
  if (asked) return <Count filters={ruleOf(segment.filters, segment.team)} />;
  return (
    <Button small onClick={() => setAsked(true)}>
      {t('segments.count')}
    </Button>
  );
}

/** How many the conditions find now; what cannot be asked is said by its name. */
export function Count({ filters }: { filters: Record<string, string> }): JSX.Element {
  const { data, error } = useLive('list', { resource: 'accounts', query: { ...filters, limit: 1, count: 'exact' } }, ['accounts']);
  if (error) return <span class="error">{t('segments.broken', { names: Object.keys((error as { fields?: object }).fields ?? {}).join(', ') || error.message })}</span>;
  if (!data) return <span class="hint">{t('segments.counting')}</span>;
  return (
    <strong role="status">
      {data.count_is_exact === false ? '≈ ' : ''}
      {t('segments.customers', { count: data.count ?? 0 })}
    </strong>
  );
}
