/** What the server says of a field, in the reader's language. Chinese readers get no English sentence. */
import { language, t } from '../i18n/index.ts';

const LENGTH = /no more than (\d+) characters|at most (\d+) have room/;

export function fieldError(messages: string[] | undefined): string | undefined {
  const [first] = messages ?? [];
  if (first === undefined) return undefined;
  if (/^(This field is (needed|required)\.|This field may not be (blank|null)\.|This field cannot be (blank|null)\.)$/.test(first)) return t('form.field.needed');
  const length = LENGTH.exec(first);
  if (length) return t('form.field.too_long', { most: length[1] ?? length[2] ?? '' });
  if (/phone number/.test(first)) return t('form.field.phone');
  if (/^(A valid number|A valid integer|Not a number)/.test(first)) return t('form.field.number');
  if (/^Date has wrong format|not a day/i.test(first)) return t('form.field.day');
  if (/\p{Script=Han}/u.test(first)) return first; // a rule of the phone's own said it, in the reader's language
  return language.value === 'en' ? (messages ?? []).join(' ') : t('form.field.refused');
}
