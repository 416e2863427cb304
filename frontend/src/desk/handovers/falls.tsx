import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { day, exactMoney, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import { isLead, type Fall } from './rows.ts';

type Verb = 'explain' | 'dismiss';

/** Customers who get less since their manager changed: to be explained before anything else (row 19). */
export function Falls(): JSX.Element {
  const { data, reload } = useLive('list', { resource: 'allocation-falls', query: { state: 'open', ordering: 'due_on', limit: 100 } }, ['allocation-falls']);
  const [settling, setSettling] = useState<{ fall: Fall; verb: Verb } | null>(null);
  const falls = (data?.results ?? []) as unknown as Fall[];
  return (
    <Section title={t('handover.falls')}>
      <p class="hint">{falls.length ? t('handover.falls_hint') : t('handover.falls_none')}</p>
      <ul class="rows">
        {falls.map((fall) => (
          <FallRow key={fall.id} fall={fall} onSettle={(verb) => setSettling({ fall, verb })} />
        ))}
      </ul>
      {settling && <SettleForm key={settling.verb} {...settling} reload={reload} onClose={() => setSettling(null)} />}
    </Section>
  );
}

const percent = (value: number | null | undefined): string => (value == null ? t('none') : `${value > 0 ? '+' : ''}${value}%`);

function FallRow({ fall, onSettle }: { fall: Fall; onSettle: (verb: Verb) => void }): JSX.Element {
  const { before, after, currency = 'CNY', reason, products = [], alternatives = [] } = fall.evidence;
  const mayWrite = isLead() || person.value?.session.user.id === fall.manager.id;
  return (
    <li class="row">
      <div class="row__body">
        <Link href={`/accounts/${fall.account.id}`} class="row__title">
          {fall.account.name}
        </Link>
        <span>
          {t('handover.fall_says', { percent: fall.change_percent, team: percent(fall.team_percent) })} <Badge tone={reason === 'supply' ? 'blue' : 'amber'}>{t(reason === 'supply' ? 'handover.supply' : 'handover.own')}</Badge>
        </span>
        {before && after && (
          <span class="row__sub">
            {t('handover.fall_numbers', { days: after.days, orders: after.orders, amount: exactMoney(after.amount, currency), days0: before.days, orders0: before.orders, amount0: exactMoney(before.amount, currency) })}
          </span>
        )}
        {products.length > 0 && <span class="row__sub">{products.map((each) => t('handover.product_fell', { name: each.name, percent: each.percent, team: percent(each.team_percent) })).join(' · ')}</span>}
        {alternatives.length > 0 && <span class="row__sub">{t('handover.alternatives', { list: alternatives.join('、') })}</span>}
        <span class="row__sub">{[t('handover.who', { giver: fall.former?.name ?? '—', taker: fall.manager.name }), t('handover.due', { day: day(fall.due_on) })].join(' · ')}</span>
      </div>
      {mayWrite && (
        <span class="badges">
          <Button small onClick={() => onSettle('explain')}>
            {t('handover.explain')}
          </Button>
          <Button small kind="quiet" onClick={() => onSettle('dismiss')}>
            {t('handover.dismiss')}
          </Button>
        </span>
      )}
    </li>
  );
}

function SettleForm({ fall, verb, reload, onClose }: { fall: Fall; verb: Verb; reload: () => void; onClose: () => void }): JSX.Element {
  return (
    <FormSheet
      title={`${t(`handover.${verb}`)} · ${fall.account.name}`}
      draft={`fall/${fall.id}/${verb}`}
      initial={{ said: '', offered: '' }}
      isReady={({ said }) => Boolean(said.trim())}
      save={({ said, offered }, _, key) => post(`allocation-falls/${fall.id}/${verb}`, { body: { said, ...(verb === 'explain' ? { offered } : {}) }, key, changes: ['touchpoints'] })}
      refresh={reload}
      onClose={onClose}
    >
      {({ text }) => (
        <>
          <Field label={t('handover.said')} rows={3} maxLength={500} {...text('said')} />
          {verb === 'explain' && <Field label={t('handover.offered')} maxLength={200} {...text('offered')} />}
        </>
      )}
    </FormSheet>
  );
}
