import { beforeAll, describe, expect, test } from 'vitest';
import { bodyOf, isComplete } from '../../src/desk/goodwill/given.ts';
import { refusalText, roomText, type Room } from '../../src/desk/goodwill/rows.ts';
import { GOODWILL_TEXTS } from '../../src/i18n/goodwill.ts';
import { addTexts, loadLanguage } from '../../src/i18n/index.ts';

const ROOM: Room = {
  currency: 'CNY',
  has_no_limit: false,
  limit: '200.00',
  already: '50.00',
  left: '150.00',
  bound_by: 'role',
  above: [
    { role: 'lead', name: '雷娜', limit: '2000.00' },
    { role: 'admin', name: null, limit: null },
  ],
};
const TYPED = { amount: '50', reason: '轮胎', proof: 'none' as const, evidence: '发票 7', attachment: 'a', no_evidence_why: '忘在家里' };

beforeAll(() => addTexts(GOODWILL_TEXTS));

describe('the limit is said aloud', () => {
  test('before anybody gives, with who may give more', async () => {
    await loadLanguage('zh');
    expect(roomText(ROOM)).toBe('今天还能给这位客户 ¥150.00。您的额度是每天 ¥200.00，今天已给 ¥50.00。 再多由销售主管雷娜（每天 ¥2,000.00）或管理员给。');
    await loadLanguage('en');
    expect(roomText({ ...ROOM, limit: null, left: '0.00' })).toBe('Your role has no limit set, so you cannot give by yourself. More may be given by Sales lead 雷娜 (¥2,000.00 a day) or Administrator.');
    expect(roomText({ ...ROOM, has_no_limit: true, above: [] })).toBe('No limit holds for you.');
  });

  test('whose limit it is: the role\'s or the tier\'s', async () => {
    await loadLanguage('zh');
    expect(roomText({ ...ROOM, limit: '100.00', left: '50.00', bound_by: 'tier' })).toContain('按客户的等级，每天最多 ¥100.00');
    const more = { limit: '100.00', bound_by: 'tier', currency: 'CNY', already: '50.00', who_may: [{ role: 'lead', name: '雷娜' }] };
    expect(refusalText({ code: 'goodwill_above_limit', more })).toBe('超出这个等级的客户的额度：每天最多 ¥100.00，今天已给 ¥50.00。销售主管雷娜可以给这么多。');
  });

  test('when it is refused', async () => {
    await loadLanguage('zh');
    const more = { limit: '200.00', currency: 'CNY', already: '50.00', who_may: [{ role: 'lead', name: '雷娜' }] };
    expect(refusalText({ code: 'goodwill_above_limit', more })).toBe('超出额度：每天最多 ¥200.00，今天已给 ¥50.00。销售主管雷娜可以给这么多。');
    expect(refusalText({ code: 'goodwill_above_limit', more: { ...more, limit: null } })).toContain('您的角色没有 CNY 的补偿额度');
    expect(refusalText({ code: 'goodwill_over_recovered' })).toBe('收回的比还在外面的多。');
    expect(refusalText({ code: 'stale' })).toBeUndefined();
  });
});

test('only the chosen proof is sent, and it is asked for', () => {
  expect(bodyOf(TYPED)).toEqual({ amount: '50', reason: '轮胎', no_evidence_why: '忘在家里' });
  expect(bodyOf({ ...TYPED, proof: 'words' })).toEqual({ amount: '50', reason: '轮胎', evidence: '发票 7' });
  expect([isComplete(TYPED), isComplete({ ...TYPED, no_evidence_why: ' ' }), isComplete({ ...TYPED, amount: '0' })]).toEqual([true, false, false]);
});
