import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { addTexts, t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Gone, Head, partsOf, useOverview } from './overview.tsx';
import './account.css';
import { NOTEBOOK_TEXTS } from '../../i18n/notebook.ts';

await addTexts(NOTEBOOK_TEXTS);

/** One account beside the list, in short; Escape closes it. */
export function Panel({ id, onClose }: { id: string; onClose: () => void }): JSX.Element {
  useEffect(() => {
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !document.querySelector('.popover__panel:not([hidden]), dialog[open]')) onClose();
    };
    addEventListener('keydown', escape);
    return () => removeEventListener('keydown', escape);
  }, []);
  return (
    <aside class="panel" aria-label={t('desk.panel')}>
      <div class="panel__bar">
        <Link href={`/accounts/${id}`} class="button button--quiet button--small">
          {t('desk.full_page')}
        </Link>
        <IconButton name="close" label={t('close')} onClick={onClose} />
      </div>
      <Short id={id} />
    </aside>
  );
}

function Short({ id }: { id: string }): JSX.Element {
  const { data: overview, error, reload } = useOverview(id);
  if (error && !overview) return <Gone error={error} isPage={false} onRetry={reload} />;
  if (!overview) return <div class="skeleton skeleton--tall" aria-hidden="true" />;
  const { sections, props } = partsOf(overview, { isShort: true, reload });
  return (
    <article class="overview">
      <Head overview={overview} isPage={false} />
      {sections
        .filter(({ isInPanel }) => isInPanel)
        .map(({ id: name, Part }) => (
          <Part key={name} {...props} />
        ))}
    </article>
  );
}
