/** The card of a conflict: field, mine, theirs (who, when), and three ways to settle it. Nothing is lost, and it works without a network. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FieldEdit } from '../data/ops.ts';
import type { CustomFieldRow } from '../data/rows.ts';
import { labelOf, shown, type CustomValue } from '../desk/views/customFields.ts';
import { VIEWS_TEXTS } from '../desk/views/texts.ts';
import { addTexts, moment, t, type Key } from '../i18n/index.ts';
import { PEOPLE_TEXTS } from '../i18n/people.ts';
import { Button } from '../ui/button.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { asked, type Conflict } from './conflicts.ts';
import './people.css';

await addTexts(PEOPLE_TEXTS);
await addTexts(VIEWS_TEXTS);

type Side = 'mine' | 'theirs';

interface CardProps {
  conflict: Conflict;
  /** The company's own fields, which name and word themselves. */
  own?: CustomFieldRow[];
  onSettle: (changes: Record<string, unknown>) => void;
}

export function ConflictCard({ conflict, own = [], onSettle }: CardProps): JSX.Element {
  const [mine, theirs, edits] = [spread(conflict.mine), spread(conflict.theirs), conflict.edits];
  const fieldOf = (name: string): CustomFieldRow | undefined => own.find(({ key }) => name === `custom.${key}`);
  const settle = (changes: Record<string, unknown>): void => onSettle(gathered(changes));
  const names = Object.keys(mine);
  const [sides, setSides] = useState<Record<string, Side>>({});
  const chosen = (side: (name: string) => Side | undefined): Record<string, unknown> => Object.fromEntries(names.filter((name) => side(name) === 'mine').map((name) => [name, mine[name]]));
  const isComplete = names.every((name) => sides[name]);
  return (
    <div class="conflict">
      <p class="row__sub">{t('people.conflict_hint')}</p>
      {names.map((name) => (
        <fieldset key={name} class="conflict__field">
          <legend>{fieldOf(name) ? labelOf(fieldOf(name) as CustomFieldRow) : label(name)}</legend>
          <Option side="mine" name={name} value={mine[name]} field={fieldOf(name)} isChosen={sides[name] === 'mine'} onChoose={() => setSides({ ...sides, [name]: 'mine' })} />
          <Option side="theirs" name={name} value={theirs[name]} field={fieldOf(name)} edit={edits[name]} isChosen={sides[name] === 'theirs'} onChoose={() => setSides({ ...sides, [name]: 'theirs' })} />
        </fieldset>
      ))}
      <div class="conflict__acts">
        <Button small onClick={() => settle(chosen(() => 'mine'))}>
          {t('people.conflict_all_mine')}
        </Button>
        <Button small onClick={() => settle({})}>
          {t('people.conflict_all_theirs')}
        </Button>
        <Button small kind="primary" disabled={!isComplete} onClick={() => settle(chosen((name) => sides[name]))}>
          {t('people.conflict_each')}
        </Button>
      </div>
    </div>
  );
}

interface OptionProps {
  side: Side;
  name: string;
  value: unknown;
  field: CustomFieldRow | undefined;
  edit?: FieldEdit | undefined;
  isChosen: boolean;
  onChoose: () => void;
}

function Option({ side, name, value, field, edit, isChosen, onChoose }: OptionProps): JSX.Element {
  const who = edit ? t('people.conflict_by', { by: edit.by?.name ?? t('people.conflict_somebody'), at: moment(edit.at) }) : '';
  return (
    <label class="conflict__side">
      <input type="radio" name={`conflict-${name}`} checked={isChosen} onChange={onChoose} />
      <span>
        <span class="row__sub">{[t(side === 'mine' ? 'people.conflict_mine' : 'people.conflict_theirs'), who].filter(Boolean).join(' · ')}</span>
        <span class="conflict__value">{field ? shown(field, value as CustomValue) || t('people.empty') : worded(name, value)}</span>
      </span>
    </label>
  );
}

/** The fields of one's own stand side by side with the others: `custom.area`. */
function spread({ custom, ...row }: Record<string, unknown>): Record<string, unknown> {
  const own = custom && typeof custom === 'object' ? Object.entries(custom) : [];
  return { ...row, ...Object.fromEntries(own.map(([key, value]) => [`custom.${key}`, value])) };
}

/** As an op carries them. */
function gathered(changes: Record<string, unknown>): Record<string, unknown> {
  const own = Object.entries(changes).filter(([name]) => name.startsWith('custom.'));
  const rest = Object.fromEntries(Object.entries(changes).filter(([name]) => !name.startsWith('custom.')));
  return own.length ? { ...rest, custom: Object.fromEntries(own.map(([name, value]) => [name.slice('custom.'.length), value])) } : rest;
}

/** Fields of one's own have no key of ours: they are called what they are called. */
export function label(name: string): string {
  const key = `people.field.${name}`;
  const text = t(key as Key);
  return text === key ? name : text;
}

const WORDS: Record<string, string> = { personality: 'personality', preferred_channel: 'people.channel', decision_roles: 'people.role', order_weekdays: 'notebook.weekday' };

export function worded(name: string, value: unknown): string {
  if (value == null || value === '' || (Array.isArray(value) && !value.length)) return t('people.empty');
  if (typeof value === 'boolean') return t(value ? 'people.yes' : 'people.no');
  if (Array.isArray(value)) return value.map((each) => worded(name, each)).join(', ');
  if (typeof value === 'object') return 'name' in value ? String(value.name) : JSON.stringify(value);
  const stem = WORDS[name];
  return stem ? t(`${stem}.${value as string}` as Key) : String(value as string | number);
}

/** Shows the desk's open question, over whatever form it came from. */
export function ConflictHost(): JSX.Element | null {
  const open = asked.value;
  if (!open) return null;
  return (
    <Sheet title={t('people.conflict')} onClose={() => undefined}>
      <ConflictCard conflict={open} onSettle={open.settle} />
    </Sheet>
  );
}
