import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';

/** Adds to a part of the card; its name says to which. */
export function AddButton({ what, onAdd }: { what: string; onAdd: () => void }): JSX.Element {
  return (
    <Button small kind="quiet" icon="plus" aria-label={t('notebook.add_what', { what })} onClick={onAdd}>
      {t('notebook.add')}
    </Button>
  );
}
