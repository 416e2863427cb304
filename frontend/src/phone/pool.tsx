import type { JSX } from 'preact';
import { RoomLeft } from '../desk/pool/claiming.tsx';
import { PoolList } from '../desk/pool/list.tsx';
import { addTexts, t } from '../i18n/index.ts';
import { TWINS_TEXTS } from '../i18n/twins.ts';
import { Screen } from '../ui/layout.tsx';

await addTexts(TWINS_TEXTS);

/** The public pool on the road: always online, for of many who tap only one gets an account. */
export function Pool(): JSX.Element {
  return (
    <Screen title={t('twins.pool')} sub={t('twins.pool_hint')} backTo="/accounts">
      <div class="stack">
        <RoomLeft />
        <PoolList />
      </div>
    </Screen>
  );
}
