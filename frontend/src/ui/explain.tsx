/**
 * A figure that opens to its arithmetic. The server sends the formula and its inputs (`crm/explain.py`), the words are ours:
 * `<Explain figure={…} />` for one that is here, `<ExplainLater path="accounts/…/explain" query={…}>` for one asked when opened.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../data/page.ts';
import { addTexts, day, exactMoney, language, number, percent, t, type Key } from '../i18n/index.ts';
import { Banner } from './layout.tsx';
import { Sheet } from './sheet.tsx';

await addTexts({ zh: () => import('../i18n/explain.zh.json'), en: () => import('../i18n/explain.en.json') });

interface Words {
  zh: string;
  en: string;
}

export interface Source {
  kind: 'constant' | 'records' | 'entered' | 'rule' | 'model';
  meaning?: Words;
  title?: string | null;
  place?: string;
  quote?: string;
  reading?: Words | null;
  edited?: boolean;
  table?: string;
  since?: string;
  until?: string;
  on?: string | null;
  count?: number;
  left_out?: number;
  policy?: number | null;
  /** The regularity of the model that gave it. */
  k?: number | null;
  product?: string;
}

/** A number or a range, as every endpoint explains it. */
export interface Figure {
  name: string;
  low: string;
  high: string;
  unit: string;
  currency: string;
  formula: string;
  inputs: Figure[];
  source: Source | null;
  note: string;
}

/** The figure itself is the button. */
export function Explain({ figure, children }: { figure: Figure; children?: ComponentChildren }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Opener figure={labelOf(figure)} onOpen={() => setOpen(true)}>
        {children ?? valueOf(figure)}
      </Opener>
      {open && (
        <Sheet title={labelOf(figure)} onClose={() => setOpen(false)}>
          <Arithmetic figure={figure} />
        </Sheet>
      )}
    </>
  );
}

/** Asks for the arithmetic when it is opened. */
export function ExplainLater({ path, query, label, children }: { path: string; query?: Record<string, string>; label: string; children: ComponentChildren }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [figure, setFigure] = useState<Figure | null | undefined>(undefined);
  const [failed, setFailed] = useState(false);
  const show = (): void => {
    setOpen(true);
    setFailed(false);
    ask('get', { path, ...(query ? { query } : {}) }).then(
      ({ data }) => setFigure(data['figure'] as Figure | null),
      () => setFailed(true),
    );
  };
  return (
    <>
      <Opener figure={label} onOpen={show}>
        {children}
      </Opener>
      {open && (
        <Sheet title={label} onClose={() => setOpen(false)}>
          {failed ? (
            <Banner icon="cloud">{t('explain.offline')}</Banner>
          ) : figure === undefined ? (
            <div class="skeleton" aria-hidden="true" />
          ) : figure === null ? (
            <p class="hint">{t('explain.not_computed')}</p>
          ) : (
            <Arithmetic figure={figure} />
          )}
        </Sheet>
      )}
    </>
  );
}

function Opener({ figure, onOpen, children }: { figure: string; onOpen: () => void; children: ComponentChildren }): JSX.Element {
  return (
    <button type="button" class="explain-open" title={t('explain.open', { figure })} aria-haspopup="dialog" onClick={onOpen}>
      {children}
    </button>
  );
}

