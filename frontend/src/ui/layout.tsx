import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { back } from '../router.tsx';
import { IconButton } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

interface ScreenProps {
  title: string;
  /** A second line under the title. */
  sub?: ComponentChildren;
  /** Where "back" leads when this address was opened directly; without it there is no back button. */
  backTo?: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** One screen of the phone: a head that stays, and the content. Names the document too. */
export function Screen({ title, sub, backTo, actions, children }: ScreenProps): JSX.Element {
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title]);
  return (
    <main class="screen">
      <header class={backTo ? 'screen__head screen__head--back' : 'screen__head'}>
        {backTo && <IconButton name="back" label={t('back')} onClick={() => back(backTo)} />}
        <div class="screen__title">
          <h1>{title}</h1>
          {sub && <p class="screen__sub">{sub}</p>}
        </div>
        {actions}
      </header>
      <div class="screen__body">{children}</div>
    </main>
  );
}

export function Section({ title, action, children }: { title: string; action?: ComponentChildren; children: ComponentChildren }): JSX.Element {
  const id = useId();
  return (
    <section class="section" aria-labelledby={id}>
      <div class="section__head">
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

/** Nothing to show, said kindly, with the next step where there is one. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Banner({ tone = 'amber', icon, children, action }: { tone?: 'amber' | 'red' | 'calm'; icon: IconName; children: ComponentChildren; action?: ComponentChildren }): JSX.Element {
  return (
    <div class={tone === 'amber' ? 'banner' : `banner banner--${tone}`} role="status">
      <Icon name={icon} small />
      <p>{children}</p>
      {action}
    </div>
  );
}
