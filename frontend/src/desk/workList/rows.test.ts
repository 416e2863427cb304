import { beforeAll, expect, test } from 'vitest';
import { addTexts, loadLanguage } from '../../i18n/index.ts';
import { WORK_TEXTS } from '../../i18n/workList.ts';
import { bySide, reasonWords, type WorkLine } from './rows.ts';

beforeAll(async () => {
  await loadLanguage('zh');
  await addTexts(WORK_TEXTS);
});

test('each reason says how much of it there is', () => {
  expect([reasonWords({ code: 'complaint', count: 2 }), reasonWords({ code: 'leaving', share: 0.619 }), reasonWords({ code: 'leaving', share: 0.9987 }), reasonWords({ code: 'order_late', days: 9 }), reasonWords({ code: 'action_due', days: 0 })]).toEqual([
    '2 件投诉未了结',
    '可能已离开（62%）',
    '很可能已离开（99% 以上）',
    '订货晚了 9 天',
    '下一步今天到期',
  ]);
});

test('the side that is asked for comes first, and an empty one has no head', () => {
  const line = (side: 'keep' | 'win'): WorkLine => ({ side }) as WorkLine;

  expect(bySide([line('keep'), line('win')], 'keep').map(([side]) => side)).toEqual(['keep', 'win']);
  expect(bySide([line('win'), line('keep')], 'win').map(([side]) => side)).toEqual(['win', 'keep']);
  expect(bySide([line('win')], 'keep').map(([side]) => side)).toEqual(['win']);
});
