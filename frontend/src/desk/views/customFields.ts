/** The fields that the company added: asked once, and shown in the reader's language. */
import { useLive } from '../../data/live.ts';
import { day, language, money, number, t } from '../../i18n/index.ts';

export type FieldType = 'text' | 'number' | 'date' | 'choice' | 'yes_no' | 'money';

export interface CustomField {
  id: string;
  key: string;
  label_zh: string;
  label_en: string;
  type: FieldType;
  kind: 'external' | 'internal';
  roles: string[];
  choices: { value: string; zh: string; en?: string; archived?: boolean }[];
  unit: string;
  currency: string;
  required_tiers: string[];
  required_roles: string[];
  position: number;
  archived_at: string | null;
  version: number;
}

export type CustomValue = string | number | boolean | { amount: string; currency: string } | null | undefined;

export function useCustomFields({ archived = false } = {}): CustomField[] {
  const query = { limit: 200, ...(archived ? { archived: 'true' } : {}) };
  const { data } = useLive('list', { resource: 'custom-fields', query }, ['custom-fields']);
  return (data?.results ?? []) as unknown as CustomField[];
}

/** Those of an account of this kind and role. */
export function fieldsFor(fields: CustomField[], account: { kind: string; role: string }): CustomField[] {
  return fields.filter(({ kind, roles }) => kind === account.kind && (!roles.length || roles.includes(account.role)));
}

export function labelOf(field: CustomField): string {
  return (language.value === 'en' && field.label_en) || field.label_zh;
}

export function choiceName(field: CustomField, value: string): string {
  const choice = field.choices.find((each) => each.value === value);
  return choice ? (language.value === 'en' && choice.en) || choice.zh : value;
}

export function shown(field: CustomField, value: CustomValue): string {
  if (value == null || value === '') return '';
  if (typeof value === 'object') return money(value.amount, value.currency);
  if (typeof value === 'boolean') return t(value ? 'views.yes' : 'views.no');
  if (field.type === 'choice') return choiceName(field, String(value));
  if (field.type === 'date') return day(String(value));
  if (field.type === 'number') return `${number(Number(value), 6)}${field.unit ? ` ${field.unit}` : ''}`;
  return String(value);
}
