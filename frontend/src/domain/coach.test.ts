import { describe, expect, it } from 'vitest';
import stepCases from '../../../tests/vectors/steps.json' with { type: 'json' };
import vectors from '../../../tests/vectors/coach.json' with { type: 'json' };
import type { StepKind, VisitTypeRow } from '../data/rows.ts';
import { methodsFor, questionFor } from './coach.ts';
import { answered, undone } from './steps.ts';

interface Asked {
  open_complaints?: number;
  follow_ups?: string[];
  unclear_needs?: string[];
  unknown_rates?: string[];
  missing?: string[];
}

describe('the coach says what the server says', () => {
  for (const { name, given, methods } of vectors.methods as { name: string; given: { personality: string | null; open_complaints?: number; pressure_allowed?: boolean }; methods: string[] }[])
    it(`talks: ${name}`, () => expect(methodsFor(given.personality, given.open_complaints, given.pressure_allowed)).toEqual(methods));

  for (const { name, given, question } of vectors.questions as unknown as { name: string; given: Asked; question: string[] }[])
    it(`asks: ${name}`, () => {
      const { open_complaints, follow_ups, unclear_needs, unknown_rates, missing } = given;
      expect(questionFor({ openComplaints: open_complaints, followUps: follow_ups, unclearNeeds: unclear_needs, unknownRates: unknown_rates, missing })).toEqual(question);
    });
});

describe('what still holds a visit is what the server says', () => {
  for (const { name, steps, given, outcome, undone: missing } of stepCases as { name: string; steps: object[]; given: StepKind[]; outcome: string; undone: string[] }[])
    it(name, () => expect(undone({ steps } as unknown as VisitTypeRow, given.map((kind) => ({ kind, state: 'skipped', reason: '老板不在' })), outcome)).toEqual(missing));
});

describe('steps', () => {
  const type = { steps: [{ kind: 'talk', must: true }, { kind: 'price_check', must: true }, { kind: 'brand' }] } as unknown as VisitTypeRow;

  it('a must is done, or skipped with a reason', () => {
    expect(undone(type, [], 'ordered')).toEqual(['talk', 'price_check']);
    expect(undone(type, [{ kind: 'talk', state: 'done' }, { kind: 'price_check', state: 'skipped' }], 'ordered')).toEqual(['price_check']);
    expect(undone(type, [{ kind: 'talk', state: 'done' }, { kind: 'price_check', state: 'skipped', reason: '老板不在' }], 'ordered')).toEqual([]);
  });

  it('who met nobody is asked for nothing', () => expect(undone(type, [], 'not_met')).toEqual([]));

  it('a step that was begun and left empty is not sent', () => {
    expect(answered([{ kind: 'licence_check', state: 'done', details: { matches: false } }, { kind: 'stock_count', state: 'done', details: { counts: [] } }])).toEqual([
      { kind: 'licence_check', state: 'done', details: { matches: false } },
    ]);
  });
});
