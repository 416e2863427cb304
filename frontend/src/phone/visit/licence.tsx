import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';

interface LicenceProps {
  /** What the record has; empty while nobody has read it. */
  recorded: string;
  details: Record<string, unknown>;
  put: (more: Record<string, unknown>) => void;
}

/** The licence on the wall against the record (row 17): what differs is proposed to whoever looks after the customer. */
export function Licence({ recorded, details: { matches, found }, put }: LicenceProps): JSX.Element {
  const reads = !recorded || matches === false;
  return (
    <>
      <p class="hint">{recorded ? t('v.licence.recorded', { name: recorded }) : t('v.licence.not_recorded')}</p>
      {recorded && (
        <Choice
          look="segments"
          label={t('v.step.licence_check')}
          value={matches === undefined ? null : String(matches)}
          options={[
            { value: 'true', text: t('v.steps.matches') },
            { value: 'false', text: t('v.steps.differs') },
          ]}
          onChoose={(chosen) => put({ matches: chosen === 'true' })}
        />
      )}
      {reads && <Field label={t('v.steps.found')} value={typeof found === 'string' ? found : ''} maxLength={200} onInput={(name) => put({ matches: false, found: name })} />}
      {reads && <p class="hint">{t('v.licence.proposed')}</p>}
    </>
  );
}
