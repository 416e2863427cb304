/** What may be done with a request now, and by which side: the twin of `accounts/request_states.py`. */

export type Verb = 'pause' | 'resume' | 'finish' | 'confirm' | 'reopen' | 'withdraw';
type Side = 'serving' | 'asking';

export const MOVES: Record<Verb, { states: string[]; becomes: string; sides: Side[] }> = {
  finish: { states: ['open', 'paused'], becomes: 'done', sides: ['serving'] },
  pause: { states: ['open'], becomes: 'paused', sides: ['serving'] },
  resume: { states: ['paused'], becomes: 'open', sides: ['serving', 'asking'] },
  confirm: { states: ['done'], becomes: 'confirmed', sides: ['asking'] },
  reopen: { states: ['done'], becomes: 'open', sides: ['asking'] },
  withdraw: { states: ['open', 'paused'], becomes: 'withdrawn', sides: ['asking'] },
};

export function verbsFor(state: string, sides: ReadonlySet<Side>): Verb[] {
  return (Object.keys(MOVES) as Verb[]).filter((verb) => MOVES[verb].states.includes(state) && MOVES[verb].sides.some((side) => sides.has(side)));
}
