import { beforeAll, describe, expect, test } from 'vitest';
import { isWorthAsking } from '../../src/desk/opening/known.ts';
import { moved } from '../../src/desk/views/order.ts';
import { ourFaults, whyLost, type Lost } from '../../src/desk/winback/why.ts';
import { addTexts, loadLanguage } from '../../src/i18n/index.ts';
import { NOTEBOOK_TEXTS } from '../../src/i18n/notebook.ts';
import { WINBACK_TEXTS } from '../../src/i18n/winback.ts';

const SILENT: Lost = { lost_since: '2024-03-10', parts: { rule: 'silent', lost_after: 120 }, set_by: null, set_at: null, set_reason: '', open_complaints: 0, broken_promises: 2, trust_broken: 1 };

beforeAll(async () => {
  await Promise.all([addTexts(NOTEBOOK_TEXTS), addTexts(WINBACK_TEXTS)]);
});

describe('why a customer is lost', () => {
  test('by the facts, with what was our fault', async () => {
    await loadLanguage('zh');
    expect(whyLost(SILENT)).toEqual(['超过 120 天没有订货', '2024年3月10日 起流失']);
    expect(ourFaults(SILENT)).toEqual(['2 个承诺未兑现', '1 件事损害信任']);
  });

  test('what somebody said goes before the rule', async () => {
    await loadLanguage('en');
    expect(whyLost({ ...SILENT, lost_since: null, set_by: { name: 'Bob' }, set_reason: 'moved away' })).toEqual(['Bob: moved away']);
    expect(ourFaults({ ...SILENT, open_complaints: 1, broken_promises: 0, trust_broken: 0 })).toEqual(['1 open complaint']);
  });
});

test.each([
  [0, 1, 'bac'],
  [2, -1, 'acb'],
  [0, -1, 'abc'],
  [2, 1, 'abc'],
] as const)('from place %i by %i', (at, step, result) => {
  expect(moved([...'abc'], at, step).join('')).toBe(result);
});

test.each([
  ['永', '', false],
  ['永庆', '', true],
  ['', '８８４８１２３', true],
  [' ', '12 34', false],
])('“%s”, “%s” is asked: %s', (name, phone, asked) => {
  expect(isWorthAsking({ name, phone })).toBe(asked);
});
