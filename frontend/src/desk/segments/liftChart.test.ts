import { expect, test } from 'vitest';
import { concerns, ruleOf } from '../../domain/briefs.ts';
import { axisOf } from './liftChart.ts';

test('zero stands on the axis, whatever the interval', () => {
  for (const [low, high] of [[5, 9], [-9, -5], [-2, 3], [0, 0]] as const) {
    const { at } = axisOf(low, high);
    const places = [at(Math.min(low, 0)), at(0), at(Math.max(high, 0))];
    expect(places.every((place) => place >= 0 && place <= 1)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  }
});

test('a brief is for the roles it names; the contact centre reads those of its team and for all', () => {
  const brief = { team: { id: 'north' }, brief: 'Say hello', brief_roles: ['manager', 'service_agent'] };
  expect(concerns(brief, { role: 'manager', team: { id: 'north' } })).toBe(true);
  expect(concerns(brief, { role: 'analyst', team: null })).toBe(false);
  expect(concerns(brief, { role: 'service_agent', team: { id: 'south' } })).toBe(false);
  expect(concerns(brief, { role: 'service_agent', team: null })).toBe(true);
  expect(concerns({ ...brief, brief: '' }, { role: 'manager', team: { id: 'north' } })).toBe(false);
});

test('a rule is about outside customers of its team unless it says otherwise', () => {
  expect(ruleOf({ tier: 'vip' }, { id: 't' })).toEqual({ kind: 'external', tier: 'vip', team: 't' });
  expect(ruleOf({ kind: 'internal' }, null)).toEqual({ kind: 'internal' });
});
