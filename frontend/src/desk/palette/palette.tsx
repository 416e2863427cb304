import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ask } from '../../data/page.ts';
import { newest } from '../../data/protocol.ts';
import { addTexts, moment, t } from '../../i18n/index.ts';
import { FIND_TEXTS } from '../../i18n/find.ts';
import { Badge, TierBadge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Tier } from '../../data/rows.ts';
import { foundGroups, ownGroups, type Entry, type FoundGroup, type Group, type Piece } from './entries.ts';
import './palette.css';

await addTexts(FIND_TEXTS);

/** A key press may be the last one: ask when the hand rests so long. */
const REST_MS = 90;

interface Answer {
  typed: string;
  groups: FoundGroup[];
  failed: string | null;
}

/** Everything by keyboard: what is found, pages, actions. A combobox over one list in groups. */
export function Palette({ onClose }: { onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const answer = useAnswer(typed);
  const groups = useMemo(() => [...(typed.trim() ? foundGroups(answer.groups) : []), ...ownGroups(typed)], [typed, answer]);
  const entries = groups.flatMap((group) => group.entries);
  const at = Math.min(chosen, Math.max(0, entries.length - 1));
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    field.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useEffect(() => {
    document.getElementById(idOf(entries[at]))?.scrollIntoView({ block: 'nearest' });
  }, [at, entries[at]?.id]);
  const take = (entry: Entry | undefined): void => {
    if (!entry) return;
    onClose();
    entry.open();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return; // an input method is choosing among its own candidates
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (entries.length) setChosen((at + step + entries.length) % entries.length);
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      setChosen(event.key === 'Home' ? 0 : entries.length - 1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(entries[at]);
    }
  };
  const isWaiting = typed.trim() !== answer.typed;
  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label={t('find.title')}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div class="palette__field">
        <Icon name="search" />
        <input
          ref={field}
          class="input"
          type="text"
          role="combobox"
          aria-label={t('find.label')}
          aria-expanded="true"
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={entries[at] ? idOf(entries[at]) : undefined}
          placeholder={t('find.hint')}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id="palette-list" class="palette__list" role="listbox" aria-label={t('find.title')}>
        {groups.map((group) => (
          <GroupRows key={group.id} group={group} chosen={entries[at]} onTake={take} onPoint={(entry) => setChosen(entries.indexOf(entry))} />
        ))}
      </div>
      <p class="palette__foot" role="status">
        {answer.failed && typed.trim() ? t('find.failed', { detail: answer.failed }) : !entries.length && !isWaiting ? t('find.none', { text: typed.trim() }) : t('find.keys')}
      </p>
    </dialog>
  );
}

const idOf = (entry: Entry | undefined): string => `palette-${entry?.id ?? ''}`;

/** The server's answer to what is typed; an older one never overtakes a newer. */
function useAnswer(typed: string): Answer {
  const [answer, setAnswer] = useState<Answer>({ typed: '', groups: [], failed: null });
  const filter = useRef(newest());
  const text = typed.trim();
  useEffect(() => {
    if (!text) return setAnswer({ typed: '', groups: [], failed: null });
    const timer = setTimeout(() => {
      filter.current(ask('get', { path: 'search', query: { q: text.slice(0, 200) } })).then(
        (found) => found && setAnswer({ typed: text, groups: (found.data as unknown as { groups: FoundGroup[] }).groups, failed: null }),
        (error: Error) => setAnswer({ typed: text, groups: [], failed: error.message }),
      );
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return answer;
}

interface GroupRowsProps {
  group: Group;
  chosen: Entry | undefined;
  onTake: (entry: Entry) => void;
  onPoint: (entry: Entry) => void;
}

function GroupRows({ group, chosen, onTake, onPoint }: GroupRowsProps): JSX.Element {
  const heading = `palette-group-${group.id}`;
  return (
    <div role="group" aria-labelledby={heading}>
      <p id={heading} class="palette__group">
        {t(group.title)}
      </p>
      {group.entries.map((entry) => (
        <div
          key={entry.id}
          id={idOf(entry)}
          role="option"
          aria-selected={entry === chosen}
          class="palette__entry"
          onClick={() => onTake(entry)}
          onPointerMove={() => entry !== chosen && onPoint(entry)}
        >
          <Icon name={entry.icon} small />
          <span class="palette__words">
            <span class="palette__title">
              <Marked pieces={entry.title} />
            </span>
            {entry.text.length > 0 && (
              <span class="palette__text">
                <Marked pieces={entry.text} />
              </span>
            )}
          </span>
          {entry.at && <span class="palette__at">{moment(entry.at)}</span>}
          {entry.isMine && <Badge tone="accent">{t('find.mine')}</Badge>}
          {entry.tier && <TierBadge tier={entry.tier as Tier} />}
        </div>
      ))}
    </div>
  );
}

function Marked({ pieces }: { pieces: Piece[] }): JSX.Element {
  return <>{pieces.map(({ text, hit }, i) => (hit ? <mark key={i}>{text}</mark> : text))}</>;
}
