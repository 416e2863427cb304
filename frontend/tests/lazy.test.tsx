import { render } from 'preact';
import { expect, test, vi } from 'vitest';
import { lazy } from '../src/lazy.tsx';

test('a lazy part is loaded once, gets its properties, and is there at once the second time', async () => {
  const seen = vi.fn(({ name }: { name: string }) => <p>{name}</p>);
  const load = vi.fn(() => Promise.resolve(seen));
  const Part = lazy(load);
  const root = document.createElement('div');

  render(<Part name="first" />, root);
  await vi.waitFor(() => expect(root.textContent).toBe('first'));
  render(null, root);
  render(<Part name="second" />, root);

  expect(root.textContent).toBe('second');
  expect(load).toHaveBeenCalledTimes(1);
  expect(seen.mock.calls.every(([props]) => props.name !== undefined)).toBe(true);
});
