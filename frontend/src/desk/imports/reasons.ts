import { language } from '../../i18n/index.ts';

/** The server words its reasons in both languages: there are as many as there are ways to spoil a file. */
export function reasonOf(en: string, zh: string): string {
  return language.value === 'zh' && zh ? zh : en;
}
