import { beforeAll, expect, test } from 'vitest';
import { healthLine, type Stands } from '../../src/domain/healthLine.ts';
import { inOrderOfCare, warningOf } from '../../src/domain/needs.ts';
import { addTexts, loadLanguage } from '../../src/i18n/index.ts';
import { NOTEBOOK_TEXTS } from '../../src/i18n/notebook.ts';
import { touchWords } from '../../src/ui/touchWords.ts';

const TODAY = '2026-03-10';
const CALM: Stands = { last_visit_on: '2026-03-01', next_visit_on: '2026-03-20', loyalty_band: 'loyal', open_complaints: 0, promises: [], supplies: [] };
const codes = (changes: Partial<Stands>): string[] => healthLine({ ...CALM, ...changes }, TODAY).map(({ code, tone, count = 0 }) => `${code} ${tone} ${count}`);

beforeAll(async () => {
  await loadLanguage('zh');
  await addTexts(NOTEBOOK_TEXTS);
});

test.each<[string, Partial<Stands>, string[]]>([
  ['all is well', {}, ['visited green 9', 'loyalty green 0']],
  ['what needs somebody comes first', { open_complaints: 2, promises: ['2026-03-20', '2026-03-08'] }, ['complaints red 2', 'promise_late red 2', 'visited green 9', 'loyalty green 0']],
  ['a promise far off is no word', { promises: ['2026-04-20'] }, ['visited green 9', 'loyalty green 0']],
  ['a vat soon empty', { supplies: [{ run_out_from: '2026-03-12', run_out_on: '2026-03-14', product: '米' }] }, ['run_out amber 4', 'visited green 9', 'loyalty green 0']],
  ['one that ran out long ago is no longer used', { supplies: [{ run_out_from: '2025-12-01', run_out_on: '2025-12-08', product: '米' }] }, ['visited green 9', 'loyalty green 0']],
  ['overdue and never seen', { last_visit_on: null, next_visit_on: '2026-03-05', loyalty_band: null }, ['visit_late red 5', 'never_visited grey 0', 'no_loyalty grey 0']],
])('%s', (_name, changes, expected) => {
  expect(codes(changes)).toEqual(expected);
});

test('whoever gets no figures reads nothing of them', () => {
  expect(healthLine({ open_complaints: 1, promises: [], supplies: [] }, TODAY)).toEqual([{ code: 'complaints', tone: 'red', count: 1 }]);
});

test('the dominant need first, then the heart; nobody is steered before it is at ease', () => {
  const need = (id: string, kind: 'material' | 'emotional', handling: string | null = null, conflict = '', is_dominant = false) => ({ id, kind, handling, conflict, is_dominant });
  const all = [need('credit', 'material', 'reorder', '现款'), need('respect', 'emotional'), need('stock', 'material', null, '', true)];

  expect(inOrderOfCare(all).map(({ id }) => id)).toEqual(['stock', 'respect', 'credit']);
  expect(all.map((each) => warningOf(each, all))).toEqual(['emotional_first', null, null]);
  expect(warningOf(need('credit', 'material', null, '现款'), all)).toBe('choose_handling');
});

test('what the program writes is worded here, what a person wrote stays', () => {
  expect(touchWords({ kind: 'order', code: 'order.sale', details: { total: '1360.6000', currency: 'CNY', lines: 3 }, text: '1360.6 CNY' })).toEqual({ title: '订货 ¥1,361，3 行', text: '' });
  expect(touchWords({ kind: 'tier', code: 'tier.changed', details: { before: null, after: 'key', reason: '' }, text: 'unrated → key' }).title).toBe('等级：未定级 → 重点');
  expect(touchWords({ kind: 'note', text: '老板在忙' })).toEqual({ title: '备注', text: '老板在忙' });
  expect(touchWords({ kind: 'event', code: 'something.new', text: '以后才有的' })).toEqual({ title: '事件', text: '以后才有的' });
});
