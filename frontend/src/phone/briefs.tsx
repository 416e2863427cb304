/** Briefs of segments that this person must have read before a campaign starts (row 42): read and acknowledged without a network. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { ask, person } from '../data/page.ts';
import type { AcknowledgementRow, SegmentRow } from '../data/rows.ts';
import { concerns } from '../domain/briefs.ts';
import { BRIEF_TEXTS } from '../i18n/brief.ts';
import { addTexts, t } from '../i18n/index.ts';
import { BriefCard } from '../ui/briefCard.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Section } from '../ui/layout.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { savedWithUndo } from './writing.tsx';

await addTexts(BRIEF_TEXTS);

export function Briefs(): JSX.Element | null {
  const segments = (useLive('every', { table: 'segments' }, ['segments']).data ?? []) as SegmentRow[];
  const read = (useLive('every', { table: 'brief_acknowledgements' }, ['brief_acknowledgements']).data ?? []) as AcknowledgementRow[];
  const [open, setOpen] = useState<SegmentRow | null>(null);
  const me = person.value?.session.user;
  const unread = segments.filter((segment) => me && concerns(segment, me) && !read.some(({ segment: of, brief_number }) => of.id === segment.id && brief_number === segment.brief_number));
  if (!unread.length && !open) return null;
  const acknowledge = async ({ id, name, brief_number }: SegmentRow): Promise<void> => {
    const { group } = await ask('act', { account: id, about: name, ops: [{ type: 'segment.acknowledge', payload: { id: '', segment: id, brief_number } }] });
    setOpen(null);
    savedWithUndo(t('brief.acked'), group);
  };
  return (
    <Section title={t('brief.todo')}>
      <ul class="rows">
        {unread.map((segment) => (
          <li class="row" key={segment.id}>
            <Icon name="message" />
            <span class="row__body">
              <span class="row__title">{segment.name}</span>
              <span class="row__sub">{segment.message || segment.description}</span>
            </span>
            <Button kind="soft" small aria-label={`${t('brief.read_it')} ${segment.name}`} onClick={() => setOpen(segment)}>
              {t('brief.read_it')}
            </Button>
          </li>
        ))}
      </ul>
      {open && (
        <Sheet
          title={t('brief.read_title', { name: open.name })}
          onClose={() => setOpen(null)}
          foot={
            <Button kind="primary" wide onClick={() => void acknowledge(open)}>
              {t('brief.ack')}
            </Button>
          }
        >
          <BriefCard segment={open} />
        </Sheet>
      )}
    </Section>
  );
}
