import { expectTypeOf, test } from 'vitest';
import type { components } from '../src/api/schema.d.ts';
import type { Changes } from '../src/data/pull.ts';
import type { TABLES} from '../src/data/rows.ts';
import { type Table, type Tables, type TierWhy } from '../src/data/rows.ts';
import type { Session } from '../src/data/session.ts';

type Sent = components['schemas']['Changes'];

/** What the phone adds to a row, or keeps only where a role gets it. */
type Ours = 'account_id' | 'owner_id';
type Wanted<T extends Table> = { [F in Exclude<keyof Tables[T], Ours>]: Tables[T][F] };

/** Fields of our rows that the schema does not send, or sends as something else. */
type Missing<T extends Table> = { [F in keyof Wanted<T> & string]: F extends keyof Sent[T][number] ? (Sent[T][number][F] extends Wanted<T>[F] ? never : F) : undefined extends Wanted<T>[F] ? never : F }[keyof Wanted<T> & string];

test('every field of a row on the phone is one that the server sends', () => {
  expectTypeOf<Missing<'contacts'>>().toBeNever();
  expectTypeOf<Missing<'visits'>>().toBeNever();
  expectTypeOf<Missing<'care_events'>>().toBeNever();
  expectTypeOf<Missing<'approaches'>>().toBeNever();
  expectTypeOf<Missing<'trust_events'>>().toBeNever();
  expectTypeOf<Missing<'phrases'>>().toBeNever();
  expectTypeOf<Missing<'deals'>>().toBeNever();
  expectTypeOf<Missing<'promises'>>().toBeNever();
  expectTypeOf<Missing<'touchpoints'>>().toBeNever();
  expectTypeOf<Missing<'orders'>>().toBeNever();
  expectTypeOf<Missing<'routes'>>().toBeNever();
  expectTypeOf<Missing<'stops'>>().toBeNever();
  expectTypeOf<Missing<'territories'>>().toBeNever();
  expectTypeOf<Missing<'services'>>().toBeNever();
  expectTypeOf<Missing<'entitlements'>>().toBeNever();
  expectTypeOf<Exclude<Missing<'accounts'>, 'tier_why' | 'loyalty_why' | 'custom'>>().toBeNever();
  expectTypeOf<Missing<'saved_views'>>().toBeNever();
  expectTypeOf<Missing<'custom_fields'>>().toBeNever();
  expectTypeOf<Missing<'visit_types'>>().toBeNever();
  expectTypeOf<Missing<'talk_switches'>>().toBeNever();
  expectTypeOf<Missing<'follow_ups'>>().toBeNever();
  expectTypeOf<Missing<'knowledge_entries'>>().toBeNever();
  expectTypeOf<Missing<'day_rules'>>().toBeNever();
  expectTypeOf<components['schemas']['TierWhy']>().toExtend<TierWhy>();
  expectTypeOf<(typeof TABLES)[number]>().toExtend<keyof Sent>();
});

test('the session and the envelope are those of the schema', () => {
  expectTypeOf<components['schemas']['Session']>().toExtend<Omit<Session, 'basemap'>>();
  expectTypeOf<Sent>().toExtend<Omit<Changes, 'server_time'>>();
});
