import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../data/page.ts';
import { newest } from '../../data/protocol.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import type { Named } from './rows.ts';

interface PickerProps {
  label: string;
  value: Named | null;
  onPick: (account: Named | null) => void;
  /** Only accounts of this role. */
  role?: string;
  error?: string;
}

/** One account, found by name, pinyin or phone. */
export function AccountPicker({ label, value, onPick, role, error }: PickerProps): JSX.Element {
  const [text, setText] = useState('');
  const [found, setFound] = useState<Named[]>([]);
  const [latest] = useState(newest);
  useEffect(() => {
    const search = text.trim();
    if (!search && !role) return setFound([]);
    const query = { limit: 8, kind: 'external', ...(search ? { search } : { ordering: 'name' }), ...(role ? { role } : {}) };
    latest(ask('list', { resource: 'accounts', query })).then(
      (page) => page && setFound(page.results as unknown as Named[]),
      () => setFound([]),
    );
  }, [text, role]);
  if (value)
    return (
      <div class="field">
        <span class="field__label">{label}</span>
        <p class="picked">
          <strong>{value.name}</strong>
          <Button small kind="quiet" onClick={() => onPick(null)}>
            {t('deals.change')}
          </Button>
        </p>
      </div>
    );
  return (
    <div class="picker">
      <Field label={label} type="search" value={text} onInput={setText} {...(error ? { error } : {})} placeholder={t('deals.find_account')} autocomplete="off" />
      <ul class="picker__found" aria-label={label}>
        {found.map((account) => (
          <li key={account.id}>
            <Button small onClick={() => onPick({ id: account.id, name: account.name })}>
              {account.name}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
