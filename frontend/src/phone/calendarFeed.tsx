import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { post, remove } from '../desk/forms/writing.ts';
import { CALENDAR_TEXTS } from '../i18n/calendar.ts';
import { addTexts, moment, t } from '../i18n/index.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Banner, Section } from '../ui/layout.tsx';
import { Retry } from '../ui/retry.tsx';
import { toast } from '../ui/toast.tsx';

await addTexts(CALENDAR_TEXTS);

interface Feed {
  is_on: boolean;
  read_at: string | null;
}

/** The secret address at which calendars read one's planned visits: told once, renewed, switched off. */
export function CalendarFeed(): JSX.Element {
  const { data, error, reload } = useLive('get', { path: 'calendar-feed' }, ['calendar-feed']);
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState(false);
  const feed = data?.data as unknown as Feed | undefined;
  const act = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
      reload();
    } catch (failure) {
      const { name, message } = failure as Error;
      toast(name === 'Unreachable' ? t('calendar.offline') : message);
    }
    setBusy(false);
  };
  const renew = (): Promise<void> => act(async () => setAddress(String((await post('calendar-feed'))['address'])));
  const drop = (): Promise<void> =>
    act(async () => {
      await remove('calendar-feed');
      setAddress('');
      toast(t('calendar.dropped'));
    });
  return (
    <Section title={t('calendar.title')}>
      <div class="card card--pad stack">
        <p class="hint">{t('calendar.hint')}</p>
        {error && !feed && <Retry onRetry={reload}>{t('calendar.offline')}</Retry>}
        {feed && <p>{!feed.is_on ? t('calendar.off') : feed.read_at ? t('calendar.read', { at: moment(feed.read_at) }) : t('calendar.unread')}</p>}
        {address && <Told address={address} />}
        {feed && (
          <p class="badges">
            <Button small kind={feed.is_on ? 'plain' : 'primary'} disabled={busy} onClick={() => void renew()}>
              {t(feed.is_on ? 'calendar.renew' : 'calendar.open')}
            </Button>
            {feed.is_on && (
              <Button small kind="quiet" disabled={busy} onClick={() => void drop()}>
                {t('calendar.drop')}
              </Button>
            )}
          </p>
        )}
        {feed?.is_on && <p class="hint">{t('calendar.renew_hint')}</p>}
      </div>
    </Section>
  );
}

function Told({ address }: { address: string }): JSX.Element {
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(address);
    toast(t('calendar.copied'));
  };
  return (
    <>
      <Field label={t('calendar.address')} value={address} onInput={() => undefined} />
      <Banner
        tone="amber"
        icon="warning"
        action={
          <Button small onClick={() => void copy()}>
            {t('calendar.copy')}
          </Button>
        }
      >
        {t('calendar.once')}
      </Banner>
    </>
  );
}
