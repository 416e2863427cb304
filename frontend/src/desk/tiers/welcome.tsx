import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { person, watch } from '../../data/page.ts';
import type { Ref } from '../../data/rows.ts';
import { addTexts, moment, t, type Key } from '../../i18n/index.ts';
import { TIERS_TEXTS } from '../../i18n/tiers.ts';
import { Link } from '../../router.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet, type Refused } from '../../ui/form.tsx';
import { Banner, Empty } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import { usePages } from '../pages.ts';
import { Trouble } from '../trouble.tsx';
import { Frame } from './frame.tsx';

await addTexts(TIERS_TEXTS);

type Place = 'welcome' | 'watch' | 'unwelcome';
const PLACES: Place[] = ['welcome', 'watch', 'unwelcome'];
const TONES = { welcome: 'green', watch: 'amber', unwelcome: 'red' } as const;
const SHORTEST_REASON = 10;
const CHANGED = ['welcome-proposals', 'accounts'];

interface Proposal {
  id: string;
  account: Ref;
  proposed: Place;
  cause: 'price_offences' | 'abuse' | 'unjustified_claims';
  evidence: string[];
  state: 'open' | 'accepted' | 'declined';
  raised_at: string;
  decided_at: string | null;
  decided_by: Ref | null;
  decision_reason: string;
}

/** The second axis: what the evidence proposes, decided by a lead with a reason (rows 6, 7). */
export function WelcomeScreen(): JSX.Element {
  const pages = usePages<Proposal>('welcome-proposals', { ordering: '-raised_at' });
  const [asked, setAsked] = useState<{ proposal: Proposal; decline: boolean } | null>(null);
  useEffect(() => watch(CHANGED, pages.reload), []);
  const mayDecide = ['lead', 'admin'].includes(person.value?.session.user.role ?? '');
  return (
    <Frame title={t('tiers.welcome')} hint={t('tiers.welcome_hint')}>
      {pages.error && <Trouble error={pages.error} onRetry={pages.reload} />}
      {!pages.isFirst && !pages.rows.length && !pages.error && <Empty icon="check" title={t('tiers.no_proposals')} />}
      <ul class="rows" aria-label={t('tiers.welcome')}>
        {pages.rows.map((proposal) => (
          <li class="row" key={proposal.id}>
            <div class="row__body">
              <p class="row__title">
                <Link href={`/accounts/${proposal.account.id}`}>{proposal.account.name}</Link>
                <Badge tone={TONES[proposal.proposed]}>{t('tiers.proposes', { place: t(`tiers.place.${proposal.proposed}`) })}</Badge>
                {proposal.state !== 'open' && <Badge>{t(`tiers.proposal.${proposal.state}`)}</Badge>}
              </p>
              <p class="row__sub">
                {[t(`tiers.cause.${proposal.cause}`, { count: proposal.evidence.length }), moment(proposal.raised_at), proposal.decided_by?.name, proposal.decision_reason].filter(Boolean).join(' · ')}
              </p>
            </div>
            {mayDecide && proposal.state === 'open' && (
              <>
                <Button small kind="quiet" aria-label={t('tiers.decline_named', { name: proposal.account.name })} onClick={() => setAsked({ proposal, decline: true })}>
                  {t('tiers.decline')}
                </Button>
                <Button small kind="soft" aria-label={t('tiers.decide_named', { name: proposal.account.name })} onClick={() => setAsked({ proposal, decline: false })}>
                  {t('tiers.decide')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
      {pages.hasMore && <Button onClick={pages.more}>{t('tiers.more')}</Button>}
      {asked && <DecideSheet {...asked} onClose={() => setAsked(null)} />}
    </Frame>
  );
}

function DecideSheet({ proposal, decline, onClose }: { proposal: Proposal; decline: boolean; onClose: () => void }): JSX.Element {
  const initial: { place: Place; reason: string } = { place: proposal.proposed, reason: '' };
  return (
    <FormSheet
      title={t(decline ? 'tiers.decline_named' : 'tiers.decide_named', { name: proposal.account.name })}
      draft={`welcome/${proposal.id}/${String(decline)}`}
      initial={initial}
      save={({ place, reason }, _, key) =>
        decline ? post(`welcome-proposals/${proposal.id}/decline`, { key, body: { reason }, changes: CHANGED }) : post(`accounts/${proposal.account.id}/decide-welcome`, { key, body: { welcome: place, reason }, changes: CHANGED })
      }
      isReady={({ reason }) => reason.trim().length >= SHORTEST_REASON}
      wordRefusal={(refused: Refused) => (refused.code && ['welcome_unchanged', 'proposal_decided', 'lead_only'].includes(refused.code) ? <Banner icon="warning">{t(`tiers.refused.${refused.code}` as Key)}</Banner> : undefined)}
      saveText={t(decline ? 'tiers.decline' : 'tiers.decide')}
      onClose={onClose}
    >
      {({ values, set, text }) => (
        <>
          {!decline && <Choice<Place> label={t('tiers.welcome')} look="segments" value={values.place} options={PLACES.map((value) => ({ value, text: t(`tiers.place.${value}`) }))} onChoose={(place) => set({ place })} />}
          <Field label={t('tiers.reason')} rows={3} maxLength={300} hint={t('tiers.reason_hint', { least: SHORTEST_REASON })} {...text('reason')} />
        </>
      )}
    </FormSheet>
  );
}
