import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Moment } from '../../data/card.ts';
import { ask } from '../../data/page.ts';
import type { Verdict } from '../../data/rows.ts';
import { moment, t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/choice.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Section } from '../../ui/layout.tsx';
import { touchWords } from '../../ui/touchWords.ts';
import { savedWithUndo } from '../writing.tsx';
import type { PartProps } from './sections.ts';

/** The server's own row is still to come; nothing can be said of it yet. */
const STAND_IN = 'local:';

const KIND_ICONS: Record<string, IconName> = { note: 'note', visit: 'pin', call: 'phone', message: 'message', order: 'order', complaint: 'complaint', promise: 'promise', tier: 'star', event: 'today' };

/** What a customer can have expected something of. */
const JUDGED = ['visit', 'call', 'message', 'complaint'];
const VERDICTS: Verdict[] = ['fell_short', 'met', 'exceeded', 'uncertain'];

export function Timeline({ card, onMore }: PartProps): JSX.Element {
  const mayJudge = (each: Moment): boolean => card.may_write && JUDGED.includes(each.kind) && !each.id.startsWith(STAND_IN);
  // The last meeting is asked about by itself: one tap says how it was.
  const asked = card.timeline.find(mayJudge);
  return (
    <Section title={t('card.timeline')}>
      {card.timeline.length ? (
        <ol class="rows">
          {card.timeline.map((each) => (
            <MomentRow key={each.id} moment={each} account={card.account.id} mayJudge={mayJudge(each)} isAsked={each === asked && !each.verdict} />
          ))}
        </ol>
      ) : (
        <p class="hint hint--edge">{t('card.no_timeline')}</p>
      )}
      {card.timeline_total > card.timeline.length && (
        <Button wide onClick={onMore}>
          {t('more')}
        </Button>
      )}
    </Section>
  );
}

interface RowProps {
  moment: Moment;
  account: string;
  mayJudge: boolean;
  isAsked: boolean;
}

function MomentRow({ moment: each, account, mayJudge, isAsked }: RowProps): JSX.Element {
  const [isJudging, setJudging] = useState(false);
  const judge = async (verdict: Verdict): Promise<void> => {
    const { group } = await ask('write', { account, op: { type: 'touchpoint.judge', payload: { touchpoint: each.id, expectation: each.expectation, verdict } } });
    setJudging(false);
    savedWithUndo(`${t('notebook.expectation.title')}: ${t(`notebook.verdict.${verdict}`)}`, group);
  };
  const { kind, at, by, visit, is_waiting } = each;
  const words = touchWords(visit && !each.code ? { ...each, code: 'visit.done', details: { outcome: visit.outcome, service_level: visit.service_level }, text: each.text || visit.notes } : each);
  return (
    <li class="moment">
      <Icon name={KIND_ICONS[kind] ?? 'info'} />
      <p class="moment__head">{[words.title, moment(at), by].filter(Boolean).join(' · ')}</p>
      {words.text && <p class="moment__text">{words.text}</p>}
      {(each.expectation || each.verdict) && (
        <p class="badges">
          {each.expectation && <span class="row__sub">{t('notebook.expectation.is', { text: each.expectation })}</span>}
          {each.verdict && <Badge tone={each.verdict === 'fell_short' ? 'red' : each.verdict === 'uncertain' ? 'grey' : 'green'}>{t(`notebook.verdict.${each.verdict}`)}</Badge>}
        </p>
      )}
      {mayJudge && (isAsked || isJudging) ? (
        <div class="moment__judge" role="group" aria-label={`${t('notebook.expectation.met')} ${moment(at)}`}>
          <span class="row__sub">{t('notebook.expectation.met')}</span>
          <span class="chips chips--wrap">
            {VERDICTS.map((verdict) => (
              <Chip key={verdict} on={each.verdict === verdict} onToggle={() => void judge(verdict)}>
                {t(`notebook.verdict.${verdict}`)}
              </Chip>
            ))}
          </span>
        </div>
      ) : (
        mayJudge && (
          <p class="moment__judge">
            <Button small kind="quiet" aria-label={`${t('notebook.judge')} · ${moment(at)}`} onClick={() => setJudging(true)}>
              {t('notebook.judge')}
            </Button>
          </p>
        )
      )}
      {is_waiting && <p class="hint">{t('state.queued')}</p>}
    </li>
  );
}
