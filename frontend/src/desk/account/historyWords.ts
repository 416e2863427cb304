/** The words of the history: what a field is called, and how a value of any kind reads. */
import { t, type Key } from '../../i18n/index.ts';

export interface Told {
  id: number;
  at: string;
  by: { id: string; name: string | null } | null;
  cause: string;
  batch: string | null;
  op: 'insert' | 'update' | 'delete';
  noun: string;
  row: string;
  label: unknown;
  changes: { field: string; from: unknown; to: unknown }[];
}

/** The text of a key, or `other` where nobody has given it words: a new field is shown before it is translated. */
export function wordOr(key: string, other: string): string {
  const text = t(key as Key);
  return text === key ? other : text;
}

export function fieldName(field: string): string {
  return wordOr(`record.field.${field}`, field.startsWith('custom.') ? field.slice('custom.'.length) : field);
}

const CHOICES = ['desk.role.', 'desk.status.', 'desk.kind.'];

export function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return t('record.empty');
  if (typeof value === 'boolean') return t(value ? 'record.yes' : 'record.no');
  if (Array.isArray(value)) return value.length === 0 ? t('record.empty') : value.every((each) => typeof each !== 'object') ? value.join(' ') : t('record.lines', { count: value.length });
  if (typeof value === 'object') return 'name' in value ? String(value.name ?? t('record.hidden')) : JSON.stringify(value);
  return typeof value === 'string' ? choice(value) : String(value);
}

/** A stored word such as `retailer` as people say it. */
function choice(value: string): string {
  for (const stem of CHOICES) {
    const text = wordOr(stem + value, '');
    if (text) return text;
  }
  return value;
}
