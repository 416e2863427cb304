import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { addTexts, t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { Fact } from '../account/facts.tsx';
import type { SectionProps } from '../account/sections.ts';
import { patch } from '../forms/writing.ts';
import { fieldsFor, labelOf, shown, useCustomFields, type CustomValue } from './customFields.ts';
import { VIEWS_TEXTS } from './texts.ts';
import { ValueField } from './valueField.tsx';

await addTexts(VIEWS_TEXTS);

/** The account's fields that the company added; a service agent's rows have none. */
export function OwnFields({ account, mayWrite, reload }: SectionProps): JSX.Element {
  const [isEditing, setEditing] = useState(false);
  const fields = fieldsFor(useCustomFields(), account);
  if (!fields.length || account.custom === undefined) return <></>;
  const initial = Object.fromEntries(fields.map(({ key }) => [key, account.custom?.[key] ?? null])) as Record<string, unknown>;
  const save = (_: object, changed: object, key: string): Promise<unknown> =>
    Object.keys(changed).length ? patch(`accounts/${account.id}`, account.version, { body: { custom: changed }, key }) : Promise.resolve();
  return (
    <Section
      title={t('views.fields')}
      action={
        mayWrite && (
          <Button small kind="quiet" aria-label={`${t('notebook.edit')} · ${t('views.fields')}`} onClick={() => setEditing(true)}>
            {t('notebook.edit')}
          </Button>
        )
      }
    >
      <dl class="facts">
        {fields.map((field) => (
          <Fact key={field.key} title={labelOf(field)}>
            {shown(field, account.custom?.[field.key] as CustomValue) || t('none')}
          </Fact>
        ))}
      </dl>
      {isEditing && (
        <FormSheet title={t('views.edit_values')} draft={`account-fields/${account.id}`} initial={initial} save={save} refresh={reload} onClose={() => setEditing(false)}>
          {({ values, set, error }) => (
            <>
              {fields.map((field) => (
                <ValueField key={field.key} field={field} value={values[field.key]} onChange={(value) => set({ [field.key]: value })} error={error(`custom.${field.key}`)} />
              ))}
            </>
          )}
        </FormSheet>
      )}
    </Section>
  );
}
