import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import type { Ref } from '../../data/rows.ts';
import { shortDay, t } from '../../i18n/index.ts';
import { priceText } from './words.ts';

interface Edit {
  number: number;
  verb: 'move' | 'place' | 'remove' | 'lock' | 'unlock';
  account: Ref;
  before_on: string | null;
  after_on: string | null;
  minutes: number;
  by: Ref | null;
  undone_at: string | null;
}

/** What was changed by hand, newest first, each with its price. */
export function Edits({ path, version }: { path: string; version: number }): JSX.Element | null {
  const { data, reload } = useLive('get', { path: `${path}/edits` }, ['cycle-plans']);
  useEffect(reload, [version]);
  const edits = (data?.data ?? []) as unknown as Edit[];
  if (!edits.length) return null;
  const day = (on: string | null): string => (on ? shortDay(on) : '—');
  return (
    <details class="planner__more">
      <summary>{`${t('plan.edits')} · ${edits.length}`}</summary>
      <ol reversed>
        {edits.map((edit) => {
          const said = [`${t(`plan.verb.${edit.verb}`)} ${edit.account.name} ${day(edit.before_on)} → ${day(edit.after_on)}`, priceText(edit.minutes), edit.by?.name].filter(Boolean).join(' · ');
          return <li key={edit.number}>{edit.undone_at ? `${said} · ${t('plan.edit_undone')}` : said}</li>;
        })}
      </ol>
    </details>
  );
}
