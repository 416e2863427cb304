/** A field of one's own in a form: the input that its type asks for. */
import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { Field } from '../../ui/field.tsx';
import { choiceName, labelOf, type CustomField } from './customFields.ts';

export function ValueField({ field, value, onChange, error }: { field: CustomField; value: unknown; onChange: (value: unknown) => void; error?: string | undefined }): JSX.Element {
  const label = field.unit ? `${labelOf(field)}（${field.unit}）` : labelOf(field);
  const said = error ? { error } : {};
  const options: [string, string][] =
    field.type === 'yes_no' ? [['true', t('views.yes')], ['false', t('views.no')]] : field.choices.filter(({ archived }) => !archived).map((choice) => [choice.value, choiceName(field, choice.value)]);
  if (field.type === 'choice' || field.type === 'yes_no')
    return (
      <label class="field">
        {label}
        <select class="input" value={value == null ? '' : String(value)} onChange={({ currentTarget: { value: chosen } }) => onChange(chosen === '' ? null : field.type === 'yes_no' ? chosen === 'true' : chosen)}>
          <option value="">—</option>
          {options.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        {error && <span class="error">{error}</span>}
      </label>
    );
  const text = value != null && typeof value === 'object' ? amountOf(value as { amount: string; currency: string }, field) : String(value ?? '');
  return <Field label={field.type === 'money' ? `${label}（${field.currency}）` : label} type={field.type === 'date' ? 'date' : 'text'} value={text} onInput={(typed) => onChange(typed.trim() === '' ? null : typed)} {...said} />;
}

/** The field's own currency goes without saying. */
function amountOf({ amount, currency }: { amount: string; currency: string }, field: CustomField): string {
  return currency === field.currency ? amount : `${amount} ${currency}`;
}
