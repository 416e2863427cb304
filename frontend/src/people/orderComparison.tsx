import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { addTexts, day, t } from '../i18n/index.ts';
import { VISIT_TEXTS } from '../i18n/visit.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Section } from '../ui/layout.tsx';

await addTexts(VISIT_TEXTS);

export interface Compared {
  on: string | null;
  days: number;
  lines: { product: { id: string; name: string; unit: string }; state: keyof typeof TONES; quantity: string; usual: string | null; last: string | null; times: number }[];
}

const TONES = { missing: 'red', less: 'amber', more: 'green', new: 'blue', same: 'grey' } as const satisfies Record<string, Tone>;

/** The newest order beside the usual one (row 20): asked of the server when somebody wants to see it, or at once. */
export function OrderComparison({ account, isOpen: isOpenAtFirst = false }: { account: string; isOpen?: boolean }): JSX.Element {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <Section title={t('v.compare.title')}>
      {isOpen ? (
        <Sheet account={account} />
      ) : (
        <Button small kind="soft" onClick={() => setOpen(true)}>
          {t('v.compare.show')}
        </Button>
      )}
    </Section>
  );
}

function Sheet({ account }: { account: string }): JSX.Element {
  const { data, error } = useLive('get', { path: `accounts/${account}/order-comparison` }, ['orders']);
  if (error) return <p class="hint">{t('v.compare.offline')}</p>;
  if (!data) return <div class="skeleton" aria-hidden="true" />;
  const { on, days, lines } = data.data as unknown as Compared;
  if (!on) return <p class="hint">{t('v.compare.none')}</p>;
  return (
    <>
      <p class="hint">{t('v.compare.of', { day: day(on), count: days })}</p>
      <ul class="rows">
        {lines.map(({ product, state, quantity, usual, last, times }) => (
          <li class="row" key={product.id}>
            <div class="row__body">
              <p class="row__title">{product.name}</p>
              <p class="row__sub">
                {[t('v.compare.now', { count: Number(quantity), unit: product.unit }), usual && t('v.compare.usual', { count: Number(usual) }), last && t('v.compare.last', { count: Number(last) }), times > 0 && t('v.compare.times', { count: times, all: days })]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            <Badge tone={TONES[state]}>{t(`v.compare.${state}`)}</Badge>
          </li>
        ))}
      </ul>
    </>
  );
}
