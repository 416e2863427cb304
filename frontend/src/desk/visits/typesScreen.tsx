import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import type { StepKind, VisitTypeRow } from '../../data/rows.ts';
import { addDays } from '../../domain/days.ts';
import { addTexts, day, language, moment, t } from '../../i18n/index.ts';
import { VISIT_TEXTS } from '../../i18n/visit.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { toast } from '../../ui/toast.tsx';
import { Section } from '../../ui/layout.tsx';
import { patch, post } from '../forms/writing.ts';
import { foundName } from './foundName.ts';
import '../views/views.css';

await addTexts(VISIT_TEXTS);

const KINDS: StepKind[] = ['talk', 'brand', 'stock_count', 'price_check', 'storefront_photo', 'competitor_promotion', 'referral', 'licence_check'];

const labelOf = ({ label_zh, label_en }: { label_zh: string; label_en: string }): string => (language.value === 'en' && label_en) || label_zh;

/** What belongs to a visit, whether pressing is allowed, and what visits find most: a lead's settings (rows 34, 37, 44, 79). */
export function VisitTypes(): JSX.Element {
  const { data } = useLive('list', { resource: 'visit-types', query: { limit: 200 } }, ['visit-types']);
  const [editing, setEditing] = useState<VisitTypeRow | 'new' | null>(null);
  const types = (data?.results ?? []) as unknown as VisitTypeRow[];
  useEffect(() => {
    document.title = `${t('v.types.title')} · ${t('app.name')}`;
  }, []);
  return (
    <main class="fields-screen">
      <header class="fields-screen__head">
        <h1>{t('v.types.title')}</h1>
        <Button kind="primary" icon="plus" onClick={() => setEditing('new')}>
          {t('v.types.new')}
        </Button>
      </header>
      <p class="hint">{t('v.types.hint')}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('v.types.title')}</th>
            <th scope="col">{t('v.types.steps')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr key={type.id}>
              <th scope="row">
                {labelOf(type)} {type.is_default && <Badge tone="accent">{t('v.types.default')}</Badge>}
              </th>
              <td>{type.steps.map(({ kind, must }) => t(`v.step.${kind}`) + (must ? `（${t('v.steps.must')}）` : '')).join(' · ')}</td>
              <td>
                <Button small kind="quiet" aria-label={`${t('v.types.edit')} ${labelOf(type)}`} onClick={() => setEditing(type)}>
                  {t('v.types.edit')}
                </Button>
                {!type.is_default && (
                  <Button small kind="quiet" aria-label={`${t('v.types.archive')} ${labelOf(type)}`} onClick={() => void post(`visit-types/${type.id}/archive`).catch((error: Error) => toast(error.message))}>
                    {t('v.types.archive')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Pressure />
      <RollUp />
      <Gaps />
      {editing && <TypeSheet type={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </main>
  );
}

interface Typed {
  label_zh: string;
  label_en: string;
  is_default: boolean;
  steps: { kind: StepKind; must: boolean; hint: string }[];
}

function TypeSheet({ type, onClose }: { type: VisitTypeRow | null; onClose: () => void }): JSX.Element {
  const initial: Typed = {
    label_zh: type?.label_zh ?? '',
    label_en: type?.label_en ?? '',
    is_default: type?.is_default ?? false,
    steps: (type?.steps ?? []).map(({ kind, must, hint }) => ({ kind, must: Boolean(must), hint: hint ?? '' })),
  };
  const save = (values: Typed, changed: Partial<Typed>, key: string): Promise<unknown> =>
    type ? (Object.keys(changed).length ? patch(`visit-types/${type.id}`, type.version, { body: changed, key }) : Promise.resolve()) : post('visit-types', { body: values, key });
  return (
    <FormSheet title={t(type ? 'v.types.edit' : 'v.types.new')} draft={`visit-type/${type?.id ?? 'new'}`} initial={initial} save={save} isReady={({ label_zh }) => Boolean(label_zh.trim())} onClose={onClose}>
      {({ values, set, text, error }) => {
        const steps = values.steps;
        const without = (kind: StepKind): Typed['steps'] => steps.filter((step) => step.kind !== kind);
        const raise = (at: number): void => set({ steps: steps.map((step, i) => (i === at - 1 ? (steps[at] ?? step) : i === at ? (steps[at - 1] ?? step) : step)) });
        return (
          <>
            <Field label={t('v.types.label_zh')} maxLength={60} {...text('label_zh')} />
            <Field label={t('v.types.label_en')} maxLength={60} {...text('label_en')} />
            {!type?.is_default && (
              <div class="chips">
                <Chip on={values.is_default} onToggle={() => set({ is_default: !values.is_default })}>
                  {t('v.types.make_default')}
                </Chip>
              </div>
            )}
            <fieldset class="field">
              <legend class="label">{t('v.types.steps')}</legend>
              {error('steps') && <p class="error">{error('steps')}</p>}
              {steps.map(({ kind, must, hint }, i) => (
                <div key={kind} class="chips chips--wrap">
                  <Chip on onToggle={() => set({ steps: without(kind) })}>
                    {`${i + 1}. ${t(`v.step.${kind}`)}`}
                  </Chip>
                  <Chip on={must} onToggle={() => set({ steps: steps.map((step) => (step.kind === kind ? { kind, must: !must, hint } : step)) })}>
                    {t('v.types.must_what', { step: t(`v.step.${kind}`) })}
                  </Chip>
                  {i > 0 && (
                    <Button small kind="quiet" aria-label={t('v.types.up', { step: t(`v.step.${kind}`) })} onClick={() => raise(i)}>
                      ↑
                    </Button>
                  )}
                </div>
              ))}
              <p class="label">{t('v.types.none')}</p>
              <div class="chips chips--wrap">
                {KINDS.filter((kind) => !steps.some((step) => step.kind === kind)).map((kind) => (
                  <Chip key={kind} on={false} onToggle={() => set({ steps: [...steps, { kind, must: false, hint: '' }] })}>
                    {t(`v.step.${kind}`)}
                  </Chip>
                ))}
              </div>
            </fieldset>
          </>
        );
      }}
    </FormSheet>
  );
}

interface Switch {
  id: string;
  team: { id: string; name: string };
  is_on: boolean;
  reason: string;
  by: { name: string } | null;
  at: string;
}

/** Off by default; a lead's switch says why, and every switch stays in the list (row 34). */
function Pressure(): JSX.Element {
  const log = (useLive('list', { resource: 'talk-switches', query: { limit: 50 } }, ['talk-switches']).data?.results ?? []) as unknown as Switch[];
  const teams = (useLive('list', { resource: 'teams', query: { limit: 200 } }, ['teams']).data?.results ?? []) as unknown as { id: string; name: string }[];
  const [team, setTeam] = useState<{ id: string; name: string } | null>(null);
  const isOn = (id: string): boolean => log.find((each) => each.team.id === id)?.is_on ?? false;
  return (
    <Section title={t('v.pressure.title')}>
      <p class="hint">{t('v.pressure.hint')}</p>
      <ul class="rows">
        {teams.map((each) => (
          <li class="row" key={each.id}>
            <div class="row__body">
              <p class="row__title">
                {each.name} <Badge tone={isOn(each.id) ? 'amber' : 'grey'}>{t(isOn(each.id) ? 'v.pressure.on' : 'v.pressure.off')}</Badge>
              </p>
            </div>
            <Button small kind="quiet" aria-label={`${t(isOn(each.id) ? 'v.pressure.turn_off' : 'v.pressure.turn_on')} ${each.name}`} onClick={() => setTeam(each)}>
              {t(isOn(each.id) ? 'v.pressure.turn_off' : 'v.pressure.turn_on')}
            </Button>
          </li>
        ))}
      </ul>
      {log.map(({ id, at, by, team: of, is_on, reason }) => (
        <p class="hint" key={id}>
          {t('v.pressure.log', { day: moment(at), who: [by?.name, of.name].filter(Boolean).join(' · '), what: t(is_on ? 'v.pressure.on' : 'v.pressure.off'), reason })}
        </p>
      ))}
      {team && (
        <FormSheet
          title={`${t('v.pressure.title')} · ${team.name}`}
          draft={`talk-switch/${team.id}`}
          initial={{ reason: '' }}
          save={({ reason }, _, key) => post('talk-switches', { body: { team: team.id, is_on: !isOn(team.id), reason }, key })}
          isReady={({ reason }) => Boolean(reason.trim())}
          saveText={t(isOn(team.id) ? 'v.pressure.turn_off' : 'v.pressure.turn_on')}
          onClose={() => setTeam(null)}
        >
          {({ text }) => <Field label={t('v.pressure.reason')} maxLength={300} {...text('reason')} />}
        </FormSheet>
      )}
    </Section>
  );
}

interface Line {
  kind: string;
  findings: number;
  accounts: number;
  open_follow_ups: number;
}

/** What is found at many dealers is a case for training or promotion as a whole (row 37). */
function RollUp(): JSX.Element {
  const today = person.value?.session.today ?? '';
  const { data } = useLive('get', { path: 'findings/roll-up', query: { since: addDays(today, -90), until: today } }, ['findings', 'follow-ups']);
  const lines = (data?.data as { results?: Line[] } | undefined)?.results ?? [];
  return (
    <Section title={t('v.rollup.title')}>
      {!lines.length ? (
        <p class="hint">{t('v.rollup.none')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              {(['kind', 'findings', 'accounts', 'open'] as const).map((name) => (
                <th scope="col" key={name}>
                  {t(`v.rollup.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ kind, findings, accounts, open_follow_ups }) => (
              <tr key={kind}>
                <th scope="row">{foundName(kind)}</th>
                <td>{findings}</td>
                <td>{accounts}</td>
                <td>{open_follow_ups}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

/** What managers were asked and still do not know (row 44). */
function Gaps(): JSX.Element {
  const { data } = useLive('list', { resource: 'knowledge-entries', query: { known: 'false', learned_at__isnull: 'true', limit: 50 } }, ['knowledge-entries']);
  const gaps = (data?.results ?? []) as unknown as { id: string; question: string; manager: { name: string }; product: { name: string } | null; asked_at: string }[];
  return (
    <Section title={t('v.gaps.title')}>
      {!gaps.length && <p class="hint">{t('v.gaps.none')}</p>}
      <ul class="rows">
        {gaps.map(({ id, question, manager, product, asked_at }) => (
          <li class="row" key={id}>
            <div class="row__body">
              <p class="row__title">{question}</p>
              <p class="row__sub">{[manager.name, product?.name, day(asked_at.slice(0, 10))].filter(Boolean).join(' · ')}</p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
