import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import type { Ref } from '../../data/rows.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { TWINS_TEXTS } from '../../i18n/twins.ts';
import { Link } from '../../router.tsx';

await addTexts(TWINS_TEXTS);

/** Where an account went that this phone no longer has; nothing without a network, or when it just went. */
export function LeadsOn({ id }: { id: string }): JSX.Element | null {
  const { data } = useLive('get', { path: `accounts/${id}` }, []);
  const kept = data?.data['merged_into'] as Ref | null | undefined;
  if (!kept) return null;
  return (
    <p>
      {t('twins.gone')}{' '}
      <Link href={`/accounts/${kept.id}`} class="button button--primary">
        {kept.name}
      </Link>
    </p>
  );
}
