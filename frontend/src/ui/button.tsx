import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon.tsx';

type Native = JSX.IntrinsicElements['button'];

interface ButtonProps extends Omit<Native, 'icon'> {
  kind?: 'plain' | 'primary' | 'soft' | 'quiet' | 'danger';
  icon?: IconName;
  wide?: boolean;
  small?: boolean;
  children?: ComponentChildren;
}

export function Button({ kind = 'plain', icon, wide = false, small = false, children, ...rest }: ButtonProps): JSX.Element {
  const classes = ['button', kind !== 'plain' && `button--${kind}`, wide && 'button--wide', small && 'button--small'].filter(Boolean).join(' ');
  return (
    <button type="button" class={classes} {...rest}>
      {icon && <Icon name={icon} small={small} />}
      {children}
    </button>
  );
}

/** A button that is only an icon: its label is what it does. */
export function IconButton({ name, label, ...rest }: { name: IconName; label: string } & Omit<Native, 'name' | 'label'>): JSX.Element {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} {...rest}>
      <Icon name={name} />
    </button>
  );
}
