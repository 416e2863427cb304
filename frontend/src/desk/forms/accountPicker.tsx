import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../data/page.ts';
import type { Ref } from '../../data/rows.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';

const MOST = 5;

/** Names another customer: type, then choose one of what is found. */
export function AccountPicker({ label, value, onChoose, error, query = {} }: { label: string; value: Ref | null; onChoose: (account: Ref | null) => void; error?: string; query?: Record<string, string> }): JSX.Element {
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Ref[]>([]);
  useEffect(() => {
    setFound([]);
    if (typed.trim().length < 2) return;
    let isStale = false;
    const timer = setTimeout(() => {
      void ask('list', { resource: 'accounts', query: { ...query, search: typed.trim(), limit: MOST } }).then(
        (page) => !isStale && setFound(page.results as unknown as Ref[]),
        () => undefined,
      );
    }, 200);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [typed]);
  const choose = (account: Ref): void => {
    onChoose({ id: account.id, name: account.name });
    setTyped('');
  };
  return (
    <div class="picker">
      <Field label={label} value={value ? value.name : typed} {...(error ? { error } : {})} onInput={(text) => {
        if (value) onChoose(null);
        setTyped(text);
      }} />
      {found.length > 0 && (
        <ul class="rows">
          {found.map((account) => (
            <li key={account.id}>
              <Button wide kind="quiet" onClick={() => choose(account)}>
                {account.name}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
