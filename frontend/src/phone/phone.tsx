import type { JSX } from 'preact';
import { person, syncState } from '../data/page.ts';
import { t, type Key } from '../i18n/index.ts';
import { here, Link } from '../router.tsx';
import { Banner, Empty, Screen } from '../ui/layout.tsx';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { update, waiting } from '../update.ts';
import { screenAt } from './screens.ts';
import { lazy } from '../lazy.tsx';
import { visitShown } from './checkIn.ts';

const VisitSheet = lazy(async () => (await import('./visitSheet.tsx')).VisitSheet, { quiet: true });

const TABS: { href: string; text: Key; icon: IconName }[] = [
  { href: '/', text: 'nav.today', icon: 'today' },
  { href: '/accounts', text: 'nav.customers', icon: 'people' },
  { href: '/add', text: 'nav.add', icon: 'plus' },
  { href: '/todo', text: 'nav.todo', icon: 'tasks' },
  { href: '/me', text: 'nav.me', icon: 'me' },
];

/** The phone's shell: a screen, the bar in the thumb's reach, and the visit sheet over any of them (`?visit=`). */
export function Phone(): JSX.Element {
  const visit = visitShown();
  return (
    <div class="phone">
      <Notices />
      <CurrentScreen />
      <Bar />
      {visit && <VisitSheet key={visit} visit={visit} />}
    </div>
  );
}

function CurrentScreen(): JSX.Element {
  const shown = screenAt(here.value.pathname);
  if (!shown) return <Missing />;
  const { screen: Shown, pattern, id } = shown;
  return <Shown key={pattern + id} id={id} />;
}

function Missing(): JSX.Element {
  return (
    <Screen title={t('page.missing')} backTo="/">
      <Empty icon="map" title={t('page.missing')}>
        <Link href="/" class="button button--primary">
          {t('page.home')}
        </Link>
      </Empty>
    </Screen>
  );
}

/** What everybody must know wherever they are: demo data, a sign-in that ran out, a new version. */
function Notices(): JSX.Element | null {
  const demo = person.value?.session.demo;
  const expired = syncState.value?.trouble === 'sign_in';
  // A new version waits until no sheet is open: taking over loads the page anew.
  const fresh = waiting.value && !visitShown();
  if (!demo && !expired && !fresh) return null;
  return (
    <header class="notices">
      {demo && <p class="demo-line">{t('demo.banner')}</p>}
      {expired && (
        <Banner
          icon="warning"
          action={
            <Link href="/sign-in" class="button button--small">
              {t('me.sign_in')}
            </Link>
          }
        >
          {t('sync.sign_in')}
        </Banner>
      )}
      {fresh && (
        <Banner
          tone="calm"
          icon="sync"
          action={
            <Button small onClick={update}>
              {t('update.now')}
            </Button>
          }
        >
          {t('update.ready')}
        </Banner>
      )}
    </header>
  );
}

function Bar(): JSX.Element {
  const { pathname } = here.value;
  return (
    <nav class="bar" aria-label={t('nav.label')}>
      {TABS.map(({ href, text, icon }) => {
        const current = href === '/' ? pathname === '/' : pathname.startsWith(href);
        return (
          <Link key={href} href={href} class={href === '/add' ? 'bar__tab bar__tab--add' : 'bar__tab'} {...(current ? { 'aria-current': 'page' as const } : {})}>
            <Icon name={icon} />
            <span>{t(text)}</span>
          </Link>
        );
      })}
    </nav>
  );
}
