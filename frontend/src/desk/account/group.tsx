import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { Refusal } from '../../data/protocol.ts';
import type { Tier } from '../../data/rows.ts';
import { addTexts, money, t } from '../../i18n/index.ts';
import { TREE_TEXTS } from '../../i18n/tree.ts';
import { Link } from '../../router.tsx';
import { TierBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Section } from '../../ui/layout.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { toast } from '../../ui/toast.tsx';
import { patch } from '../forms/writing.ts';
import type { SectionProps } from './sections.ts';

await addTexts(TREE_TEXTS);

interface Sums {
  accounts: number;
  annual_value: Record<string, string>;
  orders: number;
  open_complaints: number;
  open_promises: number;
  overdue_visits: number;
}

interface Member {
  id: string;
  name: string;
  tier: Tier | null;
  owner: { id: string; name: string } | null;
}

interface Family {
  above: Member[];
  children: (Member & { with_below: Sums })[];
  total: Sums;
  counts_all: boolean;
}

/** 集团 → 分公司 → 门店: where the account stands, and what it comes to with all that lies below it. */
export function Group({ account, mayWrite, reload }: SectionProps): JSX.Element {
  const { data } = useLive('get', { path: `accounts/${account.id}/hierarchy` }, ['accounts']);
  const [isChoosing, setChoosing] = useState(false);
  if (!data) return <div class="skeleton" aria-hidden="true" />;
  const { above, children, total, counts_all } = data.data as unknown as Family;
  const isAlone = !above.length && !children.length;
  const hang = async (parent: { id: string; name: string } | null): Promise<void> => {
    setChoosing(false);
    try {
      await patch(`accounts/${account.id}`, account.version, { body: { parent: parent?.id ?? null } });
      toast(parent ? t('tree.hung', { name: parent.name }) : t('tree.taken_out'));
      reload();
    } catch (error) {
      toast(t('tree.refused', { detail: error instanceof Refusal && error.code === 'parent_refused' ? t('tree.parent_refused') : (error as Error).message }));
    }
  };
  return (
    <Section
      title={t('tree.group')}
      action={
        mayWrite && (
          <Button small kind="quiet" onClick={() => setChoosing(true)}>
            {t('tree.set_parent')}
          </Button>
        )
      }
    >
      {isAlone && <p class="hint">{t('tree.alone')}</p>}
      {above.length > 0 && (
        <p>
          {t('tree.above')}{' '}
          {above.map((member, i) => (
            <span key={member.id}>
              {i > 0 && ' › '}
              <Link href={`/accounts/${member.id}`}>{member.name}</Link>
            </span>
          ))}
        </p>
      )}
      {children.length > 0 && (
        <>
          <div class="card card--pad">
            <p class="row__title">{t('tree.total')}</p>
            <Summed sums={total} />
            {!counts_all && <p class="hint">{t('tree.partial')}</p>}
          </div>
          <ul class="rows" aria-label={t('tree.below')}>
            {children.map((child) => (
              <li key={child.id} class="row">
                <div class="row__body">
                  <p class="row__title">
                    <Link href={`/accounts/${child.id}`}>{child.name}</Link> <TierBadge tier={child.tier} />
                  </p>
                  <Summed sums={child.with_below} />
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      {isChoosing && <Chooser self={account.id} hasParent={above.length > 0} onChoose={(parent) => void hang(parent)} onClose={() => setChoosing(false)} />}
    </Section>
  );
}

/** Values stay apart by currency; what is none is not said. */
export function Summed({ sums }: { sums: Sums }): JSX.Element {
  const values = Object.entries(sums.annual_value).map(([currency, value]) => money(value, currency));
  const parts = [
    t('tree.accounts', { count: sums.accounts }),
    `${t('tree.value')} ${values.join(' + ')}`,
    sums.orders > 0 && t('tree.orders', { count: sums.orders }),
    sums.open_complaints > 0 && t('tree.complaints', { count: sums.open_complaints }),
    sums.open_promises > 0 && t('tree.promises', { count: sums.open_promises }),
    sums.overdue_visits > 0 && t('tree.overdue', { count: sums.overdue_visits }),
  ];
  return <p class="row__sub">{parts.filter(Boolean).join(' · ')}</p>;
}

interface ChooserProps {
  self: string;
  hasParent: boolean;
  onChoose: (parent: { id: string; name: string } | null) => void;
  onClose: () => void;
}

function Chooser({ self, hasParent, onChoose, onClose }: ChooserProps): JSX.Element {
  const [typed, setTyped] = useState('');
  const { data } = useLive('list', { resource: 'accounts', query: { search: typed.trim() || null, limit: 10 } }, ['accounts']);
  const rows = ((data?.results ?? []) as unknown as Member[]).filter(({ id }) => id !== self);
  return (
    <Sheet title={t('tree.set_parent')} onClose={onClose}>
      <Field label={t('tree.search')} value={typed} onInput={setTyped} />
      <ul class="rows">
        {rows.map((row) => (
          <li key={row.id} class="row">
            <Button kind="quiet" wide onClick={() => onChoose(row)}>
              {row.name}
            </Button>
          </li>
        ))}
      </ul>
      {hasParent && (
        <Button kind="danger" onClick={() => onChoose(null)}>
          {t('tree.take_out')}
        </Button>
      )}
    </Sheet>
  );
}
