import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Draft } from '../../data/drafts.ts';
import { useLive } from '../../data/live.ts';
import { ask } from '../../data/page.ts';
import type { ConsumptionRow, StepKind, StepResult, TalkSwitchRow, VisitTypeRow } from '../../data/rows.ts';
import { uuidv7 } from '../../data/uuid.ts';
import { TALKS } from '../../domain/coach.ts';
import { isAnswered, undone } from '../../domain/steps.ts';
import { addTexts, language, t, type Key } from '../../i18n/index.ts';
import { VISIT_TEXTS } from '../../i18n/visit.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip, Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { Licence } from './licence.tsx';
import { isPressureAllowed } from './pressure.ts';
import './steps.css';

await addTexts(VISIT_TEXTS);

interface StepsProps {
  draft: Draft;
  change: (more: Partial<Draft>) => void;
  team: string | null;
  target: number | null;
  /** The name on the licence, as the record has it. */
  licence: string;
  /** Says why the visit cannot be saved yet. */
  onBlocked: (why: string | null) => void;
}

const stepName = (kind: StepKind): string => t(`v.step.${kind}`);

/** What belongs to this kind of visit (row 79). Nothing must be touched for a plain visit: it stays folded. */
export function Steps({ draft, change, team, target, licence, onBlocked }: StepsProps): JSX.Element | null {
  const { data: all } = useLive('every', { table: 'visit_types' }, ['visit_types']);
  const types = ((all ?? []) as VisitTypeRow[]).filter((type) => !type.archived_at).sort((a, b) => a.position - b.position);
  const type = types.find(({ id }) => id === draft.visit_type) ?? types.find(({ is_default }) => is_default);
  const results = draft.steps ?? [];
  const { data: photos } = useLive('photosHere', { visit: draft.visit }, ['photos']);
  const missing = undone(type, results, draft.outcome);
  const lacksPhoto = !photos?.length && results.some(({ kind, state }) => kind === 'storefront_photo' && state === 'done');
  const blocked = missing.length ? t('v.steps.blocked', { steps: missing.map(stepName).join(t('v.steps.and')) }) : lacksPhoto ? t('v.steps.no_photo') : null;
  useEffect(() => onBlocked(blocked), [blocked]);
  useEffect(() => {
    // The op tells which version of the type this phone knew.
    if (type && (draft.visit_type !== type.id || draft.type_version !== type.version)) change({ visit_type: type.id, type_version: type.version });
  }, [type?.id, type?.version]);
  const set = (kind: StepKind, result: StepResult | null): void => {
    const others = results.filter((each) => each.kind !== kind);
    change({ steps: result ? [...others, result] : others });
  };
  return (
    <div data-part="steps">
      <LevelWarning level={draft.service_level} target={target} />
      {type && type.steps.length > 0 && (
        <details class="steps" open={type.steps.some(({ must }) => must) || results.length > 0}>
          <summary>{`${t('v.steps.title')} · ${t('v.steps.count', { done: results.filter(isAnswered).length, all: type.steps.length })}`}</summary>
          {types.length > 1 && (
            <Choice
              look="chips"
              label={t('v.steps.type')}
              value={type.id}
              options={types.map((each) => ({ value: each.id, text: labelOf(each) }))}
              onChoose={(id) => change({ visit_type: id, type_version: types.find((each) => each.id === id)?.version ?? 1, steps: [] })}
            />
          )}
          {type.steps.map(({ kind, must, hint }) => (
            <Step key={kind} kind={kind} must={Boolean(must)} hint={hint ?? ''} account={draft.account} team={team} licence={licence} result={results.find((each) => each.kind === kind) ?? null} onResult={(result) => set(kind, result)} />
          ))}
          <Asked account={draft.account} visit={draft.visit} />
        </details>
      )}
    </div>
  );
}

export const labelOf = ({ label_zh, label_en }: { label_zh: string; label_en: string }): string => (language.value === 'en' && label_en) || label_zh;

/** Below the standard line somebody has to make it good; below the tier's aim one should know (row 9). */
function LevelWarning({ level, target }: { level: number | null; target: number | null }): JSX.Element | null {
  if (!level) return null;
  if (level < 2) return <p class="error">{t('v.level.below')}</p>;
  return target && level < target ? <p class="hint">{t('v.level.under_target', { level: t(`level.${target}` as Key) })}</p> : null;
}

