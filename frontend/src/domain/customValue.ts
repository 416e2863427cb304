/** What may stand in a field of one's own: the phone's twin of `accounts/custom.py`, held to `tests/vectors/custom_values.json`. */

export type FieldType = 'text' | 'number' | 'date' | 'choice' | 'yes_no' | 'money';

/** What the rule must know of a field. */
export interface FieldRule {
  key: string;
  type: FieldType;
  choices: { value: string; zh: string; en?: string; archived?: boolean }[];
  currency: string;
}

export type CustomValue = string | number | boolean | { amount: string; currency: string };

/** Why a value cannot stand there; the screen words it. */
export type Unfit = 'text' | 'too_long' | 'number' | 'too_large' | 'decimals' | 'day' | 'year' | 'choice' | 'yes_no' | 'money' | 'currency' | 'cents';

export class UnfitValue extends Error {
  readonly why: Unfit;
  constructor(why: Unfit) {
    super(why);
    this.why = why;
  }
}

const LONGEST_TEXT = 1000;
const LARGEST = 10n ** 15n;
const DECIMALS = 6;
const WORDS: Record<string, boolean> = { true: true, yes: true, 是: true, 1: true, false: false, no: false, 否: false, 0: false };

/** One value in the shape in which it is kept, null for none; throws `UnfitValue`. What a form brings as text is understood. */
export function cleanValue(field: FieldRule, value: unknown): CustomValue | null {
  if (value == null || (typeof value === 'string' && !value.trim())) return null;
  return CLEANERS[field.type](field, value);
}

const CLEANERS: Record<FieldType, (field: FieldRule, value: unknown) => CustomValue> = {
  text: (_, value) => {
    if (typeof value !== 'string') throw new UnfitValue('text');
    if ([...value.trim()].length > LONGEST_TEXT) throw new UnfitValue('too_long');
    return value.trim();
  },
  number: (_, value) => {
    const exact = scaled(value);
    const number = Number(exact) / 10 ** DECIMALS;
    if (scaled(String(number)) !== exact) throw new UnfitValue('decimals');
    return number;
  },
  date: (_, value) => {
    const text = typeof value === 'string' ? value.trim() : '';
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isDay(text)) throw new UnfitValue('day');
    const year = Number(text.slice(0, 4));
    if (year < 1900 || year > 2200) throw new UnfitValue('year');
    return text;
  },
  choice: ({ choices }, value) => {
    const offered = choices.filter(({ archived }) => !archived);
    const meant = offered.find((each) => each.value === value) ?? (typeof value === 'string' ? offered.find(({ zh, en }) => zh === value.trim() || (en && en === value.trim())) : undefined);
    if (!meant) throw new UnfitValue('choice');
    return meant.value;
  },
  yes_no: (_, value) => {
    if (typeof value === 'boolean') return value;
    const said = typeof value === 'string' ? WORDS[value.trim().toLowerCase()] : undefined;
    if (said === undefined) throw new UnfitValue('yes_no');
    return said;
  },
  money: (field, value) => {
    const [amount, currency] = amountOf(value, field.currency);
    if (!/^[A-Z]{3}$/.test(currency)) throw new UnfitValue('currency');
    const exact = scaled(amount);
    const cents = exact / 10_000n;
    if (cents * 10_000n !== exact) throw new UnfitValue('cents');
    const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
    return { amount: `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`, currency };
  },
};

function amountOf(value: unknown, own: string): [amount: unknown, currency: string] {
  if (typeof value === 'string') {
    const text = value.trim();
    const gap = text.indexOf(' ');
    return gap < 0 ? [text, own] : [text.slice(0, gap), text.slice(gap).trim() || own];
  }
  if (typeof value === 'number') return [value, own];
  if (value == null || typeof value !== 'object' || !('amount' in value) || Object.keys(value).some((name) => name !== 'amount' && name !== 'currency')) throw new UnfitValue('money');
  const { currency } = value as { currency?: unknown };
  if (currency && typeof currency !== 'string') throw new UnfitValue('currency');
  return [value.amount, (currency as string) || own];
}

/** A number in millionths, exactly: a float would round what a person wrote. */
function scaled(value: unknown): bigint {
  if (typeof value !== 'string' && typeof value !== 'number') throw new UnfitValue('number');
  const text = String(value).trim().replaceAll(',', '').normalize('NFKC');
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  const [, sign, whole = '', fraction = '', power = '0'] = parts ?? [];
  if (!parts || !(whole + fraction)) throw new UnfitValue('number');
  const places = Number(power) + DECIMALS - fraction.length;
  const digits = BigInt(whole + fraction);
  if (digits && places > 30) throw new UnfitValue('too_large');
  const cut = places < 0 ? 10n ** BigInt(-places) : 1n;
  const exact = places < 0 ? digits / cut : digits * 10n ** BigInt(Math.min(places, 30));
  if (exact >= LARGEST * 10n ** BigInt(DECIMALS)) throw new UnfitValue('too_large');
  if (exact * cut !== digits && places < 0) throw new UnfitValue('decimals');
  return sign === '-' ? -exact : exact;
}

function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const made = new Date(Date.UTC(2000, month - 1, day));
  made.setUTCFullYear(year, month - 1, day);
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day && month >= 1;
}

/** What a bound is held against: a currency (else ''), and a number, an amount, or days since 1970. */
export function comparable(value: CustomValue): { unit: string; number: number } {
  if (typeof value === 'object') return { unit: value.currency, number: Number(value.amount) };
  if (typeof value === 'string') return { unit: '', number: Date.parse(`${value}T00:00:00Z`) / 86_400_000 };
  return { unit: '', number: Number(value) };
}
