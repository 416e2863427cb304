import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { addTexts, day, t } from '../../i18n/index.ts';
import { TWINS_TEXTS } from '../../i18n/twins.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Banner, Section } from '../../ui/layout.tsx';
import { post } from '../forms/writing.ts';
import { lazy } from '../../lazy.tsx';
import { HANDOVER_TEXTS } from '../../i18n/handover.ts';
import { isLead } from '../handovers/rows.ts';
import { ClaimButton, mayClaim, RoomLeft } from '../pool/claiming.tsx';
import type { Warning } from '../pool/screen.tsx';
import type { SectionProps } from './sections.ts';

await Promise.all([addTexts(TWINS_TEXTS), addTexts(HANDOVER_TEXTS)]);

const BeginForm = lazy(async () => (await import('../handovers/forms.tsx')).BeginForm);

/** Who looks after it: claimed out of the pool, or given back to it. */
export function Owner({ account, mayWrite, reload }: SectionProps): JSX.Element {
  const [isReleasing, setReleasing] = useState(false);
  const [isHanding, setHanding] = useState(false);
  const { data } = useLive('get', { path: 'pool/warnings' }, ['pool', 'accounts']);
  const warning = ((data?.data ?? []) as unknown as Warning[]).find((each) => each.account.id === account.id);
  return (
    <Section title={t('twins.owner')}>
      <div class="stack card card--pad">
        <p>{account.owner ? t('twins.owned_by', { name: account.owner.name }) : t('twins.in_pool')}</p>
        {warning && <Banner icon="warning">{t('twins.goes_on', { day: day(warning.goes_on) })}</Banner>}
        {!account.owner && mayClaim() && (
          <>
            <RoomLeft />
            <ClaimButton id={account.id} name={account.name} onClaimed={reload} />
          </>
        )}
        {account.owner && mayWrite && (
          <Button small onClick={() => setReleasing(true)}>
            {t('twins.release')}
          </Button>
        )}
        {account.owner && isLead() && (
          <Button small onClick={() => setHanding(true)}>
            {t('handover.begin')}
          </Button>
        )}
      </div>
      {isHanding && <BeginForm accounts={[account.id]} onClose={() => setHanding(false)} />}
      {isReleasing && (
        <FormSheet
          title={t('twins.release_title', { name: account.name })}
          draft={`release/${account.id}`}
          initial={{ reason: '' }}
          saveText={t('twins.release')}
          isReady={({ reason }) => Boolean(reason.trim())}
          save={({ reason }, _, key) => post(`pool/${account.id}/release`, { body: { reason }, key, changes: ['accounts'] })}
          refresh={reload}
          onClose={() => setReleasing(false)}
        >
          {({ text }) => <Field label={t('twins.release_reason')} hint={t('twins.release_hint')} rows={2} maxLength={180} {...text('reason')} />}
        </FormSheet>
      )}
    </Section>
  );
}
