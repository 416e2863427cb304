import { Fragment, type JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { Link } from '../../router.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { PartProps } from './sections.ts';

/** Which branch of which group it is: group › branch. */
export function Group({ card: { above } }: PartProps): JSX.Element | null {
  if (!above.length) return null;
  return (
    <nav class="group-line" aria-label={t('notebook.group')}>
      <Icon name="chain" small />
      <span>{t('notebook.group')}</span>
      {above.toReversed().map(({ id, name }, i) => (
        <Fragment key={id}>
          {i > 0 && <Icon name="forward" small />}
          <Link href={`/accounts/${id}`}>{name}</Link>
        </Fragment>
      ))}
    </nav>
  );
}
