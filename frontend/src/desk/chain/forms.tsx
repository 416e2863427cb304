/** What is written about the chain, each in a sheet of its own. */
import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import type { Ref } from '../../data/rows.ts';
import { day, t, type Key } from '../../i18n/index.ts';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Select } from '../../ui/select.tsx';
import { AccountPicker } from '../forms/accountPicker.tsx';
import { patch, post } from '../forms/writing.ts';
import { worded } from './refusals.ts';
import { CHAIN_TOPICS, nameOf, type Chain, type Link, type Standard } from './rows.ts';

const changes = CHAIN_TOPICS;
const YES_NO = (): { value: string; text: string }[] => [
  { value: 'no', text: t('chain.onwards') },
  { value: 'yes', text: t('chain.goes_back') },
];

/** The next step of our process is one of ours, or the end customer, where the process ends. */
const NEXT = ['inside', 'outside'] as const;
type Next = (typeof NEXT)[number];

const endOf = ({ next, customer, outside }: { next: Next; customer: string; outside: Ref | null }): string => (next === 'outside' ? (outside?.id ?? '') : customer);

/** A new link, perhaps with its ends given by the mouse. */
export function NewLink({ chain, supplier, customer, onClose }: { chain: Chain; supplier: string; customer: string; onClose: () => void }): JSX.Element {
  const steps = chain.nodes.filter((node) => node.account).map((node) => ({ value: node.id, text: nameOf(node) }));
  return (
    <FormSheet
      title={t('chain.new_link')}
      draft="chain/link"
      initial={{ supplier, customer, next: 'inside' as Next, outside: null as Ref | null, service: '', standard: '', goes_back: 'no' }}
      isReady={(values) => Boolean(values.supplier && endOf(values) && values.service.trim())}
      save={({ supplier, service, standard, ...values }, _, key) => worded(post('process-links', { body: { supplier, customer: endOf(values), service, standard, goes_back: values.next === 'inside' && values.goes_back === 'yes' }, key, changes }))}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Select label={t('chain.supplier')} value={form.values.supplier} empty={t('chain.choose')} options={steps} onChoose={(value) => form.set({ supplier: value })} {...said(form.error('supplier'))} />
          <Choice look="segments" label={t('chain.next_is')} value={form.values.next} options={NEXT.map((value) => ({ value, text: t(`chain.next_is.${value}`) }))} onChoose={(next) => form.set({ next })} />
          {form.values.next === 'outside' && <AccountPicker label={t('chain.end_customer')} value={form.values.outside} onChoose={(outside) => form.set({ outside })} query={{ kind: 'external' }} {...said(form.error('customer'))} />}
          {form.values.next === 'inside' && <Select label={t('chain.customer')} value={form.values.customer} empty={t('chain.choose')} options={steps.filter(({ value }) => value !== form.values.supplier)} onChoose={(value) => form.set({ customer: value })} {...said(form.error('customer'))} />}
          <Field label={t('chain.service')} maxLength={200} {...form.text('service')} />
          <Field label={t('chain.standard_words')} rows={2} maxLength={300} {...form.text('standard')} />
          {form.values.next === 'inside' && <Choice look="segments" label={t('chain.direction')} value={form.values.goes_back} options={YES_NO()} onChoose={(value) => form.set({ goes_back: value })} />}
        </>
      )}
    </FormSheet>
  );
}

export function ChangeLink({ edge, onClose }: { edge: Link; onClose: () => void }): JSX.Element {
  const initial = { service: edge.service, standard: edge.standard, goes_back: edge.goes_back ? 'yes' : 'no' };
  const save = (changed: Partial<typeof initial>, key: string): Promise<unknown> => {
    const { goes_back, ...texts } = changed;
    return worded(patch(`process-links/${edge.link}`, edge.version ?? 0, { body: { ...texts, ...(goes_back ? { goes_back: goes_back === 'yes' } : {}) }, key, changes }));
  };
  return (
    <FormSheet title={t('chain.change_link')} draft={`chain/link/${edge.link}`} initial={initial} isReady={(values) => Boolean(values.service.trim())} save={(_, changed, key) => save(changed, key)} onClose={onClose}>
      {(form) => (
        <>
          <Field label={t('chain.service')} maxLength={200} {...form.text('service')} />
          <Field label={t('chain.standard_words')} rows={2} maxLength={300} {...form.text('standard')} />
          <Choice look="segments" label={t('chain.direction')} value={form.values.goes_back} options={YES_NO()} onChoose={(value) => form.set({ goes_back: value })} />
        </>
      )}
    </FormSheet>
  );
}