interface StepProps {
  kind: StepKind;
  must: boolean;
  hint: string;
  account: string;
  team: string | null;
  licence: string;
  result: StepResult | null;
  onResult: (result: StepResult | null) => void;
}

function Step({ kind, must, hint, account, team, licence, result, onResult }: StepProps): JSX.Element {
  const details = result?.details ?? {};
  const put = (more: Record<string, unknown>): void => onResult({ kind, state: 'done', ...(result?.note ? { note: result.note } : {}), details: { ...details, ...more } });
  const chosen = result?.state;
  return (
    <div class={must ? 'step step--must' : 'step'} role="group" aria-label={stepName(kind)} data-step={kind}>
      <div class="step__head">
        <span class="step__name">
          {stepName(kind)} {must && <Badge tone="accent">{t('v.steps.must')}</Badge>}
        </span>
        <Choice
          look="segments"
          label={stepName(kind)}
          value={chosen ?? null}
          options={[
            { value: 'done', text: t('v.steps.done') },
            { value: 'skipped', text: t('v.steps.skip') },
          ]}
          onChoose={(state) => onResult(state === chosen ? null : state === 'done' ? { kind, state } : { kind, state, reason: '' })}
        />
      </div>
      {hint && <p class="hint">{hint}</p>}
      {chosen === 'skipped' && <Field label={t('v.steps.reason')} value={result?.reason ?? ''} maxLength={200} onInput={(reason) => onResult({ kind, state: 'skipped', reason })} />}
      {chosen === 'done' && <Details kind={kind} account={account} team={team} licence={licence} details={details} put={put} />}
      {chosen === 'done' && <Note value={result?.note ?? ''} onInput={(note) => onResult({ kind, state: 'done', note, details })} />}
    </div>
  );
}

/** Most steps need no words: the field is there when somebody asks for it. */
function Note({ value, onInput }: { value: string; onInput: (note: string) => void }): JSX.Element {
  const [isOpen, setOpen] = useState(Boolean(value));
  if (isOpen) return <Field label={t('v.steps.note')} value={value} maxLength={500} onInput={onInput} />;
  return (
    <Button small kind="quiet" icon="plus" onClick={() => setOpen(true)}>
      {t('v.steps.note')}
    </Button>
  );
}

interface DetailsProps {
  kind: StepKind;
  account: string;
  team: string | null;
  licence: string;
  details: Record<string, unknown>;
  put: (more: Record<string, unknown>) => void;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);
const toggled = (chosen: string[], item: string): string[] => (chosen.includes(item) ? chosen.filter((each) => each !== item) : [...chosen, item]);

function Details(props: DetailsProps): JSX.Element | null {
  const { kind, details, put } = props;
  switch (kind) {
    case 'talk':
      return <Talks {...props} />;
    case 'brand':
      return (
        <>
          <Field label={t('v.steps.product')} value={text(details['product'])} maxLength={100} onInput={(product) => put({ product })} />
          <div class="chips chips--wrap">
            {(['cannot_explain', 'consumers_unaware', 'not_promoted'] as const).map((seen) => (
              <Chip key={seen} on={list(details['observed']).includes(seen)} onToggle={() => put({ observed: toggled(list(details['observed']), seen) })}>
                {t(`v.seen.${seen}`)}
              </Chip>
            ))}
          </div>
        </>
      );
    case 'stock_count':
      return <Counts {...props} />;
    case 'price_check':
      return <Prices {...props} />;
    case 'storefront_photo':
      return <p class="hint">{t('v.steps.take_photo')}</p>;
    case 'competitor_promotion':
      return (
        <>
          <Field label={t('v.steps.competitor')} value={text(details['competitor'])} maxLength={100} onInput={(competitor) => put({ competitor })} />
          <Field label={t('v.steps.offer')} value={text(details['offer'])} maxLength={200} onInput={(offer) => put({ offer })} />
          <div class="chips chips--wrap">
            <Chip on={details['refused'] === true} onToggle={() => put({ refused: details['refused'] !== true })}>
              {t('v.steps.refused')}
            </Chip>
          </div>
        </>
      );
    case 'referral':
      return (
        <>
          <Field label={t('v.steps.referred')} value={text(details['name'])} maxLength={100} onInput={(name) => put({ name })} />
          <Field label={t('v.steps.phone')} type="tel" value={text(details['phone'])} maxLength={40} onInput={(phone) => put({ phone })} />
        </>
      );
    case 'licence_check':
      return <Licence recorded={props.licence} details={details} put={put} />;
  }
}

