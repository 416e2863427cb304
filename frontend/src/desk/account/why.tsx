import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { ExplainLater } from '../../ui/explain.tsx';
import { Section } from '../../ui/layout.tsx';
import { whyLines } from '../../ui/tierWhy.tsx';
import type { SectionProps } from './sections.ts';

/** The numbers behind the tier, open to see (rows 7, 68). */
export function Why({ account, overview }: SectionProps): JSX.Element {
  const tier = t(account.tier ? `tier.${account.tier}` : 'tier.none');
  return (
    <Section
      title={t('card.why', { tier })}
      action={
        account.tier && (
          <ExplainLater path={`accounts/${account.id}/explain`} query={{ figure: 'tier' }} label={t('card.why', { tier })}>
            {t('notebook.arithmetic')}
          </ExplainLater>
        )
      }
    >
      <ul class="card card--pad why-lines">
        {whyLines(tier, account.tier_since ?? null, overview.tier_why).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Section>
  );
}
