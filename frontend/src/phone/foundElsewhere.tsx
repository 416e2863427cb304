import type { JSX } from 'preact';
import type { FoundKind, FoundLine } from '../data/finding.ts';
import { useLive } from '../data/live.ts';
import { addTexts, day, t } from '../i18n/index.ts';
import { FIND_TEXTS } from '../i18n/find.ts';
import { Link } from '../router.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';

await addTexts(FIND_TEXTS);

const ICONS: Record<FoundKind, IconName> = { contact: 'me', promise: 'promise', visit: 'pin' };

/** What else answers beside the customers: people, promises, visits' notes. With or without a network. */
export function FoundElsewhere({ text }: { text: string }): JSX.Element | null {
  const { data } = useLive('findElsewhere', { text }, ['contacts', 'promises', 'visits']);
  if (!data?.length) return null;
  return (
    <ul class="rows" aria-label={t('find.title')}>
      {data.map((line) => (
        <Line key={`${line.kind}-${line.id}`} line={line} />
      ))}
    </ul>
  );
}

function Line({ line }: { line: FoundLine }): JSX.Element {
  return (
    <li class="row">
      <Icon name={ICONS[line.kind]} />
      <Link href={`/accounts/${line.account}`} class="row__body">
        <p class="row__title">{line.title || line.text}</p>
        <p class="row__sub">{[t(`find.kind.${line.kind}`), line.account_name, line.title && line.text, line.on && day(line.on)].filter(Boolean).join(' · ')}</p>
      </Link>
    </li>
  );
}
