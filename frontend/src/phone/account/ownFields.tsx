import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { Refusal } from '../../data/protocol.ts';
import type { AccountRow, CustomFieldRow } from '../../data/rows.ts';
import { fieldsFor, labelOf, shown, type CustomValue } from '../../desk/views/customFields.ts';
import { VIEWS_TEXTS } from '../../desk/views/texts.ts';
import { ValueField } from '../../desk/views/valueField.tsx';
import { cleanValue, UnfitValue } from '../../domain/customValue.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { phoneWrite } from '../../people/write.ts';
import { Button } from '../../ui/button.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import type { PartProps } from './sections.ts';

await addTexts(VIEWS_TEXTS);

/** The fields that the company added to its accounts, shown and changed without a network; judged here as the server would. */
export function OwnFields({ card: { account, may_write } }: PartProps): JSX.Element | null {
  const [isEditing, setEditing] = useState(false);
  const { data } = useLive('every', { table: 'custom_fields' }, ['custom_fields']);
  const fields = fieldsFor((data ?? []) as CustomFieldRow[], account).sort((a, b) => a.position - b.position);
  if (!fields.length || account.custom === undefined) return null;
  return (
    <Section
      title={t('views.fields')}
      action={
        may_write && (
          <Button small kind="quiet" aria-label={`${t('notebook.edit')} · ${t('views.fields')}`} onClick={() => setEditing(true)}>
            {t('notebook.edit')}
          </Button>
        )
      }
    >
      <dl class="card card--pad facts">
        {fields.map((field) => (
          <div key={field.key}>
            <dt>{labelOf(field)}</dt>
            <dd>{shown(field, account.custom?.[field.key] as CustomValue) || <span class="faint">{t('none')}</span>}</dd>
          </div>
        ))}
      </dl>
      {isEditing && <OwnFieldsSheet account={account} fields={fields} onClose={() => setEditing(false)} />}
    </Section>
  );
}

function OwnFieldsSheet({ account, fields, onClose }: { account: AccountRow; fields: CustomFieldRow[]; onClose: () => void }): JSX.Element {
  const initial = Object.fromEntries(fields.map(({ key }) => [key, account.custom?.[key] ?? null])) as Record<string, unknown>;
  const save = async (_: object, typed: Record<string, unknown>): Promise<void> => {
    const custom = judged(fields, typed);
    const changed = Object.fromEntries(Object.entries(custom).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(initial[key])));
    if (Object.keys(changed).length) await phoneWrite(account.id)([{ type: 'account.update', payload: { account: account.id, changes: { custom: changed } } }], { said: t('views.values_saved'), version: account.version });
  };
  return (
    <FormSheet title={t('views.edit_values')} draft={`account-fields/${account.id}`} initial={initial} save={save} onClose={onClose}>
      {({ values, set, error }) => (
        <>
          {fields.map((field) => (
            <ValueField key={field.key} field={field} value={values[field.key]} onChange={(value) => set({ [field.key]: value })} error={error(`custom.${field.key}`)} />
          ))}
        </>
      )}
    </FormSheet>
  );
}

/** What was typed as it is kept; refuses like the server, each field by its name, before anything goes into the outbox. */
function judged(fields: CustomFieldRow[], typed: Record<string, unknown>): Record<string, unknown> {
  const custom: Record<string, unknown> = {};
  const problems: Record<string, string[]> = {};
  for (const field of fields)
    if (field.key in typed)
      try {
        custom[field.key] = cleanValue(field, typed[field.key]);
      } catch (error) {
        if (!(error instanceof UnfitValue)) throw error;
        problems[`custom.${field.key}`] = [t(`views.unfit.${error.why}`)];
      }
  if (Object.keys(problems).length) throw new Refusal({ name: 'Invalid', message: '', status: 400, fields: problems });
  return custom;
}
