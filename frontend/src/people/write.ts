/** Writing about people: the phone by ops that wait for a network, the desk at once. Both take the same words. */
import type { OpType, Payloads } from '../data/ops.ts';
import { ask } from '../data/page.ts';
import { patch, post } from '../desk/forms/writing.ts';
import { t } from '../i18n/index.ts';
import { savedWithUndo } from '../phone/writing.tsx';
import { toast } from '../ui/toast.tsx';
import { mergedOrAsked } from './conflicts.ts';

export type AnOp = { [T in OpType]: { type: T; payload: Payloads[T] } }[OpType];

interface How {
  /** What the toast says. */
  said: string;
  /** Of an edit: the version of the row that was seen. */
  version?: number;
  /** The Idempotency-Key of a form. */
  key?: string;
}

export type Write = (ops: AnOp[], how: How) => Promise<void>;

/** Into the outbox: saved before anybody says so, undone by the toast. */
export const phoneWrite =
  (account: string): Write =>
  async (ops, { said, version }) => {
    const { group } = await ask('act', { account, ops, ...(version ? { base_version: version } : {}) });
    savedWithUndo(said, group);
  };

/** To the server, one request an op. */
export const deskWrite: Write = async (ops, { version, key }) => {
  for (const [i, op] of ops.entries()) await send(op, version, key && (i ? `${key}/${i}` : key));
  toast(t('people.saved_desk'));
};

const CREATED: Partial<Record<OpType, string>> = {
  'contact.add': 'contacts',
  'conversation.add': 'conversations',
  'approach.add': 'approaches',
  'trust.add': 'trust-events',
  'care.add': 'care-events',
  'promise.make': 'promises',
};

async function send(op: AnOp, version: number | undefined, key: string | undefined): Promise<void> {
  const how = { ...(key ? { key } : {}), changes: ['touchpoints', 'trust-events', 'accounts'] };
  const created = CREATED[op.type];
  if (created) {
    await post(created, { body: op.payload, ...how });
    return;
  }
  switch (op.type) {
    case 'contact.update':
      await mergedOrAsked('contacts', op.payload.contact, version ?? 0, op.payload.changes as Record<string, unknown>, (body, at) => patch(`contacts/${op.payload.contact}`, at, { body, ...how, ...(key ? { key: `${key}/${at}` } : {}) }));
      return;
    case 'contact.archive':
      await post(`contacts/${op.payload.contact}/archive`, how);
      return;
    case 'promise.keep':
    case 'promise.break':
    case 'promise.release': {
      const { promise, ...body } = op.payload;
      await post(`promises/${promise}/${op.type.slice('promise.'.length)}`, { body, ...how });
      return;
    }
    case 'care.finish':
    case 'care.drop': {
      const { care_event, ...body } = op.payload;
      await post(`care-events/${care_event}/${op.type.slice('care.'.length)}`, { body, ...how });
      return;
    }
    case 'trust.withdraw': {
      const { trust_event, ...body } = op.payload;
      await post(`trust-events/${trust_event}/withdraw`, { body, ...how });
      return;
    }
    default:
      throw new Error(`The desk does not send ${op.type}.`);
  }
}
