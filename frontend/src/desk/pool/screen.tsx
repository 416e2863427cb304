import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import type { Ref } from '../../data/rows.ts';
import { addTexts, day, t } from '../../i18n/index.ts';
import { TWINS_TEXTS } from '../../i18n/twins.ts';
import { Link } from '../../router.tsx';
import { Section } from '../../ui/layout.tsx';
import '../twins/twins.css';
import { mayClaim, POOL_TOPICS, RoomLeft } from './claiming.tsx';
import { PoolList } from './list.tsx';
import { Rules } from './rules.tsx';

await addTexts(TWINS_TEXTS);

export interface Warning {
  account: Ref;
  owner: Ref;
  warned_on: string;
  goes_on: string;
}

/** The public pool (公海): who is in it, who goes next, and by which rule. */
export function Pool(): JSX.Element {
  useEffect(() => {
    document.title = `${t('twins.pool')} · ${t('app.name')}`;
  }, []);
  return (
    <main class="twins">
      <header>
        <h1>{t('twins.pool')}</h1>
        <p class="hint">{t('twins.pool_hint')}</p>
        {mayClaim() && <RoomLeft />}
      </header>
      <Rules />
      <Warnings />
      <PoolList />
    </main>
  );
}

function Warnings(): JSX.Element | null {
  const { data } = useLive('get', { path: 'pool/warnings' }, POOL_TOPICS);
  const warnings = (data?.data ?? []) as unknown as Warning[];
  if (!warnings.length) return null;
  return (
    <Section title={t('twins.warnings')}>
      <ul class="rows">
        {warnings.map(({ account, owner, goes_on }) => (
          <li class="row" key={account.id}>
            <Link href={`/accounts/${account.id}`} class="row__body">
              <span class="row__title">{account.name}</span>
              <span class="row__sub">{[owner.name, t('twins.goes_on', { day: day(goes_on) })].join(' · ')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
