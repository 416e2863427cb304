import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, person, syncState } from '../data/page.ts';
import type { SyncState } from '../data/sync.ts';
import { chooseLanguage, language, moment, number, t } from '../i18n/index.ts';
import { lazy } from '../lazy.tsx';
import { go, Link } from '../router.tsx';
import { chooseTheme, theme } from '../theme.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Banner, Screen, Section } from '../ui/layout.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { syncWords } from '../ui/syncLine.tsx';
import { OutboxList } from './outboxList.tsx';

const CalendarFeed = lazy(async () => (await import('./calendarFeed.tsx')).CalendarFeed, { quiet: true });

/** Whose visits are planned. */
const VISITORS = ['manager', 'lead'];
/** Who has a day of visits, and who looks at that of others (without one there is no Today to get there from). */
const SHEETS_ARE_FOR = ['manager', 'lead', 'admin', 'analyst'];

/** The sync centre and the settings. */
export function Me(): JSX.Element {
  const held = person.value;
  const state = syncState.value;
  return (
    <Screen title={held?.session.user.name ?? t('me.title')} sub={held && [t(`role.${held.session.user.role as 'manager'}`), held.session.user.team?.name].filter(Boolean).join(' · ')}>
      <div class="stack">
        {state && <SyncCentre state={state} />}
        <OutboxList />
        <Link href="/chain" class="button button--wide phone-only">
          {t('me.chain')}
        </Link>
        {held && SHEETS_ARE_FOR.includes(held.session.user.role) && (
          <Link href="/route-sheet" class="button button--wide phone-only">
            {t('today.sheet')}
          </Link>
        )}
        <Settings />
        {held && VISITORS.includes(held.session.user.role) && <CalendarFeed />}
        <SignOut state={state} />
      </div>
    </Screen>
  );
}

function SyncCentre({ state }: { state: SyncState }): JSX.Element {
  const { text, icon, tone } = syncWords(state);
  const skew = Math.round(Math.abs(state.skew_s ?? 0) / 60);
  return (
    <Section title={t('me.sync')}>
      <Banner tone={tone === 'ask' ? 'red' : 'calm'} icon={icon}>
        {text}
      </Banner>
      {skew >= 5 && (
        <Banner icon="clock">{t('me.skew', { count: skew })}</Banner>
      )}
      <dl class="rows">
        <Line name={t('me.queued')} value={number(state.queued)} />
        <Line name={t('me.rejected')} value={number(state.rejected)} />
        <Line name={t('me.conflicts')} value={number(state.conflicts)} />
        <Line name={t('me.last_sync')} value={state.last_sync_at ? moment(state.last_sync_at) : t('sync.never')} />
        <Storage />
      </dl>
      {state.trouble === 'sign_in' ? (
        <Button kind="primary" wide onClick={() => go('/sign-in')}>
          {t('me.sign_in')}
        </Button>
      ) : (
        <Button kind="primary" wide icon="sync" disabled={state.doing !== 'nothing'} onClick={() => void ask('syncNow')}>
          {t('me.send_now')}
        </Button>
      )}
    </Section>
  );
}

function Line({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <div class="definition">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Storage(): JSX.Element | null {
  const [used, setUsed] = useState<{ usage: number | null; persisted: boolean | null } | null>(null);
  useEffect(() => void ask('storage').then(setUsed), []);
  if (used?.usage == null) return null;
  return <Line name={t('me.storage')} value={`${number(used.usage / 1_048_576, 1)} MB · ${t(used.persisted ? 'me.protected' : 'me.unprotected')}`} />;
}

function Settings(): JSX.Element {
  const installed = matchMedia('(display-mode: standalone)').matches;
  return (
    <Section title={t('me.settings')}>
      <div class="card card--pad settings">
        <div class="field">
          <p class="label">{t('me.language')}</p>
          <Choice
            look="segments"
            label={t('me.language')}
            value={language.value}
            options={[
              { value: 'zh', text: '中文' },
              { value: 'en', text: 'English' },
            ]}
            onChoose={(chosen) => void chooseLanguage(chosen)}
          />
        </div>
        <div class="field">
          <p class="label">{t('me.theme')}</p>
          <Choice look="segments" label={t('me.theme')} value={theme.value} options={(['system', 'light', 'dark'] as const).map((value) => ({ value, text: t(`theme.${value}`) }))} onChoose={chooseTheme} />
        </div>
        {!installed && (
          <div class="field">
            <p class="label">{t('me.install')}</p>
            <p class="hint">{t('me.install_hint')}</p>
          </div>
        )}
      </div>
    </Section>
  );
}

function SignOut({ state }: { state: SyncState | null }): JSX.Element {
  const [asking, setAsking] = useState(false);
  const unsent = state ? state.queued + state.rejected + state.conflicts + state.drafts : 0;
  const askFirst = async (): Promise<void> => {
    await ask('count');
    setAsking(true);
  };
  const leave = async (): Promise<void> => {
    await ask('signOut');
    go('/', { replace: true });
  };
  return (
    <>
      <Button kind="danger" wide onClick={() => void askFirst()}>
        {t('me.sign_out')}
      </Button>
      {asking && (
        <Sheet
          title={t('me.sign_out_title')}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button onClick={() => setAsking(false)}>{t('cancel')}</Button>
              <Button kind="danger" wide onClick={() => void leave()}>
                {t('me.sign_out')}
              </Button>
            </>
          }
        >
          <p>{unsent ? t('me.sign_out_unsent', { count: unsent }) : t('me.sign_out_clear')}</p>
        </Sheet>
      )}
    </>
  );
}
