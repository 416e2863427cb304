import type { ComponentChildren, JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { Button } from './button.tsx';
import { Banner } from './layout.tsx';

/** What stands where something should that did not come: why, and the way to ask again. */
export function Retry({ onRetry, children }: { onRetry: () => void; children: ComponentChildren }): JSX.Element {
  return (
    <Banner
      icon="cloud"
      action={
        <Button small onClick={onRetry}>
          {t('retry')}
        </Button>
      }
    >
      {children}
    </Banner>
  );
}