const UNITS = ['minutes', 'hours', 'working_days'] as const;

/** A standard, or the next version of one. */
export function StandardForm({ link, standard, onClose }: { link: string; standard: Standard | null; onClose: () => void }): JSX.Element {
  const initial = {
    what: standard?.what ?? '',
    within: String(standard?.within ?? ''),
    unit: (standard?.unit ?? 'hours') as string,
    clock: standard?.round_the_clock ? 'always' : 'working',
    measure: standard?.measure ?? '',
    target: String(standard?.target ?? 95),
  };
  const save = (values: typeof initial, key: string): Promise<unknown> => {
    const { clock, within, target, ...texts } = values;
    const body = { ...texts, within: Number(within), target: Number(target), round_the_clock: clock === 'always' && values.unit !== 'working_days' };
    return worded(standard ? post(`service-standards/${standard.id}/revise`, { body, key, changes }) : post('service-standards', { body: { ...body, link }, key, changes }));
  };
  return (
    <FormSheet
      title={standard ? t('chain.revise', { number: standard.number + 1 }) : t('chain.new_standard')}
      draft={`chain/standard/${standard?.id ?? link}`}
      initial={initial}
      isReady={(values) => Boolean(values.what.trim() && Number(values.within) > 0)}
      save={(values, _, key) => save(values, key)}
      onClose={onClose}
    >
      {(form) => (
        <>
          {standard && <p class="hint">{t('chain.revise_hint')}</p>}
          <Field label={t('chain.what')} maxLength={200} {...form.text('what')} />
          <Field label={t('chain.within')} type="number" min="1" {...form.text('within')} />
          <Choice look="segments" label={t('chain.unit')} value={form.values.unit} options={UNITS.map((value) => ({ value: value as string, text: t(`chain.unit.${value}`) }))} onChoose={(unit) => form.set({ unit })} />
          {form.values.unit !== 'working_days' && (
            <Choice
              look="segments"
              label={t('chain.clock')}
              value={form.values.clock}
              options={[
                { value: 'working', text: t('chain.clock.working') },
                { value: 'always', text: t('chain.clock.always') },
              ]}
              onChoose={(clock) => form.set({ clock })}
            />
          )}
          <Field label={t('chain.measure')} rows={2} maxLength={300} {...form.text('measure')} />
          <Field label={t('chain.target')} type="number" min="1" {...form.text('target')} />
        </>
      )}
    </FormSheet>
  );
}

/** Asks the serving step for something, or complains about it. */
export function AskForm({ edge, link, kind, standards, onClose }: { edge: string; link: string; kind: 'request' | 'complaint'; standards: Standard[]; onClose: () => void }): JSX.Element {
  const initial = { text: '', standard: kind === 'request' ? (standards[0]?.id ?? '') : '' };
  return (
    <FormSheet
      title={t(kind === 'request' ? 'chain.ask_for' : 'chain.complain_about', { name: edge })}
      draft={`chain/${kind}/${link}`}
      initial={initial}
      isReady={(values) => Boolean(values.text.trim() && (kind === 'complaint' || values.standard))}
      save={({ text, standard }, _, key) => worded(post('service-requests', { body: { link, kind, text, standard: standard || null }, key, changes: [...changes, 'touchpoints'] }))}
      saveText={t(kind === 'request' ? 'chain.ask' : 'chain.complain')}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Select
            label={t('chain.standard')}
            value={form.values.standard}
            options={standards.map((standard) => ({ value: standard.id, text: `${standard.what} · ${termOf(standard)}` }))}
            {...(kind === 'complaint' ? { empty: t('chain.no_clock') } : {})}
            onChoose={(standard) => form.set({ standard })}
            {...said(form.error('standard'))}
          />
          <Field label={t(kind === 'request' ? 'chain.request_text' : 'chain.complaint_text')} rows={3} maxLength={1000} {...form.text('text')} />
          {kind === 'complaint' && <p class="hint">{t('chain.complaint_hint')}</p>}
        </>
      )}
    </FormSheet>
  );
}

