import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeAll, expect, test, vi } from 'vitest';
import type { CustomFieldRow } from '../src/data/rows.ts';
import { loadLanguage, t } from '../src/i18n/index.ts';
import { ConflictCard } from '../src/people/conflict.tsx';

const AREA: CustomFieldRow = {
  id: 'f', key: 'area', type: 'number', label_zh: '店面面积', label_en: 'Shop area', kind: 'external', roles: [], choices: [], unit: '㎡', currency: 'CNY', required_tiers: [], required_roles: [], position: 0, archived_at: null, version: 1,
};

// The card asks nothing; the page's end of the data worker needs a browser.
vi.mock('../src/data/page.ts', () => ({ ask: vi.fn(), watch: vi.fn(), person: { value: null } }));

beforeAll(() => loadLanguage('zh'));

test("the company's own fields stand in a conflict by their names and values, and are settled one by one", async () => {
  const settled = vi.fn();
  const root = document.body.appendChild(document.createElement('div'));
  const conflict = { mine: { street: '人民路', custom: { area: 30 } }, theirs: { street: '解放街', custom: { area: 12, freezer: 'own' } }, edits: { 'custom.area': { at: '2026-03-10T03:00:00Z', by: { id: 'lena', name: '周岚' }, version: 5 } } };
  await act(() => render(<ConflictCard conflict={conflict} own={[AREA]} onSettle={settled} />, root));
  const fields = [...root.querySelectorAll('fieldset')];
  const choose = (field: number, side: number): Promise<void> => act(() => [...(fields[field]?.querySelectorAll('input') ?? [])][side]?.click());
  const press = (text: string): Promise<void> => act(() => [...root.querySelectorAll('button')].find((button) => button.textContent === text)?.click());

  expect(fields.map((field) => field.querySelector('legend')?.textContent)).toEqual([t('people.field.street'), '店面面积']);
  expect([...(fields[1]?.querySelectorAll('.conflict__value') ?? [])].map((value) => value.textContent)).toEqual(['30 ㎡', '12 ㎡']);
  expect(fields[1]?.textContent).toContain('周岚');
  await choose(0, 1);
  await choose(1, 0);
  await press(t('people.conflict_each'));
  await press(t('people.conflict_all_theirs'));

  expect(settled.mock.calls).toEqual([[{ custom: { area: 30 } }], [{}]]);
});
