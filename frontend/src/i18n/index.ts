/** Texts by key: Chinese is the source, English has the same keys (a test compares). Dates and numbers go through Intl. */
import { signal } from '@preact/signals';
import type balanceZh from './balance.zh.json';
import type briefZh from './brief.zh.json';
import type calendarZh from './calendar.zh.json';
import type chainZh from './chain.zh.json';
import type constantsZh from './constants.zh.json';
import type coordinatesZh from './coordinates.zh.json';
import type dealsZh from './deals.zh.json';
import type deskZh from './desk.zh.json';
import type explainZh from './explain.zh.json';
import type fileZh from './file.zh.json';
import type dayZh from './day.zh.json';
import type findZh from './find.zh.json';
import type formZh from './form.zh.json';
import type goodwillZh from './goodwill.zh.json';
import type handoverZh from './handover.zh.json';
import type importsZh from './imports.zh.json';
import type mapZh from './map.zh.json';
import type notebookZh from './notebook.zh.json';
import type openingZh from './opening.zh.json';
import type outboxZh from './outbox.zh.json';
import type peopleZh from './people.zh.json';
import type placeZh from './place.zh.json';
import type plannerZh from './planner.zh.json';
import type playbookZh from './playbook.zh.json';
import type recordZh from './record.zh.json';
import type routesZh from './routes.zh.json';
import type routeSheetZh from './routeSheet.zh.json';
import type segmentsZh from './segments.zh.json';
import type screensZh from './screens.zh.json';
import type servicesZh from './services.zh.json';
import type shareZh from './share.zh.json';
import type signInZh from './signIn.zh.json';
import type tiersZh from './tiers.zh.json';
import type treeZh from './tree.zh.json';
import type twinsZh from './twins.zh.json';
import type viewsZh from './views.zh.json';
import type visitZh from './visit.zh.json';
import type visitingZh from './visiting.zh.json';
import type winbackZh from './winback.zh.json';
import type workZh from './workList.zh.json';
import type workingZh from './working.zh.json';
import type worthZh from './worth.zh.json';
import type zh from './zh.json';

export type Language = 'zh' | 'en';
export type Key =
  | keyof typeof balanceZh
  | keyof typeof briefZh
  | keyof typeof calendarZh
  | keyof typeof chainZh
  | keyof typeof constantsZh
  | keyof typeof coordinatesZh
  | keyof typeof dealsZh
  | keyof typeof dayZh
  | keyof typeof deskZh
  | keyof typeof explainZh
  | keyof typeof fileZh
  | keyof typeof findZh
  | keyof typeof formZh
  | keyof typeof goodwillZh
  | keyof typeof handoverZh
  | keyof typeof importsZh
  | keyof typeof mapZh
  | keyof typeof notebookZh
  | keyof typeof openingZh
  | keyof typeof outboxZh
  | keyof typeof peopleZh
  | keyof typeof placeZh
  | keyof typeof plannerZh
  | keyof typeof playbookZh
  | keyof typeof recordZh
  | keyof typeof routesZh
  | keyof typeof routeSheetZh
  | keyof typeof segmentsZh
  | keyof typeof screensZh
  | keyof typeof servicesZh
  | keyof typeof shareZh
  | keyof typeof signInZh
  | keyof typeof tiersZh
  | keyof typeof treeZh
  | keyof typeof twinsZh
  | keyof typeof viewsZh
  | keyof typeof visitZh
  | keyof typeof visitingZh
  | keyof typeof workingZh
  | keyof typeof winbackZh
  | keyof typeof workZh
  | keyof typeof worthZh
  | keyof typeof zh;
type Texts = Record<string, string>;
type Loader = Record<Language, () => Promise<{ default: Texts }>>;

const TAGS = { zh: 'zh-Hans-CN', en: 'en-GB' } as const;

export const language = signal<Language>('zh');
const texts = signal<Texts>({});
const loaders: Loader[] = [{ zh: () => import('./zh.json'), en: () => import('./en.json') }];

/** The last choice on this phone, else Chinese: the company's language, whatever language a borrowed phone speaks. */
export function preferredLanguage(): Language {
  return localStorage.getItem('language') === 'en' ? 'en' : 'zh';
}

export async function loadLanguage(chosen: Language): Promise<void> {
  const parts = await Promise.all(loaders.map((load) => load[chosen]()));
  texts.value = Object.assign({}, ...parts.map((part) => part.default)) as Texts;
  language.value = chosen;
  if (typeof document !== 'undefined') document.documentElement.lang = chosen === 'zh' ? 'zh-Hans' : 'en';
}

export function chooseLanguage(chosen: Language): Promise<void> {
  localStorage.setItem('language', chosen);
  return loadLanguage(chosen);
}

