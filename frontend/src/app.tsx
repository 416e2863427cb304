import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { person } from './data/page.ts';
import { lazy } from './lazy.tsx';
import { Phone } from './phone/phone.tsx';
import { here } from './router.tsx';
import { Toasts } from './ui/toast.tsx';

const SignIn = lazy(async () => (await import('./phone/signIn.tsx')).SignIn);
// Without a network, a device that never showed the desk has the phone's screens, which fit any width.
const Desk = lazy(async () => (await import('./desk/desk.tsx').catch(() => null))?.Desk ?? Phone);

const wide = matchMedia('(min-width: 900px)');
const isWide = signal(wide.matches);
wide.addEventListener('change', () => (isWide.value = wide.matches));

/** The whole app: sign-in, else the phone's or the desk's shell, by the width. Addresses are the same in both. */
export function App(): JSX.Element {
  const signedOut = !person.value || here.value.pathname === '/sign-in';
  return (
    <>
      {signedOut ? <SignIn /> : isWide.value ? <Desk /> : <Phone />}
      <Toasts />
    </>
  );
}
