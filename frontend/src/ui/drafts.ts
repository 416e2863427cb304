/** What was typed into a form and not saved yet: it outlives a closed sheet and a reload, in this tab and for this person only. */
import { person } from '../data/page.ts';

const place = (name: string): string => `form/${person.value?.session.user.id ?? ''}/${name}`;

export function keptDraft<V>(name: string): Partial<V> | null {
  try {
    return JSON.parse(sessionStorage.getItem(place(name)) ?? 'null') as Partial<V> | null;
  } catch {
    return null;
  }
}

export function keepDraft(name: string, values: object): void {
  try {
    if (Object.keys(values).length) sessionStorage.setItem(place(name), JSON.stringify(values));
    else dropDraft(name);
  } catch {
    // A full or forbidden store: the form itself still holds the words.
  }
}

export function dropDraft(name: string): void {
  sessionStorage.removeItem(place(name));
}
