import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Entry } from '../src/data/ops.ts';
import { loadLanguage } from '../src/i18n/index.ts';

const ENTRY = {
  op: { id: 'op-1', type: 'note.add', at: '2026-11-02T02:00:00Z', payload: { id: 'n', account: 'a', text: 'x' } },
  account: 'a',
  account_name: '永庆米店',
  state: 'rejected',
  problem: { code: 'invalid', detail: 'Some values are not acceptable.', fields: { text: ['This cell is empty.'] }, current: null, at: '2026-11-02T02:01:00Z' },
} as unknown as Entry;

vi.mock('../src/data/page.ts', () => ({ ask: vi.fn(), watch: vi.fn(), person: { value: null }, syncState: { value: null } }));
vi.mock('../src/data/live.ts', () => ({ useLive: () => ({ data: [ENTRY], error: null, reload: vi.fn() }) }));
const { OutboxList } = await import('../src/phone/outboxList.tsx');

async function shown(): Promise<string> {
  const root = document.createElement('div');
  await act(() => render(<OutboxList />, root));
  await vi.waitFor(() => expect(root.querySelector('.row__sub')?.textContent).not.toContain(document.documentElement.lang.startsWith('zh') ? 'cell' : '单元格'));
  return root.querySelector('.row__sub')?.textContent ?? '';
}

beforeEach(() => vi.clearAllMocks());

it('says in the language of the page what the server said in English', async () => {
  await loadLanguage('zh');
  expect(await shown()).toContain('此单元格为空，必须填写。');
  await loadLanguage('en');
  expect(await shown()).toContain('This cell is empty.');
});