/** Texts of a part that is loaded later (the desk); call it once, before its first screen. */
export async function addTexts(loader: Loader): Promise<void> {
  if (loaders.includes(loader)) return;
  loaders.push(loader);
  const added = (await loader[language.value]()).default; // first: two parts that load at once must not forget each other
  texts.value = { ...texts.value, ...added };
}

/** A text in the language chosen. `{name}` is replaced; with `count`, the key's `_one` or `_other` form is taken. */
export function t(key: Key | PluralKey, values: Record<string, string | number> = {}): string {
  const name: string = key; // a union of all keys with all forms would be more than the compiler bears
  const form = 'count' in values ? `${name}_${plural(Number(values['count']))}` : name;
  const text = texts.value[form] ?? texts.value[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? number(value) : value;
  });
}

/** Keys that exist only in their `_other` (and `_one`) forms. */
type PluralKey = Key extends infer K ? (K extends `${infer Stem}_other` ? Stem : never) : never;

function plural(count: number): string {
  return new Intl.PluralRules(TAGS[language.value]).select(count);
}

/** Instants are shown in the company's time zone: the day they count for is a day there. */
let zone: string | undefined;

export function showTimesIn(timeZone: string): void {
  if (zone !== timeZone) cache.clear();
  zone = timeZone;
}

const inZone = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormatOptions => (zone ? { ...options, timeZone: zone } : options);

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(key: string, make: (tag: string) => T): T {
  const tag = TAGS[language.value];
  const known = cache.get(tag + key);
  if (known) return known as T;
  const made = make(tag);
  cache.set(tag + key, made);
  return made;
}

export function number(value: number, digits = 0): string {
  return cached(`n${digits}`, (tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: digits })).format(value);
}

/** 0.127 → 12.7 % */
export function percent(share: number, digits = 1): string {
  return cached(`p${digits}`, (tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: digits })).format(share);
}

/** A decimal string of money, in whole units unless it is small. */
export function money(value: string | number, currency: string): string {
  const amount = Number(value);
  const digits = Math.abs(amount) < 100 && !Number.isInteger(amount) ? 2 : 0;
  const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: digits, minimumFractionDigits: digits } as const;
  return cached(`m${currency}${digits}`, (tag) => new Intl.NumberFormat(tag, options)).format(amount);
}

/** A decimal string of money to the cent, or as exactly as it is. */
export function exactMoney(value: string | number, currency: string): string {
  const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: 2, maximumFractionDigits: 4 } as const;
  return cached(`x${currency}`, (tag) => new Intl.NumberFormat(tag, options)).format(Number(value));
}

/** A day `YYYY-MM-DD`: with its weekday when it is this year, else with its year. */
export function day(value: string): string {
  const thisYear = value.slice(0, 4) === String(new Date().getFullYear());
  const options: Intl.DateTimeFormatOptions = thisYear ? { month: 'short', day: 'numeric', weekday: 'short' } : { year: 'numeric', month: 'short', day: 'numeric' };
  return cached(`d${thisYear}`, (tag) => new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' })).format(Date.parse(`${value}T12:00:00Z`));
}

/** An instant with its day. */
export function moment(instant: string | number): string {
  return cached('t', (tag) => new Intl.DateTimeFormat(tag, inZone({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }))).format(new Date(instant));
}

export function clock(instant: string | number): string {
  return cached('c', (tag) => new Intl.DateTimeFormat(tag, inZone({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }))).format(new Date(instant));
}

export function longDay(value: string): string {
  return cached('l', (tag) => new Intl.DateTimeFormat(tag, { month: 'long', day: 'numeric', weekday: 'long', timeZone: 'UTC' })).format(Date.parse(`${value}T12:00:00Z`));
}

/** 3月15日 */
export function shortDay(value: string): string {
  return cached('s', (tag) => new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric', timeZone: 'UTC' })).format(Date.parse(`${value}T12:00:00Z`));
}

/** "3 days ago", "tomorrow"; `days` from today. */
export function inDays(days: number): string {
  return cached('r', (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })).format(days, 'day');
}

/** 850 m, 3.2 km */
export function distance(metres: number): string {
  const km = metres >= 995;
  const options = { style: 'unit', unit: km ? 'kilometer' : 'meter', unitDisplay: 'short', maximumFractionDigits: km && metres < 99_500 ? 1 : 0 } as const;
  return cached(`k${km}${metres < 99_500}`, (tag) => new Intl.NumberFormat(tag, options)).format(km ? metres / 1000 : Math.round(metres / (metres < 100 ? 1 : 10)) * (metres < 100 ? 1 : 10));
}
