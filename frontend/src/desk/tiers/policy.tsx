import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { person, watch } from '../../data/page.ts';
import { FORM_TEXTS } from '../../i18n/form.ts';
import { addTexts, day, moment, t } from '../../i18n/index.ts';
import { TIERS_TEXTS } from '../../i18n/tiers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import type { Refused } from '../../ui/form.tsx';
import { Banner } from '../../ui/layout.tsx';
import { lazy } from '../../lazy.tsx';
import { post } from '../forms/writing.ts';
import { usePages } from '../pages.ts';
import { Trouble } from '../trouble.tsx';
import { Frame } from './frame.tsx';
import type { Policy } from './terms.ts';

await Promise.all([addTexts(TIERS_TEXTS), addTexts(FORM_TEXTS)]);

const Editor = lazy(async () => (await import('./policyEditor.tsx')).Editor);

/** The rules and their history: drafted from any version, tried, published from a day on (row 7). */
export function PolicyScreen(): JSX.Element {
  const pages = usePages<Policy>('tier-policies', { ordering: '-number' });
  const [base, setBase] = useState<Policy | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  useEffect(() => watch(['tier-policies'], pages.reload), []);
  const maySet = ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
  const today = person.value?.session.today ?? '';
  const published = pages.rows.filter(({ status }) => status === 'published');
  const inForce = published.filter(({ effective_on }) => effective_on <= today).sort((a, b) => b.effective_on.localeCompare(a.effective_on) || b.number - a.number)[0];
  const publish = async (policy: Policy): Promise<void> => {
    setRefused(null);
    try {
      await post(`tier-policies/${policy.id}/publish`, { changes: ['tiers', 'tier-board'] });
    } catch (failure) {
      setRefused(failure as Refused);
    }
  };
  if (base) return <Editor base={base} onClose={() => setBase(null)} />;
  return (
    <Frame title={t('tiers.policy')} hint={t('tiers.policy_hint')}>
      {maySet && inForce && (
        <div>
          <Button kind="primary" icon="plus" onClick={() => setBase(inForce)}>
            {t('tiers.draft_new')}
          </Button>
        </div>
      )}
      {pages.error && <Trouble error={pages.error} onRetry={pages.reload} />}
      {refused && <Banner icon="warning">{refused.code === 'policy_effective_day_past' ? t('tiers.refused.late') : t('form.failed', { detail: refused.message })}</Banner>}
      <ul class="rows" aria-label={t('tiers.versions')}>
        {pages.rows.map((policy) => (
          <li class="row" key={policy.id}>
            <div class="row__body">
              <p class="row__title">
                {t('tiers.version', { name: policy.name, number: String(policy.number) })}
                {policy === inForce ? <Badge tone="green">{t('tiers.in_force')}</Badge> : policy.status === 'draft' ? <Badge tone="amber">{t('tiers.is_draft')}</Badge> : <Badge>{t(policy.effective_on > today ? 'tiers.to_come' : 'tiers.past')}</Badge>}
              </p>
              <p class="row__sub">
                {[
                  policy.effective_on > '1970-01-02' ? t('tiers.from_day', { day: day(policy.effective_on) }) : t('tiers.from_start'),
                  t(`tiers.score.${policy.score}`),
                  t(`tiers.method.${policy.method}`),
                  policy.created_by && t('tiers.drafted_by', { name: policy.created_by.name }),
                  policy.published_at && policy.published_by && t('tiers.published_by', { name: policy.published_by.name, at: moment(policy.published_at) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {maySet && (
              <Button small kind="quiet" aria-label={t('tiers.draft_from', { number: String(policy.number) })} onClick={() => setBase(policy)}>
                {t('tiers.draft_like')}
              </Button>
            )}
            {maySet && policy.status === 'draft' && (
              <Button small kind="soft" aria-label={t('tiers.publish_number', { number: String(policy.number) })} onClick={() => void publish(policy)}>
                {t('tiers.publish')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {pages.hasMore && <Button onClick={pages.more}>{t('tiers.more')}</Button>}
    </Frame>
  );
}