/** Pressing stands among the ways to talk only where a lead has allowed it (row 34). */
function Talks({ details, put, team }: DetailsProps): JSX.Element {
  const { data: switches } = useLive('every', { table: 'talk_switches' }, ['talk_switches']);
  const allowed = isPressureAllowed(switches as TalkSwitchRow[] | undefined, team);
  const chosen = list(details['methods']);
  return (
    <div class="chips chips--wrap">
      {TALKS.filter((talk) => talk !== 'limited_time' || allowed).map((talk) => (
        <Chip key={talk} on={chosen.includes(talk)} onToggle={() => put({ methods: toggled(chosen, talk) })}>
          {t(`v.talk.${talk}`)}
        </Chip>
      ))}
    </div>
  );
}

interface Count {
  consumption: string;
  quantity: string;
}

function Counts({ account, details, put }: DetailsProps): JSX.Element {
  const { data: kept } = useLive('rowsOf', { table: 'consumptions', account }, ['consumptions', 'outbox']);
  const counts = (details['counts'] ?? []) as Count[];
  const count = (consumption: string, quantity: string): void => {
    const others = counts.filter((each) => each.consumption !== consumption);
    put({ counts: quantity === '' ? others : [...others, { consumption, quantity }] });
  };
  if (kept?.length === 0) return <p class="hint">{t('v.steps.no_stock_kept')}</p>;
  return (
    <>
      {((kept ?? []) as ConsumptionRow[]).map(({ id, product, unit }) => (
        <Field key={id} type="number" min="0" label={t('v.steps.quantity', { product: product.name, unit })} value={counts.find((each) => each.consumption === id)?.quantity ?? ''} onInput={(quantity) => count(id, quantity)} />
      ))}
    </>
  );
}

interface Price {
  product: string;
  price: string;
  agreed: string;
}

/** Lines are typed as they come; only whole ones are part of the result. */
function Prices({ details, put }: DetailsProps): JSX.Element {
  const [lines, setLines] = useState<Price[]>(() => {
    const known = (details['prices'] ?? []) as Partial<Price>[];
    return (known.length ? known : [{}]).map(({ product = '', price = '', agreed = '' }) => ({ product, price, agreed }));
  });
  const set = (at: number, more: Partial<Price>): void => {
    const next = lines.map((line, i) => (i === at ? { ...line, ...more } : line));
    setLines(next);
    put({ prices: next.filter(({ product, price }) => product.trim() && price !== '').map(({ product, price, agreed }) => ({ product: product.trim(), price, ...(agreed === '' ? {} : { agreed }) })) });
  };
  return (
    <>
      {lines.map(({ product, price, agreed }, i) => (
        <div key={i} class="step__line">
          <Field label={t('v.steps.product')} value={product} maxLength={100} onInput={(value) => set(i, { product: value })} />
          <div class="step__pair">
            <Field label={t('v.steps.price')} type="number" min="0" value={price} onInput={(value) => set(i, { price: value })} />
            <Field label={t('v.steps.agreed')} type="number" min="0" value={agreed} onInput={(value) => set(i, { agreed: value })} />
          </div>
          {agreed !== '' && price !== '' && Number(price) < Number(agreed) && <p class="error">{t('v.steps.below')}</p>}
        </div>
      ))}
      <Button small kind="quiet" onClick={() => setLines([...lines, { product: '', price: '', agreed: '' }])}>
        {t('v.steps.add_price')}
      </Button>
    </>
  );
}

/** What the customer asked about a product, known or not (row 44): it is noted at once, apart from the visit. */
function Asked({ account, visit }: { account: string; visit: string }): JSX.Element {
  const [question, setQuestion] = useState('');
  const log = async (known: boolean): Promise<void> => {
    await ask('act', { account, ops: [{ type: 'knowledge.log', payload: { id: uuidv7(), question: question.trim(), known, visit } }] });
    setQuestion('');
    toast(t('v.know.logged'));
  };
  return (
    <div class="step" role="group" aria-label={t('v.know.title')} data-step="asked">
      <span class="step__name">{t('v.know.title')}</span>
      <Field label={t('v.know.question')} value={question} maxLength={300} onInput={setQuestion} />
      {question.trim() && (
        <div class="chips">
          <Button small kind="soft" onClick={() => void log(true)}>
            {t('v.know.known')}
          </Button>
          <Button small kind="soft" onClick={() => void log(false)}>
            {t('v.know.unknown')}
          </Button>
        </div>
      )}
    </div>
  );
}
