import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { person, watch } from '../../data/page.ts';
import type { Ref, Verdict } from '../../data/rows.ts';
import { moment, t, type Key } from '../../i18n/index.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { touchWords } from '../../ui/touchWords.ts';
import { post } from '../forms/writing.ts';
import { usePages } from '../pages.ts';
import type { DeskTouch } from '../rows.ts';
import type { SectionProps } from './sections.ts';

const KINDS = ['order', 'visit', 'call', 'message', 'note', 'promise', 'complaint', 'tier', 'event'] as const;
const ICONS: Record<string, IconName> = { note: 'note', visit: 'pin', call: 'phone', message: 'message', order: 'order', complaint: 'complaint', promise: 'promise', tier: 'star', event: 'today' };
const VERDICTS: Verdict[] = ['fell_short', 'met', 'exceeded', 'uncertain'];
export const VERDICT_TONES: Record<Verdict, Tone> = { fell_short: 'red', met: 'green', exceeded: 'violet', uncertain: 'grey' };
const SHORT = 8;

/** Everything that happened, the latest first; on the page with filters, as far back as one scrolls. */
export function Timeline(props: SectionProps): JSX.Element {
  if (!props.isShort) return <Whole {...props} />;
  const { touchpoints } = props.overview;
  return (
    <Section title={t('card.timeline')}>
      {!touchpoints.length && <p class="hint">{t('card.no_timeline')}</p>}
      <ol class="rows">
        {touchpoints.slice(0, SHORT).map((touch) => (
          <Touch key={touch.id} touch={touch} />
        ))}
      </ol>
    </Section>
  );
}

interface Asked {
  kinds: string[];
  by: string;
  from: string;
  to: string;
}

function Whole({ account, mayWrite }: SectionProps): JSX.Element {
  const [asked, setAsked] = useState<Asked>({ kinds: [], by: '', from: '', to: '' });
  const [judging, setJudging] = useState<DeskTouch | null>(null);
  const { rows, isFirst, hasMore, more, reload } = usePages<DeskTouch>('touchpoints', queryOf(account.id, asked));
  const people = usePeople(rows);
  useEffect(() => watch(['touchpoints'], reload), []);
  const end = useEnd(more, rows.length);
  return (
    <Section title={t('card.timeline')}>
      <Filters asked={asked} people={people} onAsk={setAsked} />
      {isFirst && <div class="skeleton" aria-hidden="true" />}
      {!isFirst && !rows.length && <p class="hint">{t('card.no_timeline')}</p>}
      {rows.length > 0 && (
        <ol class="rows timeline">
          {rows.map((touch) => (
            <Touch key={touch.id} touch={touch} onJudge={mayWrite ? () => setJudging(touch) : undefined} />
          ))}
        </ol>
      )}
      <div ref={end}>
        {hasMore ? (
          <Button wide onClick={more}>
            {t('notebook.more_before')}
          </Button>
        ) : (
          rows.length > SHORT && <p class="hint">{t('notebook.timeline.end')}</p>
        )}
      </div>
      {judging && <Judge touch={judging} onClose={() => setJudging(null)} />}
    </Section>
  );
}

function queryOf(account: string, { kinds, by, from, to }: Asked): Record<string, string> {
  return {
    account,
    ordering: '-at',
    ...(kinds.length ? { kind__in: kinds.join(',') } : {}),
    ...(by ? { by } : {}),
    ...(from ? { at__gte: instantOn(from, '00:00:00') } : {}),
    ...(to ? { at__lte: instantOn(to, '23:59:59') } : {}),
  };
}

/** A clock time on a business day as an instant: the day is the company's, wherever the reader sits. */
function instantOn(day: string, clock: string): string {
  const zone = person.value?.session.time_zone ?? 'UTC';
  const part = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(new Date(`${day}T12:00:00Z`)).find(({ type }) => type === 'timeZoneName');
  return `${day}T${clock}${part?.value.replace('GMT', '') || 'Z'}`;
}

