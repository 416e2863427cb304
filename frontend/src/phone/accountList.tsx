import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { AccountLine, Filter } from '../data/customers.ts';
import { useLive } from '../data/live.ts';
import { t } from '../i18n/index.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Windowed } from '../ui/windowed.tsx';
import { AccountRow, ROW_HEIGHT } from './accountRow.tsx';

interface AccountListProps {
  filter: Partial<Filter>;
  onTap?: (account: AccountLine) => void;
  /** Shown when nothing matches. */
  empty: JSX.Element;
  onTotal?: (total: number) => void;
  /** Conditions that cannot be answered; then nothing is shown. */
  onProblems?: (problems: string[]) => void;
}

/** Accounts that answer a filter; the page holds only those in sight. */
export function AccountList({ filter, onTap, empty, onTotal, onProblems }: AccountListProps): JSX.Element {
  const [sight, setSight] = useState({ start: 0, count: 24 });
  const { data } = useLive('customers', { filter, ...sight }, ['accounts', 'visits']);
  const onWindow = useCallback((start: number, count: number) => setSight({ start, count }), []);
  useEffect(() => {
    if (data) onTotal?.(data.total);
  }, [data?.total]);
  useEffect(() => {
    if (data) onProblems?.(data.problems);
  }, [data?.problems.join()]);
  if (!data) return <div class="skeleton skeleton--tall" role="status" aria-label={t('loading')} />;
  if (!data.total) return empty;
  return (
    <Windowed total={data.total} height={ROW_HEIGHT} label={t('customers.title')} start={data.start} onWindow={onWindow}>
      {data.rows.map((account, i) => (
        <AccountRow key={account.id} account={account} position={data.start + i + 1} total={data.total} {...(onTap ? { onTap: () => onTap(account) } : {})} />
      ))}
    </Windowed>
  );
}

export function SearchBox({ value, onInput }: { value: string; onInput: (value: string) => void }): JSX.Element {
  return (
    <div class="search__box" role="search">
      <Icon name="search" />
      <input
        type="search"
        class="input"
        value={value}
        aria-label={t('customers.search')}
        placeholder={t('customers.placeholder')}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        enterkeyhint="search"
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {value && <IconButton name="close" label={t('customers.clear')} onClick={() => onInput('')} />}
    </div>
  );
}
