import type { JSX } from 'preact';
import { ask } from '../../data/page.ts';
import { day, t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import { savedWithUndo } from '../writing.tsx';
import type { PartProps } from './sections.ts';

export function NextActions({ card: { account, next_actions } }: PartProps): JSX.Element | null {
  if (!next_actions.length) return null;
  const done = async (id: string): Promise<void> => savedWithUndo(t('action.finished'), (await ask('finishTask', { kind: 'next_action', id, account: account.id })).group);
  return (
    <Section title={t('card.next_actions')}>
      <ul class="rows">
        {next_actions.map((visit) => (
          <li class="row" key={visit.id}>
            <span class="row__body">
              <span>{visit.next_action || t('action.untitled')}</span>
              {visit.next_action_on && <span class="row__sub">{day(visit.next_action_on)}</span>}
            </span>
            <Button kind="soft" small aria-label={t('action.done_what', { text: visit.next_action || t('action.untitled') })} onClick={() => void done(visit.id)}>
              {t('action.done')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
