import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import type { Ref, Tier } from '../../data/rows.ts';
import { addTexts, day, t, type Key } from '../../i18n/index.ts';
import { TIERS_TEXTS } from '../../i18n/tiers.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet, type Refused } from '../../ui/form.tsx';
import { Banner } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { post } from '../forms/writing.ts';
import { daysBefore } from '../query.ts';
import { stepsBetween, tierName, TIERS, type Card, type Override } from './rows.ts';

await addTexts(TIERS_TEXTS);

const CHANGED = ['tier-board', 'tier-cards', 'tiers'];
const LONGEST_DAYS = 180;
const SHORTEST_REASON = 10;
/** From so many steps on a second person must agree. */
const BIG_STEP = 2;

/** A person's tier instead of the rule's: why, until when, and who agrees to a big step. */
export function MoveSheet({ card, to, onClose }: { card: Card; to: Tier | null; onClose: () => void }): JSX.Element {
  return card.override ? <EndSheet card={card} override={card.override} onClose={onClose} /> : <OverrideSheet card={card} to={to} onClose={onClose} />;
}

function OverrideSheet({ card, to, onClose }: { card: Card; to: Tier | null; onClose: () => void }): JSX.Element {
  const today = person.value?.session.today ?? '';
  const leads = useLeads();
  const initial = { tier: (to ?? '') as Tier | '', reason: '', expires_on: daysBefore(today, -90), approver: '' };
  return (
    <FormSheet
      title={t('tiers.move_named', { name: card.name })}
      draft={`tier/${card.id}/${to ?? ''}`}
      initial={initial}
      save={({ tier, reason, expires_on, approver }, _, key) =>
        post(`accounts/${card.id}/override-tier`, { key, body: { tier, reason, expires_on, ...(approver ? { approver } : {}) }, changes: CHANGED })
      }
      isReady={({ tier, reason, expires_on, approver }) =>
        Boolean(tier && expires_on && reason.trim().length >= SHORTEST_REASON && (approver || stepsBetween(tier, card.computed) < BIG_STEP))
      }
      wordRefusal={wordRefusal}
      saveText={t('tiers.move_do')}
      onClose={onClose}
    >
      {({ values, set, text, error }) => (
        <>
          <p class="hint">{t('tiers.rule_says', { tier: tierName(card.computed), rule: card.rule ? t(`rule.${card.rule}` as Key) : t('tiers.no_review') })}</p>
          <Choice<Tier>
            label={t('tiers.move_to')}
            look="segments"
            value={values.tier || null}
            options={TIERS.map((tier) => ({ value: tier, text: tierName(tier) }))}
            onChoose={(tier) => set({ tier })}
          />
          <Field label={t('tiers.reason')} rows={3} maxLength={300} hint={t('tiers.reason_hint', { least: SHORTEST_REASON })} {...text('reason')} />
          <Field label={t('tiers.expires_on')} type="date" min={daysBefore(today, -1)} hint={t('tiers.expires_hint', { days: LONGEST_DAYS })} {...text('expires_on')} />
          {values.tier && stepsBetween(values.tier, card.computed) >= BIG_STEP && (
            <Select
              label={t('tiers.approver')}
              value={values.approver}
              empty={t('tiers.choose')}
              hint={t('tiers.approver_hint')}
              options={leads.map(({ id, name }) => ({ value: id, text: name }))}
              onChoose={(approver) => set({ approver })}
              {...(error('approver') ? { error: t('tiers.refused.approver') } : {})}
            />
          )}
        </>
      )}
    </FormSheet>
  );
}

/** Who may agree: the other leads and the administrators. */
function useLeads(): Ref[] {
  const { data } = useLive('list', { resource: 'users', query: { role__in: 'lead,admin', limit: 200, ordering: 'name' } }, ['users']);
  const me = person.value?.session.user.id;
  return ((data?.results ?? []) as unknown as Ref[]).filter(({ id }) => id !== me);
}

function EndSheet({ card, override, onClose }: { card: Card; override: Override; onClose: () => void }): JSX.Element {
  const [refused, setRefused] = useState<Refused | null>(null);
  const [busy, setBusy] = useState(false);
  const end = async (): Promise<void> => {
    setBusy(true);
    try {
      await post(`accounts/${card.id}/end-override`, { changes: CHANGED });
      onClose();
    } catch (failure) {
      setRefused(failure as Refused);
      setBusy(false);
    }
  };
  return (
    <Sheet
      title={card.name}
      onClose={onClose}
      foot={
        <Button kind="primary" disabled={busy} onClick={() => void end()}>
          {t('tiers.end')}
        </Button>
      }
    >
      {refused && (wordRefusal(refused) ?? <Banner icon="warning">{t('form.failed', { detail: refused.message })}</Banner>)}
      <p>{t('tiers.held', { tier: tierName(override.tier), by: override.by, since: day(override.since), until: day(override.expires_on) })}</p>
      <p>{override.reason}</p>
      {override.approver && <p class="hint">{t('tiers.agreed', { name: override.approver })}</p>}
      <p class="hint">{t('tiers.end_hint', { tier: tierName(card.computed) })}</p>
    </Sheet>
  );
}

const WORDED = ['already_overridden', 'not_overridden', 'approver_needed', 'lead_only', 'not_yours', 'not_tiered'];

export function wordRefusal(refused: Refused): ComponentChildren {
  if (refused.fields?.['approver']) return <Banner icon="warning">{t('tiers.refused.approver')}</Banner>;
  return refused.code && WORDED.includes(refused.code) ? <Banner icon="warning">{t(`tiers.refused.${refused.code}` as Key)}</Banner> : undefined;
}
