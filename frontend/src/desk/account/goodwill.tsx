import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { GOODWILL_TEXTS } from '../../i18n/goodwill.ts';
import { addTexts, exactMoney, moment, t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/layout.tsx';
import { Retry } from '../../ui/retry.tsx';
import { GiveForm, RecoverForm, WithdrawForm } from '../goodwill/forms.tsx';
import { GOODWILL_TOPICS, type Goodwill } from '../goodwill/rows.ts';

await addTexts(GOODWILL_TEXTS);

type Open = { what: 'give' } | { what: 'recover' | 'withdraw'; goodwill: Goodwill };

/** Money given on the spot, what came back of it, and what it cost in the end (row 4). */
export function GoodwillSection({ account, mayWrite }: { account: { id: string; name: string; currency?: string | null }; mayWrite: boolean }): JSX.Element {
  const [open, setOpen] = useState<Open | null>(null);
  const { data, error, reload } = useLive('list', { resource: 'goodwills', query: { account: account.id, limit: 50 } }, GOODWILL_TOPICS);
  const rows = data?.results as unknown as Goodwill[] | undefined;
  const close = (): void => setOpen(null);
  return (
    <Section
      title={t('goodwill.title')}
      action={
        mayWrite && (
          <Button small icon="plus" onClick={() => setOpen({ what: 'give' })}>
            {t('goodwill.give')}
          </Button>
        )
      }
    >
      {error && !rows && <Retry onRetry={reload}>{t('goodwill.offline')}</Retry>}
      {rows && !rows.length && <p class="hint">{t('goodwill.none')}</p>}
      {rows && rows.length > 0 && (
        <ul class="rows">
          {rows.map((goodwill) => (
            <Line key={goodwill.id} goodwill={goodwill} mayWrite={mayWrite} onOpen={(what) => setOpen({ what, goodwill })} />
          ))}
        </ul>
      )}
      {open?.what === 'give' && <GiveForm account={account} currency={account.currency ?? 'CNY'} onClose={close} />}
      {open?.what === 'recover' && <RecoverForm goodwill={open.goodwill} onClose={close} />}
      {open?.what === 'withdraw' && <WithdrawForm goodwill={open.goodwill} onClose={close} />}
    </Section>
  );
}

function Line({ goodwill, mayWrite, onOpen }: { goodwill: Goodwill; mayWrite: boolean; onOpen: (what: 'recover' | 'withdraw') => void }): JSX.Element {
  const { amount, net, recovered, currency, withdrawn_at } = goodwill;
  const proof = goodwill.evidence || goodwill.attachment?.name || t('goodwill.without_proof', { why: goodwill.no_evidence_why });
  const name = `${exactMoney(amount, currency)} ${goodwill.reason}`;
  return (
    <li class="row">
      <div class="row__body">
        <p class="row__title">
          {exactMoney(amount, currency)}
          {withdrawn_at ? <Badge>{t('goodwill.withdrawn')}</Badge> : <Badge tone={Number(net) ? 'amber' : 'green'}>{t('goodwill.net', { amount: exactMoney(net, currency) })}</Badge>}
        </p>
        <p>{goodwill.reason}</p>
        <p class="row__sub">{[moment(goodwill.given_at), goodwill.given_by?.name, proof, Number(recovered) > 0 && t('goodwill.back', { amount: exactMoney(recovered, currency) }), goodwill.withdrawn_why].filter(Boolean).join(' · ')}</p>
        {Number(recovered) > 0 && <Recoveries goodwill={goodwill} />}
      </div>
      {mayWrite && !withdrawn_at && (
        <span class="row__acts">
          {Number(net) > 0 && (
            <Button small kind="soft" aria-label={`${t('goodwill.recover')} ${name}`} onClick={() => onOpen('recover')}>
              {t('goodwill.recover')}
            </Button>
          )}
          <Button small kind="quiet" aria-label={`${t('goodwill.withdraw')} ${name}`} onClick={() => onOpen('withdraw')}>
            {t('goodwill.withdraw')}
          </Button>
        </span>
      )}
    </li>
  );
}

interface Recovery {
  id: string;
  amount: string;
  at: string;
  by: string | null;
  note: string;
}

/** Asked for when it is opened. */
function Recoveries({ goodwill }: { goodwill: Goodwill }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="row__sub">{t('goodwill.history')}</summary>
      {isOpen && <RecoveryList goodwill={goodwill} />}
    </details>
  );
}

function RecoveryList({ goodwill }: { goodwill: Goodwill }): JSX.Element {
  const rows = useLive('get', { path: `goodwills/${goodwill.id}/recoveries` }, ['goodwills']).data?.data as unknown as Recovery[] | undefined;
  return (
    <ul>
      {rows?.map((each) => (
        <li key={each.id} class="row__sub">
          {[exactMoney(each.amount, goodwill.currency), moment(each.at), each.by, each.note].filter(Boolean).join(' · ')}
        </li>
      ))}
    </ul>
  );
}