export function termOf(standard: { within: number; unit: string; round_the_clock: boolean }): string {
  const term = t(`chain.term.${standard.unit}` as 'chain.term.hours', { count: standard.within });
  return standard.round_the_clock ? t('chain.term_always', { term }) : term;
}

/** One's own rating of this month or the last one; given again it replaces the first. */
export function RateForm({ link, name, today, onClose }: { link: string; name: string; today: string; onClose: () => void }): JSX.Element {
  const months = [`${today.slice(0, 7)}-01`, lastMonth(today)];
  return (
    <FormSheet
      title={t('chain.rate_of', { name })}
      draft={`chain/rating/${link}`}
      initial={{ score: 0, period: months[0] ?? '', comment: '' }}
      isReady={(values) => values.score > 0}
      save={(values, _, key) => worded(post('service-ratings', { body: { link, ...values }, key, changes }))}
      saveText={t('chain.rate')}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Choice look="segments" label={t('chain.score')} value={form.values.score || null} options={[1, 2, 3, 4, 5].map((value) => ({ value, text: t(`chain.score.${value}` as Key) }))} onChoose={(score) => form.set({ score })} />
          <Select label={t('chain.period')} value={form.values.period} options={months.map((value) => ({ value, text: day(value).replace(/(星期|周).*$/, '') }))} onChoose={(period) => form.set({ period })} />
          <Field label={t('chain.comment')} rows={3} maxLength={500} {...form.text('comment')} />
        </>
      )}
    </FormSheet>
  );
}

function lastMonth(today: string): string {
  const [year = 0, month = 1] = today.split('-').map(Number);
  return month === 1 ? `${year - 1}-12-01` : `${year}-${String(month - 1).padStart(2, '0')}-01`;
}

export function MemberForm({ account, onClose }: { account: string; onClose: () => void }): JSX.Element {
  const { data } = useLive('list', { resource: 'users', query: { limit: 200, ordering: 'name' } }, ['users']);
  const people = (data?.results ?? []) as { id: string; name: string; is_active: boolean }[];
  return (
    <FormSheet
      title={t('chain.new_member')}
      draft={`chain/member/${account}`}
      initial={{ user: '', is_lead: 'no' }}
      isReady={(values) => Boolean(values.user)}
      save={(values, _, key) => worded(post('step-members', { body: { account, user: values.user, is_lead: values.is_lead === 'yes' }, key, changes }))}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Select label={t('chain.person')} value={form.values.user} empty={t('chain.choose')} options={people.filter((each) => each.is_active).map(({ id, name }) => ({ value: id, text: name }))} onChoose={(user) => form.set({ user })} {...said(form.error('user'))} />
          <Choice
            look="segments"
            label={t('chain.answers_for')}
            value={form.values.is_lead}
            options={[
              { value: 'no', text: t('chain.staff') },
              { value: 'yes', text: t('chain.lead') },
            ]}
            onChoose={(is_lead) => form.set({ is_lead })}
          />
        </>
      )}
    </FormSheet>
  );
}

const REASONS = { pause: 'pause_reason', finish: 'answer', reopen: 'reason' } as const;

/** The words that go with a step of a request: why it pauses, what was done, what is still missing. */
export function WordsForm({ id, verb, onClose }: { id: string; verb: keyof typeof REASONS; onClose: () => void }): JSX.Element {
  const body = (text: string): Record<string, string> => (verb === 'finish' ? { answer: text } : { reason: text });
  return (
    <FormSheet
      title={t(`chain.verb.${verb}`)}
      draft={`chain/${verb}/${id}`}
      initial={{ text: '' }}
      isReady={(values) => verb === 'finish' || Boolean(values.text.trim())}
      save={(values, _, key) => worded(post(`service-requests/${id}/${verb}`, { body: body(values.text), key, changes }))}
      saveText={t(`chain.verb.${verb}`)}
      onClose={onClose}
    >
      {(form) => <Field label={t(`chain.words.${verb}`)} rows={3} maxLength={verb === 'pause' ? 300 : 1000} value={form.values.text} onInput={(text) => form.set({ text })} {...said(form.error(REASONS[verb]))} />}
    </FormSheet>
  );
}

function said(error: string | undefined): { error: string } | Record<never, never> {
  return error ? { error } : {};
}