/** Whoever has been met in the list so far can be asked for. */
function usePeople(rows: DeskTouch[]): Ref[] {
  const known = useRef(new Map<string, Ref>());
  for (const { by } of rows) if (by) known.current.set(by.id, by);
  return [...known.current.values()];
}

/** Loads on when the end of the list comes into sight. */
function useEnd(more: () => void, count: number): { current: HTMLDivElement | null } {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(more);
  latest.current = more;
  useEffect(() => {
    if (!end.current) return;
    const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && latest.current(), { rootMargin: '400px' });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [count]);
  return end;
}

function Filters({ asked, people, onAsk }: { asked: Asked; people: Ref[]; onAsk: (asked: Asked) => void }): JSX.Element {
  const toggle = (kind: string): void => onAsk({ ...asked, kinds: asked.kinds.includes(kind) ? asked.kinds.filter((each) => each !== kind) : [...asked.kinds, kind] });
  return (
    <div class="timeline-filters">
      <div class="chips chips--wrap" role="group" aria-label={t('notebook.timeline.kinds')}>
        {KINDS.map((kind) => (
          <Chip key={kind} on={asked.kinds.includes(kind)} onToggle={() => toggle(kind)}>
            {t(`kind.${kind}`)}
          </Chip>
        ))}
      </div>
      <div class="trio">
        <Select label={t('notebook.timeline.person')} value={asked.by} options={[{ value: '', text: t('notebook.timeline.everybody') }, ...people.map(({ id, name }) => ({ value: id, text: name }))]} onChoose={(by) => onAsk({ ...asked, by })} />
        <Field label={t('notebook.timeline.from')} type="date" value={asked.from} onInput={(from) => onAsk({ ...asked, from })} />
        <Field label={t('notebook.timeline.to')} type="date" value={asked.to} onInput={(to) => onAsk({ ...asked, to })} />
      </div>
    </div>
  );
}

function Touch({ touch, onJudge }: { touch: DeskTouch; onJudge?: (() => void) | undefined }): JSX.Element {
  const words = touchWords(touch);
  return (
    <li class="moment">
      <Icon name={ICONS[touch.kind] ?? 'info'} />
      <p class="moment__head">
        {[words.title, moment(touch.at), touch.by?.name].filter(Boolean).join(' · ')}
        {onJudge && (
          <button type="button" class="link-button" onClick={onJudge}>
            {t('notebook.judge')}
          </button>
        )}
      </p>
      {words.text && <p class="moment__text">{words.text}</p>}
      {(touch.expectation || touch.verdict) && (
        <p class="badges">
          {touch.expectation && <span class="row__sub">{t('notebook.expectation.is', { text: touch.expectation })}</span>}
          {touch.verdict && <Badge tone={VERDICT_TONES[touch.verdict]}>{t(`notebook.verdict.${touch.verdict}`)}</Badge>}
        </p>
      )}
    </li>
  );
}

/** What was expected, and how it came out: "uncertain" is an answer of its own (rows 3, 49). */
function Judge({ touch, onClose }: { touch: DeskTouch; onClose: () => void }): JSX.Element {
  const initial = { expectation: touch.expectation ?? '', verdict: touch.verdict ?? null };
  const save = (values: typeof initial, _: unknown, key: string): Promise<unknown> => post(`touchpoints/${touch.id}/judge`, { body: values, key });
  return (
    <FormSheet title={t('notebook.expectation.title')} draft={`judge/${touch.id}`} initial={initial} save={save} isReady={({ expectation, verdict }) => Boolean(expectation.trim() || verdict)} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Field label={t('notebook.expectation')} maxLength={300} {...text('expectation')} />
          <Select
            label={t('notebook.verdict')}
            value={values.verdict ?? ''}
            options={[{ value: '', text: t('notebook.verdict.none') }, ...VERDICTS.map((value) => ({ value, text: t(`notebook.verdict.${value}` as Key) }))]}
            onChoose={(verdict) => set({ verdict: (verdict || null) as Verdict | null })}
          />
        </>
      )}
    </FormSheet>
  );
}
