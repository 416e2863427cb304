import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import { ask } from '../../data/page.ts';
import type { NeedRow } from '../../data/rows.ts';
import { uuidv7 } from '../../data/uuid.ts';
import { inOrderOfCare, warningOf } from '../../domain/needs.ts';
import { t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip, Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { savedWithUndo } from '../writing.tsx';
import { AddButton } from './addButton.tsx';
import type { PartProps } from './sections.ts';

/** What the customer needs (row 54), known and added without a network. */
export function Needs({ card: { account, may_write } }: PartProps): JSX.Element | null {
  const [isAdding, setAdding] = useState(false);
  const { data } = useLive('rowsOf', { table: 'needs', account: account.id }, ['needs', 'outbox']);
  const open = inOrderOfCare(((data ?? []) as NeedRow[]).filter(({ status }) => status === 'open'));
  if (!data || (!open.length && !may_write)) return null;
  return (
    <Section title={t('notebook.needs')} action={may_write && <AddButton what={t('notebook.needs')} onAdd={() => setAdding(true)} />}>
      {!open.length && <p class="hint hint--edge">{t('notebook.no_needs')}</p>}
      {open.length > 0 && (
        <ul class="rows">
          {open.map((need) => (
            <Need key={need.id} need={need} all={open} {...(may_write ? { onSettle: (status) => void settle(account.id, need, status) } : {})} />
          ))}
        </ul>
      )}
      {isAdding && <Add account={account} onClose={() => setAdding(false)} />}
    </Section>
  );
}

type Settled = 'met' | 'dropped';

async function settle(account: string, need: NeedRow, status: Settled): Promise<void> {
  const { group } = await ask('write', { account, op: { type: 'need.settle', payload: { need: need.id, status } } });
  savedWithUndo(t(`notebook.touch.need.${status}`), group);
}

function Need({ need, all, onSettle }: { need: NeedRow; all: NeedRow[]; onSettle?: (status: Settled) => void }): JSX.Element {
  const warning = warningOf(need, all);
  return (
    <li class="row">
      <span class="row__body">
        <span class="row__title">{need.said}</span>
        {need.wanted && <span>{t('notebook.need.wants', { text: need.wanted })}</span>}
        {(need.conflict || need.handling) && (
          <span class="row__sub">{[need.conflict && t('notebook.need.conflict_is', { rule: need.conflict }), need.handling && t(`notebook.need.handling.${need.handling}`)].filter(Boolean).join(' · ')}</span>
        )}
        <span class="badges">
          {need.is_dominant && <Badge tone="accent">{t('notebook.need.dominant')}</Badge>}
          <Badge tone={need.kind === 'emotional' ? 'violet' : 'grey'}>{t(`notebook.need.kind.${need.kind}`)}</Badge>
          {warning && <Badge tone="amber">{t(`notebook.need.${warning}`)}</Badge>}
        </span>
        {onSettle && (
          <span class="badges">
            {(['met', 'dropped'] as const).map((status) => (
              <Button key={status} small kind={status === 'met' ? 'soft' : 'quiet'} aria-label={`${t(`notebook.need.${status}`)} · ${need.said}`} onClick={() => onSettle(status)}>
                {t(`notebook.need.${status}`)}
              </Button>
            ))}
          </span>
        )}
      </span>
    </li>
  );
}

function Add({ account, onClose }: { account: { id: string; name: string }; onClose: () => void }): JSX.Element {
  const initial: { kind: NeedRow['kind']; said: string; wanted: string; is_dominant: boolean } = { kind: 'material', said: '', wanted: '', is_dominant: false };
  const save = async (values: typeof initial): Promise<void> => {
    const payload = { id: uuidv7(), account: account.id, ...values, said: values.said.trim(), wanted: values.wanted.trim() };
    const { group } = await ask('write', { account: account.id, op: { type: 'need.add', payload } });
    savedWithUndo(t('notebook.saved'), group);
  };
  return (
    <FormSheet title={t('notebook.need.title', { name: account.name })} draft={`need/${account.id}`} initial={initial} save={save} isReady={({ said }) => Boolean(said.trim())} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Field label={t('notebook.need.said')} rows={2} maxLength={300} {...text('said')} />
          <Field label={t('notebook.need.wanted')} maxLength={300} {...text('wanted')} />
          <Choice look="segments" label={t('notebook.need.kind')} value={values.kind} options={(['material', 'emotional'] as const).map((value) => ({ value, text: t(`notebook.need.kind.${value}`) }))} onChoose={(kind) => set({ kind })} />
          <Chip on={values.is_dominant} onToggle={() => set({ is_dominant: !values.is_dominant })}>
            {t('notebook.need.make_dominant')}
          </Chip>
        </>
      )}
    </FormSheet>
  );
}
