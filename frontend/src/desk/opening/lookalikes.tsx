import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { components } from '../../api/schema.d.ts';
import { ask } from '../../data/page.ts';
import { newest } from '../../data/protocol.ts';
import { t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { isWorthAsking, type Known } from './known.ts';

type Lookalike = components['schemas']['Lookalike'];

const WAIT_MS = 300;

/** Whom the new customer looks like, as far as it is typed. It tells and never blocks; without a network it says nothing. */
export function Lookalikes({ name, phone }: Known): JSX.Element {
  const [found, setFound] = useState<Lookalike[]>([]);
  const [only] = useState(newest);
  useEffect(() => {
    if (!isWorthAsking({ name, phone })) return setFound([]);
    const timer = setTimeout(() => {
      const answer = ask('get', { path: 'accounts/lookalikes', query: { name: name.trim(), phone: phone.trim() } });
      only(answer).then(
        (page) => page && setFound(page.data['results'] as Lookalike[]),
        () => setFound([]),
      );
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [name, phone]);
  return (
    <div role="status" class="lookalikes">
      {found.length > 0 && (
        <>
          <p class="label">{t('opening.maybe')}</p>
          <ul class="rows">
            {found.map((each) => (
              <li class="row" key={each.id}>
                <div class="row__body">
                  <p class="row__title">
                    {/* Beside the half-filled form, which stays. */}
                    <a href={`/accounts/${each.id}`} target="_blank" rel="noopener">
                      {each.name}
                    </a>
                    {each.reasons.map((reason) => (
                      <Badge key={reason} tone="amber">
                        {t(`opening.same.${reason}`)}
                      </Badge>
                    ))}
                  </p>
                  <p class="row__sub">{[each.owner ? t('opening.owned_by', { name: each.owner.name }) : t('opening.in_pool'), each.phone, each.address].filter(Boolean).join(' · ')}</p>
                </div>
              </li>
            ))}
          </ul>
          <p class="hint">{t('opening.maybe_hint')}</p>
        </>
      )}
    </div>
  );
}
