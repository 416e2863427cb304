import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { person, syncState } from '../data/page.ts';
import { addTexts, t } from '../i18n/index.ts';
import { asked } from '../people/conflicts.ts';
import { lazy } from '../lazy.tsx';
import { visitShown } from '../phone/checkIn.ts';
import { here, Link } from '../router.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, Screen } from '../ui/layout.tsx';
import { SyncLine } from '../ui/syncLine.tsx';
import { Button } from '../ui/button.tsx';
import { finding, useFinding } from './palette/keys.ts';
import { placesFor, railFor, screenAt, type Heading } from './screens.ts';
import './desk.css';

/** The desk's own texts come with it; the phone never loads them. */
await addTexts({ zh: () => import('../i18n/desk.zh.json'), en: () => import('../i18n/desk.en.json') });

/** Two edits of one field at the same time: somebody chooses. */
const ConflictHost = lazy(async () => (await import('../people/conflict.tsx')).ConflictHost);
const VisitSheet = lazy(async () => (await import('../phone/visitSheet.tsx')).VisitSheet, { quiet: true });
const Palette = lazy(async () => (await import('./palette/palette.tsx')).Palette);

/** The desk's shell: a rail on the left, the content beside it. Addresses are the phone's. */
export function Desk(): JSX.Element {
  const visit = visitShown();
  useFinding();
  useEffect(keepDesk, []);
  return (
    <div class="desk">
      <Rail />
      <div class="desk__content">
        <CurrentScreen />
      </div>
      {visit && <VisitSheet key={visit} visit={visit} />}
      {asked.value && <ConflictHost />}
      {finding.value && <Palette onClose={() => (finding.value = false)} />}
    </div>
  );
}

/** A device that shows the desk keeps its files too, so that it opens without a network. */
function keepDesk(): void {
  void navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage('keep-desk'));
}

function Rail(): JSX.Element {
  const { pathname } = here.value;
  const role = person.value?.session.user.role;
  const places = placesFor(role);
  const nav = useRef<HTMLElement>(null);
  // A part further down is shown when an address, not a click, led there.
  useEffect(() => nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }), [pathname]);
  const current = (pattern: string): boolean => (pattern === '/' ? pathname === '/' : pathname.startsWith(pattern) || (pathname === '/' && pattern === places[0]?.pattern));
  return (
    <header class="rail">
      <p class="rail__name">{t('app.name')}</p>
      <Button small kind="quiet" icon="search" onClick={() => (finding.value = true)}>
        {t('desk.find')} <kbd>Ctrl K</kbd>
      </Button>
      <nav ref={nav} aria-label={t('nav.label')}>
        {railFor(role).map(({ heading, places: part }) => (
          <RailPart key={heading} heading={heading}>
            {part.map(
              ({ pattern, nav: place }) =>
                place && (
                  <Link key={pattern} href={pattern} class="rail__link" {...(current(pattern) ? { 'aria-current': 'page' as const } : {})}>
                    <Icon name={place.icon} small />
                    {t(place.text)}
                  </Link>
                ),
            )}
          </RailPart>
        ))}
      </nav>
      <div class="rail__foot">
        {person.value?.session.demo && <p class="demo-line">{t('desk.demo')}</p>}
        {syncState.value?.trouble === 'sign_in' && (
          <Link href="/sign-in" class="button button--small button--danger">
            {t('me.sign_in')}
          </Link>
        )}
        <SyncLine />
        <p class="rail__person">{person.value?.session.user.name}</p>
      </div>
    </header>
  );
}

function RailPart({ heading, children }: { heading: Heading; children: ComponentChildren }): JSX.Element {
  if (heading === 'mine' || heading === 'me') return <div class="rail__part">{children}</div>;
  return (
    <div class="rail__part" role="group" aria-labelledby={`rail-${heading}`}>
      <p class="rail__heading" id={`rail-${heading}`}>
        {t(`desk.rail.${heading}`)}
      </p>
      {children}
    </div>
  );
}

function CurrentScreen(): JSX.Element {
  const shown = screenAt(here.value.pathname, person.value?.session.user.role);
  if (!shown) return <Narrow screen={<Missing />} />;
  const { screen: Shown, isNarrow } = shown.found;
  const screen = <Shown key={shown.found.pattern + shown.id} id={shown.id} />;
  return isNarrow ? <Narrow screen={screen} /> : screen;
}

/** The phone's screens, in a readable width. */
function Narrow({ screen }: { screen: JSX.Element }): JSX.Element {
  return <div class="desk__narrow">{screen}</div>;
}

function Missing(): JSX.Element {
  return (
    <Screen title={t('page.missing')}>
      <Empty icon="map" title={t('page.missing')}>
        <Link href="/" class="button button--primary">
          {t('page.home')}
        </Link>
      </Empty>
    </Screen>
  );
}
