/** One segment: its card, its rule with the live count, who has read the brief, and its experiments (rows 8, 41, 42). */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { concerns, ruleOf } from '../../domain/briefs.ts';
import { BRIEF_TEXTS } from '../../i18n/brief.ts';
import { addTexts, moment, t, type Key } from '../../i18n/index.ts';
import { SEGMENTS_TEXTS } from '../../i18n/segments.ts';
import { go, Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { BriefCard } from '../../ui/briefCard.tsx';
import { Button } from '../../ui/button.tsx';
import { Banner, Screen, Section } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { FilterBar } from '../filterBar.tsx';
import { patch, post } from '../forms/writing.ts';
import { usePages } from '../pages.ts';
import type { Params } from '../query.ts';
import { Trouble } from '../trouble.tsx';
import { VIEWS_TEXTS } from '../views/texts.ts';
import '../views/views.css';
import './segments.css';
import { CardForm } from './cardForm.tsx';
import { ExperimentForm } from './experimentForm.tsx';
import { mayKeep, maySeeCustomers, type Experiment, type Readers, type Segment } from './rows.ts';
import { Count } from './screen.tsx';

await Promise.all([addTexts(SEGMENTS_TEXTS), addTexts(BRIEF_TEXTS), addTexts(VIEWS_TEXTS)]);

export function SegmentPage({ id }: { id: string }): JSX.Element {
  const { data, error, reload } = useLive('get', { path: `segments/${id}` }, ['segments']);
  const [editing, setEditing] = useState(false);
  const segment = data?.data as unknown as Segment | undefined;
  const archive = async (): Promise<void> => {
    await post(`segments/${id}/archive`);
    go('/segments');
  };
  return (
    <Screen
      title={segment?.name ?? t('segments.title')}
      sub={segment ? (segment.team?.name ?? t('segments.company')) : undefined}
      backTo="/segments"
      actions={
        segment && mayKeep() ? (
          <div class="segment-line">
            <Button onClick={() => setEditing(true)}>{t('segments.edit')}</Button>
            <Button kind="quiet" onClick={() => void archive()}>
              {t('segments.archive')}
            </Button>
          </div>
        ) : undefined
      }
    >
      <div class="stack">
        {error && <Trouble error={error} onRetry={reload} />}
        {segment && (
          <>
            <Section title={t('segments.card')}>
              <BriefCard segment={segment} />
            </Section>
            {maySeeCustomers() && <Rule key={segment.version} segment={segment} />}
            <ReadBy segment={segment} />
            <Experiments segment={segment} />
          </>
        )}
      </div>
      {editing && segment && <CardForm segment={segment} onClose={() => setEditing(false)} />}
    </Screen>
  );
}

/** The conditions of the account list itself; the count follows every change, saved or not. */
function Rule({ segment }: { segment: Segment }): JSX.Element {
  const [filters, setFilters] = useState<Params>(segment.filters);
  const set = (changes: Params): void => setFilters(Object.fromEntries(Object.entries({ ...filters, ...changes }).filter(([, value]) => value)));
  const isChanged = JSON.stringify(filters) !== JSON.stringify(segment.filters);
  const broken = isChanged ? [] : Object.keys(segment.problems);
  const save = async (): Promise<void> => {
    await patch(`segments/${segment.id}`, segment.version, { body: { filters }, changes: ['accounts'] });
    toast(t('segments.saved'));
  };
  return (
    <Section title={t('segments.rule')}>
      <div class="card card--pad stack">
        {broken.length > 0 && (
          <Banner icon="warning" tone="red">
            {t('segments.broken', { names: broken.join(', ') })}
          </Banner>
        )}
        <FilterBar params={filters} set={set} lacking={['segment', 'moved']} />
        <p class="segment-line">
          {broken.length === 0 && <Count filters={ruleOf(filters, segment.team)} />}
          {!isChanged && broken.length === 0 && <Link href={`/accounts?segment=${segment.id}`} class="button button--small">{t('segments.show')}</Link>}
          {isChanged && mayKeep() && (
            <Button kind="primary" onClick={() => void save()}>
              {t('segments.save_rule')}
            </Button>
          )}
        </p>
      </div>
    </Section>
  );
}

function ReadBy({ segment }: { segment: Segment }): JSX.Element | null {
  const { data } = useLive('get', { path: `segments/${segment.id}/readers` }, ['segments']);
  const readers = data?.data as unknown as Readers | undefined;
  const me = person.value?.session.user;
  if (!readers || !segment.brief) return null;
  const mine = readers.people.find(({ id }) => id === me?.id);
  const acknowledge = async (): Promise<void> => {
    await post(`segments/${segment.id}/acknowledge`, { body: { brief_number: segment.brief_number } });
    toast(t('brief.acked'));
  };
  return (
    <Section title={t('segments.readers')}>
      <p class="hint">{readers.missing ? t('segments.missing', { count: readers.missing }) : t('segments.readers_done')}</p>
      {me && concerns(segment, me) && mine && !mine.at && (
        <Button kind="primary" onClick={() => void acknowledge()}>
          {t('brief.ack')}
        </Button>
      )}
      <ul class="rows">
        {readers.people.map(({ id, name, role, at }) => (
          <li class="row" key={id}>
            <span class="row__body">
              <span class="row__title">{name}</span>
              <span class="row__sub">{t(`role.${role}` as Key)}</span>
            </span>
            {at ? <Badge tone="green">{moment(at)}</Badge> : <Badge tone="amber">{t('segments.unread')}</Badge>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const TONES = { draft: 'grey', drawing: 'blue', running: 'blue', ended: 'green', cancelled: 'grey' } as const;

function Experiments({ segment }: { segment: Segment }): JSX.Element {
  const pages = usePages<Experiment>('experiments', { segment: segment.id });
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title={t('segments.experiments')}
      action={
        mayKeep() ? (
          <Button small onClick={() => setAdding(true)}>
            {t('segments.new_experiment')}
          </Button>
        ) : undefined
      }
    >
      {!pages.isFirst && !pages.rows.length && <p class="hint">{t('segments.no_experiments')}</p>}
      <ul class="rows">
        {pages.rows.map((experiment) => (
          <li class="row" key={experiment.id}>
            <Link href={`/experiments/${experiment.id}`} class="row__body">
              <span class="row__title">{experiment.name}</span>
              <span class="row__sub">{experiment.hypothesis}</span>
              <span class="badges">
                <Badge tone={TONES[experiment.status]}>{t(`experiment.status.${experiment.status}`)}</Badge>
                {experiment.result && <Badge>{t(`experiment.outcome.${experiment.result.outcome}`)}</Badge>}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {adding && <ExperimentForm segment={segment} onSaved={(id) => go(`/experiments/${id}`)} onClose={() => setAdding(false)} />}
    </Section>
  );
}
