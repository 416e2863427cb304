/** The process chain as the API tells it, and what can be said of it without asking. */
import type { components } from '../../api/schema.d.ts';
import type { Topic } from '../../data/notebook.ts';
import { person } from '../../data/page.ts';
import { t, type Key } from '../../i18n/index.ts';

type Schemas = components['schemas'];
export type Chain = Schemas['ProcessChain'];
export type Step = Schemas['Node'];
export type Link = Schemas['Edge'];
export type Standard = Schemas['ServiceStandard'];
export type StepRequest = Schemas['ServiceRequest'];
export type Rating = Schemas['ServiceRating'];
export type Score = Schemas['Score'];

/** What changes the figures of the chain. */
export const CHAIN_TOPICS = ['process-links', 'process-chain', 'step-members', 'service-standards', 'service-requests', 'service-ratings'] as Topic[];

export function nameOf(step: Step | undefined): string {
  if (!step) return '';
  return step.account ? step.name : `${t(`chain.role.${step.role}` as Key)} ×${step.customers}`;
}

export function stepOf(chain: Chain, id: string): Step | undefined {
  return chain.nodes.find((node) => node.id === id);
}

/** Leads and administrators draw the chain; the server knows of which team. */
export function mayDraw(): boolean {
  return ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
}

const isAdmin = (): boolean => person.value?.session.user.role === 'admin';

export function answersFor(step: Step | undefined): boolean {
  const me = person.value?.session.user.id;
  return mayDraw() || Boolean(step?.members.some((member) => member.is_lead && member.user === me));
}

export type Side = 'serving' | 'asking';

/** For which ends of a link this person speaks, as `accounts/actions/step_rights.py` has it. */
export function sidesOf(chain: Chain, ends: { supplier: string; customer: string }): Set<Side> {
  const mine = (id: string): boolean => isAdmin() || Boolean(stepOf(chain, id)?.is_mine);
  return new Set<Side>([...(mine(ends.supplier) ? (['serving'] as const) : []), ...(mine(ends.customer) ? (['asking'] as const) : [])]);
}

/** Red below 60, amber below 80, else green; grey where nobody measured. Always with the number or the word. */
export function toneOf(score: Score): 'red' | 'amber' | 'green' | 'grey' {
  if (score.value === null) return 'grey';
  return score.value < 60 ? 'red' : score.value < 80 ? 'amber' : 'green';
}
