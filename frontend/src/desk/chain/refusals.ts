/** The chain's refusals in the reader's words: the server sends codes. */
import { Refusal } from '../../data/protocol.ts';
import { t, type Key } from '../../i18n/index.ts';

const KNOWN = [
  'already_linked', 'already_at_step', 'left_step', 'not_a_way_back', 'not_your_account', 'not_your_step', 'own_step', 'own_work', 'process_cycle', 'process_link_archived',
  'process_link_in_use', 'request_late', 'request_state', 'standard_ended', 'service_archived', 'service_code_taken', 'delivery_withdrawn', 'no_alert',
];

/** Throws on with our words; `fields` stay as they are. */
export async function worded<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refusal && KNOWN.includes(error.code)) error.message = wordsOf(error);
    throw error;
  }
}

export function wordsOf(error: Error): string {
  if (error.name === 'Unreachable') return t('form.offline');
  if (!(error instanceof Refusal) || !KNOWN.includes(error.code)) return t('chain.refused.other', { detail: error.message });
  return t(`chain.refused.${error.code}` as Key, { way: error.fields['customer']?.[0] ?? '' });
}
