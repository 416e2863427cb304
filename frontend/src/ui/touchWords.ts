/** What a touchpoint says: a person's own words, and the program's codes worded here, in the reader's language. */
import { day, money, number, t, type Key } from '../i18n/index.ts';

export interface Touch {
  kind: string;
  code?: string;
  details?: Record<string, unknown>;
  text: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The line that names what happened, and under it what a person wrote. */
export function touchWords(touch: Touch): { title: string; text: string } {
  const { kind, code = '', details = {} } = touch;
  const plain = { title: t(`kind.${kind}` as Key), text: touch.text };
  const [noun, verb = ''] = code.split('.');
  switch (noun) {
    case 'order':
      return { title: t(verb === 'return' ? 'notebook.touch.return' : 'notebook.touch.order', { total: money(text(details['total']), text(details['currency']) || 'CNY'), count: Number(details['lines'] ?? 1) }), text: '' };
    case 'visit': {
      const level = Number(details['service_level'] ?? 0);
      return { title: [plain.title, details['outcome'] && t(`outcome.${text(details['outcome'])}` as Key), level > 0 && t(`level.${level as 1}`)].filter(Boolean).join(' · '), text: touch.text };
    }
    case 'tier':
      return { title: t('notebook.touch.tier', { before: tierName(details['before']), after: tierName(details['after']) }), text: text(details['reason']) };
    case 'promise':
      return { title: [t(`notebook.touch.promise.${verb}` as Key), verb === 'made' && details['due_on'] && t('notebook.touch.until', { day: day(text(details['due_on'])) })].filter(Boolean).join(' · '), text: touch.text };
    case 'goodwill':
      return { title: t(`notebook.touch.goodwill.${verb}` as Key, { amount: money(text(details['amount']), text(details['currency']) || 'CNY') }), text: touch.text };
    case 'trust':
      return verb === 'withdrawn' ? { title: t('notebook.touch.trust.withdrawn', { act: text(details['act']) }), text: touch.text } : plain;
    case 'need':
      return { title: t(`notebook.touch.need.${verb}` as Key), text: touch.text };
    case 'preference':
      return { title: `${t(`notebook.preference.kind.${text(details['kind']) || 'preference'}` as Key)} · ${t(`notebook.source.${text(details['source']) || 'said'}` as Key)}`, text: touch.text };
    case 'stock':
      return { title: t('notebook.touch.counted', { product: text(details['product']), quantity: number(Number(details['quantity'] ?? 0), 1), unit: text(details['unit']) }), text: '' };
    case 'journey':
      return { title: details['to'] ? t('notebook.touch.journey', { stage: t(`notebook.stage.${text(details['to'])}` as Key) }) : t('notebook.touch.journey_unset'), text: touch.text };
    case 'belief':
      return { title: t('notebook.touch.belief', { step: t(`notebook.belief.${text(details['to'])}` as Key) }), text: touch.text };
    case 'trial':
      return { title: t(`notebook.touch.trial.${verb}` as Key), text: touch.text };
    case 'account':
      return accountWords(verb, details, plain);
    default:
      return plain;
  }
}

function accountWords(verb: string, details: Record<string, unknown>, plain: { title: string; text: string }): { title: string; text: string } {
  if (verb === 'archived' || verb === 'reopened') return { title: t(`notebook.touch.${verb}`), text: plain.text };
  if (verb !== 'reassigned') return plain;
  const name = (value: unknown): string => text(value) || t('notebook.nobody');
  return { title: t('notebook.touch.reassigned', { from: name(details['from']), to: name(details['to']) }), text: text(details['reason']) };
}

const tierName = (tier: unknown): string => t(tier ? (`tier.${text(tier)}` as Key) : 'tier.none');
