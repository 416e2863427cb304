/** How complete a customer's file is (row 16): the phone's twin of `accounts/completeness.py`, held to `tests/vectors/completeness.json`. */

export const WEIGHTS = { contact: 15, phone: 10, address: 10, place: 10, personality: 10, need: 10, preference: 10, consumption: 10, licence: 5, order_days: 5, hours: 5, own_fields: 10 } as const;

export type FilePart = keyof typeof WEIGHTS;

export interface Completeness {
  percent: number;
  missing: FilePart[];
  there: FilePart[];
}

const INTERNAL: FilePart[] = ['contact', 'phone', 'need', 'preference'];
const NOT_OF_CONSUMERS: FilePart[] = ['licence', 'hours'];

/** `own_fields`, those that the company has added and requires, are asked only where there are any. */
export function askedOf(kind: string, role: string, hasOwnFields = false): FilePart[] {
  const asked = (Object.keys(WEIGHTS) as FilePart[]).filter((name) => name !== 'own_fields' && (role !== 'end_consumer' || !NOT_OF_CONSUMERS.includes(name)));
  return [...(kind === 'internal' ? INTERNAL : asked), ...(hasOwnFields ? (['own_fields'] as const) : [])];
}

export function completeness(has: Partial<Record<FilePart, boolean>>, { kind, role }: { kind: string; role: string }): Completeness {
  const asked = askedOf(kind, role, 'own_fields' in has);
  const there = asked.filter((name) => has[name]);
  const sum = (names: FilePart[]): number => names.reduce((total, name) => total + WEIGHTS[name], 0);
  return { percent: Math.floor((200 * sum(there) + sum(asked)) / (2 * sum(asked))), missing: asked.filter((name) => !has[name]), there };
}

interface OwnField {
  key: string;
  kind: string;
  roles: string[];
  required_roles: string[];
  required_tiers: string[];
  archived_at: string | null;
}

/** Whether all that the company requires of such an account is there; undefined where it requires nothing. */
export function ownFieldsKept(fields: OwnField[], account: { kind: string; role: string; tier?: string | null; custom?: Record<string, unknown> }): boolean | undefined {
  const required = fields.filter(
    (field) =>
      field.archived_at === null &&
      field.kind === account.kind &&
      (!field.roles.length || field.roles.includes(account.role)) &&
      (field.required_roles.includes(account.role) || field.required_tiers.includes(account.tier ?? '')),
  );
  return required.length ? required.every(({ key }) => account.custom?.[key] != null) : undefined;
}
