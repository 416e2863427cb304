/** Who uses this phone: what the server said last, kept so that the same person can go on without a network. */
import { call, Problem, setCsrf } from '../api/client.ts';
import type { Shift } from '../domain/day/agenda.ts';
import type { TravelModel } from '../domain/distance.ts';
import type { Place } from '../domain/geo.ts';
import { businessDay, localInstant } from './clock.ts';
import { Database } from './db.ts';
import type { Author } from './outbox.ts';
import { uuidv7 } from './uuid.ts';

export interface Person {
  id: string;
  username: string;
  name: string;
  role: string;
  team: { id: string; name: string } | null;
}

/** What days are planned on without a network. `off`: days to come that are not worked, and why. */
export interface DayTerms {
  shift: Shift;
  off: Record<string, string>;
  travel: TravelModel;
  start: Place | null;
}

/** `GET /session/` */
export interface Session {
  user: Person | null;
  today: string;
  time_zone: string;
  demo: boolean;
  day?: DayTerms | null;
  /** How to approach a customer, by tier (row 15). */
  playbooks?: Record<string, { text: string; required: string[] }> | null;
  csrf_token?: string;
  /** Map tiles, when the company has set some: `{z}/{x}/{y}` address and who must be named. */
  basemap?: { url: string; attribution: string } | null;
}

/** The person of this phone, from the last sign-in until the sign-out. */
export interface Holder {
  session: Session & { user: Person };
  /** The server no longer knows the session: reading and writing here goes on, sending waits for a sign-in. */
  expired: boolean;
}

const device = new Database('crm-device');

/** Only a sign-in at the server opens the local data; a sign-out closes them. In between no network is needed. */
export function holder(): Promise<Holder | undefined> {
  return device.read(['meta'], (tx) => tx.fact<Holder>('holder'));
}

export function remember(kept: Holder): Promise<void> {
  return device.write(['meta'], (tx) => tx.setFact('holder', kept));
}

export function forget(): Promise<void> {
  return device.write(['meta'], (tx) => tx.delete('meta', 'holder'));
}

/** A name for this phone that the server's ledger can show; it survives sign-outs. */
export async function deviceId(): Promise<string> {
  return device.write(['meta'], async (tx) => {
    const known = await tx.fact<string>('device');
    const id = known ?? uuidv7();
    if (!known) tx.setFact('device', id);
    return id;
  });
}

export async function askSession(): Promise<Session> {
  const { data } = await call<Session>('GET', '/session/');
  setCsrf(data.csrf_token ?? '');
  return data;
}

/** Signs in and answers the session; throws the server's `Problem` (400, 401, 429) or `Unreachable`. */
export async function signIn(username: string, password: string): Promise<Session & { user: Person }> {
  await askSession();
  await call('POST', '/session/', { body: { username, password } });
  const session = await askSession();
  if (!session.user) throw new Problem(401, { code: 'not_signed_in', detail: 'The browser kept no session.' });
  return { ...session, user: session.user };
}

export async function signOut(): Promise<void> {
  await askSession();
  await call('DELETE', '/session/');
}

export function databaseOf(person: Person): Database {
  return new Database(`crm-${person.id}`);
}

export function todayOf(session: Session): string {
  return businessDay(Date.now(), session.time_zone);
}

export function authorOf({ session }: Holder): Author {
  const { id, name } = session.user;
  return { me: { id, name }, today: todayOf(session), now: Date.now(), at: localInstant() };
}
