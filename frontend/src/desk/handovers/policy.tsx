import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import type { Ref } from '../../data/rows.ts';
import { t, type Key } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { patch, post } from '../forms/writing.ts';
import { isLead, type Policy } from './rows.ts';

const TIERS = ['vip', 'gold', 'key', 'ordinary', 'unrated'] as const;
const NUMBERS = { complete_percent: [0, 100], settling_days: [0, 365], settling_percent: [10, 100], fall_percent: [5, 95], watch_days: [28, 365] } as const;
type Name = keyof typeof NUMBERS;
/** What holds for a team that has not said anything; the server has the same numbers. */
const FIRST = { joint_visits: { vip: 2, gold: 2, key: 1, ordinary: 0, unrated: 0 } as Record<string, number>, complete_percent: 70, settling_days: 56, settling_percent: 50, fall_percent: 30, watch_days: 120 };

const tierText = (tier: string): string => (tier === 'unrated' ? t('handover.unrated') : t(`tier.${tier}` as Key));

/** What each team asks of a hand-over; a lead changes it. */
export function PolicyOf(): JSX.Element | null {
  const { data, reload } = useLive('list', { resource: 'handover-policies', query: { limit: 100 } }, ['handover-policies']);
  const teams = useLive('list', { resource: 'teams', query: { limit: 100 } }, ['teams']);
  const [editing, setEditing] = useState<{ team: Ref; policy: Policy | null } | null>(null);
  if (!data || !teams.data) return null;
  const policies = data.results as unknown as Policy[];
  return (
    <Section title={t('handover.policy')}>
      <ul class="rows">
        {(teams.data.results as unknown as Ref[]).map((team) => {
          const policy = policies.find((each) => each.team.id === team.id) ?? null;
          return (
            <li class="row" key={team.id}>
              <div class="row__body">
                <span class="row__title">{team.name}</span>
                <span class="row__sub">{sentence(policy ?? FIRST)}</span>
              </div>
              {isLead() && (
                <Button small onClick={() => setEditing({ team, policy })}>
                  {t('handover.policy_edit')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {editing && <PolicyForm {...editing} reload={reload} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function sentence({ joint_visits, complete_percent, settling_days, settling_percent, fall_percent }: typeof FIRST): string {
  const joint = TIERS.map((tier) => `${tierText(tier)} ${joint_visits[tier] ?? 0}`).join('、');
  return t('handover.policy_says', { joint, complete: complete_percent, days: settling_days, percent: settling_percent, fall: fall_percent });
}

const isWithin = (text: string, [least, most]: readonly [number, number]): boolean => /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;

function PolicyForm({ team, policy, reload, onClose }: { team: Ref; policy: Policy | null; reload: () => void; onClose: () => void }): JSX.Element {
  const from = policy ?? FIRST;
  const names = Object.keys(NUMBERS) as Name[];
  const initial: Record<string, string> = Object.fromEntries([...names.map((name) => [name, String(from[name])]), ...TIERS.map((tier) => [tier, String(from.joint_visits[tier] ?? 0)])]);
  const isReady = (typed: Record<string, string>): boolean => names.every((name) => isWithin(typed[name] ?? '', NUMBERS[name])) && TIERS.every((tier) => isWithin(typed[tier] ?? '', [0, 10]));
  const save = (typed: Record<string, string>, _: unknown, key: string): Promise<unknown> => {
    const numbers = Object.fromEntries(names.map((name) => [name, Number(typed[name])]));
    const body = { ...numbers, joint_visits: Object.fromEntries(TIERS.map((tier) => [tier, Number(typed[tier])])) };
    return policy ? patch(`handover-policies/${policy.id}`, policy.version, { body, key: `${key}/${policy.version}` }) : post('handover-policies', { body: { ...body, team: team.id }, key });
  };
  return (
    <FormSheet title={`${t('handover.policy')} · ${team.name}`} draft={`handover-policy/${team.id}`} initial={initial} save={save} isReady={isReady} refresh={reload} onClose={onClose}>
      {({ text }) => (
        <>
          {TIERS.map((tier) => (
            <Field key={tier} label={t('handover.joint_of', { tier: tierText(tier) })} type="number" min="0" {...text(tier)} />
          ))}
          {names.map((name) => (
            <Field key={name} label={t(`handover.${name}`)} type="number" min={String(NUMBERS[name][0])} {...text(name)} />
          ))}
        </>
      )}
    </FormSheet>
  );
}