/** Value, formula in words and in numbers, and what went into it, down to the sources. */
export function Arithmetic({ figure }: { figure: Figure }): JSX.Element {
  const isWays = !figure.formula && figure.inputs.length > 0;
  return (
    <div class="explain">
      <p class="explain__value">{valueOf(figure)}</p>
      {figure.formula && (
        <>
          <p class="explain__formula">= {inWords(figure)}</p>
          <p class="explain__numbers">= {inNumbers(figure)}</p>
        </>
      )}
      {isWays && <p class="explain__formula">{t(figure.source?.kind === 'model' ? 'explain.model' : isNumber(figure.low) ? 'explain.ways' : 'explain.grounds')}</p>}
      {figure.note && <p class="hint">{noteOf(figure)}</p>}
      {figure.source && <SourceLine source={figure.source} />}
      {figure.inputs.length > 0 && (
        <ul class="explain__inputs">
          {figure.inputs.map((input, place) => (
            <li key={place}>
              <Input figure={input} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Input({ figure }: { figure: Figure }): JSX.Element {
  const line = (
    <span class="explain__input">
      <span>{labelOf(figure)}</span>
      <strong>{valueOf(figure)}</strong>
    </span>
  );
  if (!figure.inputs.length)
    return (
      <>
        {line}
        {figure.source && <SourceLine source={figure.source} />}
      </>
    );
  return (
    <details>
      <summary>
        {labelOf(figure)} <strong>{valueOf(figure)}</strong>
      </summary>
      <Arithmetic figure={figure} />
    </details>
  );
}

function SourceLine({ source }: { source: Source }): JSX.Element {
  return <p class="explain__source">{sourceOf(source)}</p>;
}

/** Where a number comes from, in a sentence. */
export function sourceOf(source: Source): string {
  const reading = source.reading?.[language.value];
  switch (source.kind) {
    case 'constant':
      return [
        t('explain.source.constant', { title: source.title ?? '', place: source.place ?? '' }),
        source.quote ? `“${source.quote}”` : '',
        reading ? t('explain.reading', { reading }) : '',
        source.edited ? t('explain.edited') : '',
      ]
        .filter(Boolean)
        .join(' ');
    case 'records':
      return [
        source.since && source.until ? t('explain.source.period', { since: day(source.since), until: day(source.until) }) : '',
        source.on ? t('explain.source.on', { day: day(source.on) }) : '',
        source.count == null ? '' : t(source.table === 'accounts' ? 'explain.source.customers' : 'explain.source.count', { count: source.count }),
        source.left_out ? t('explain.source.left_out', { count: source.left_out }) : '',
      ]
        .filter(Boolean)
        .join(t('explain.comma'));
    case 'model':
      return t('explain.source.model', { k: source.k ?? 1, day: source.on ? day(source.on) : '', count: source.count ?? 0 });
    case 'rule':
      return source.policy == null ? t('explain.source.rule') : t('explain.source.policy', { policy: source.policy, title: source.title ?? '' });
    case 'entered':
      return t('explain.source.entered');
  }
}

/** What the figure is called. */
export function labelOf(figure: Figure): string {
  const meaning = figure.source?.meaning?.[language.value];
  if (meaning) return meaning;
  const stem = figure.name.replace(/_\d+$/, '');
  const product = figure.source?.product ?? (stem === 'fine' ? figure.inputs[0]?.source?.product : undefined);
  const name = t(`explain.name.${stem}` as Key);
  return product ? t('explain.of_product', { name, product }) : name;
}

/** `50–250 人`, `81%–97%`, `¥3,600.00`. */
export function valueOf(figure: Figure): string {
  const ends = figure.low === figure.high ? [figure.low] : [figure.low, figure.high];
  return withUnit(ends.map((end) => bare(end, figure)).join('–'), figure);
}

function bare(value: string, { unit, currency, name }: Figure): string {
  if (!isNumber(value)) return /^\d{4}-\d{2}-\d{2}$/.test(value) ? day(value) : t(`${name}.${value}` as Key);
  if (unit === 'money') return exactMoney(value, currency);
  if (unit === 'share') return percent(Number(value), 2);
  return number(Number(value), 3);
}

function withUnit(value: string, { unit }: Figure): string {
  return !unit || unit === 'money' || unit === 'share' ? value : t(`explain.unit.${unit}` as Key, { value });
}

function noteOf({ name, note }: Figure): string {
  return t((name === 'tier' ? `rule.${note}` : `explain.note.${note}`) as Key);
}

const isNumber = (value: string): boolean => /^-?\d+(\.\d+)?$/.test(value);
const SIGNS: Record<string, string> = { '*': '×', '/': '÷', '-': '−', '+': '+' };

/** The formula with each name replaced. */
export function spelled(formula: string, name: (name: string) => string): string {
  return formula.replace(/[a-z_][a-z0-9_]*|[*/+-]/gi, (part) => SIGNS[part] ?? name(part));
}

const inWords = (figure: Figure): string => spelled(figure.formula, (name) => withInput(figure, name, labelOf));
const inNumbers = (figure: Figure): string => spelled(figure.formula, (name) => withInput(figure, name, (input) => (input.low === input.high ? valueOf(input) : `(${valueOf(input)})`)));

function withInput(figure: Figure, name: string, word: (input: Figure) => string): string {
  const input = figure.inputs.find((each) => each.name === name);
  return input ? word(input) : name;
}
