import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { NeedRow } from '../../data/rows.ts';
import { inOrderOfCare, warningOf } from '../../domain/needs.ts';
import { t } from '../../i18n/index.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip, Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Section } from '../../ui/layout.tsx';
import { Select } from '../../ui/select.tsx';
import { patch, post } from '../forms/writing.ts';
import type { SectionProps } from './sections.ts';

const HANDLINGS = ['meet', 'reorder', 'win_understanding', 'win_win'] as const;

/** What the customer says, what it is about, and what we chose to do (row 54). */
export function Needs({ account, overview, mayWrite, isShort, reload }: SectionProps): JSX.Element {
  const [editing, setEditing] = useState<NeedRow | 'new' | null>(null);
  const open = inOrderOfCare(overview.needs.filter(({ status }) => status === 'open'));
  const settled = overview.needs.length - open.length;
  return (
    <Section
      title={t('notebook.needs')}
      action={
        mayWrite && (
          <Button small kind="quiet" icon="plus" aria-label={t('notebook.add_what', { what: t('notebook.needs') })} onClick={() => setEditing('new')}>
            {t('notebook.add')}
          </Button>
        )
      }
    >
      {!open.length && <p class="hint">{t('notebook.no_needs')}</p>}
      {open.length > 0 && (
        <ul class="rows">
          {open.map((need) => (
            <Need key={need.id} need={need} all={open} onEdit={mayWrite && !isShort ? () => setEditing(need) : undefined} />
          ))}
        </ul>
      )}
      {settled > 0 && !isShort && <p class="hint">{t('notebook.need.settled', { count: settled })}</p>}
      {editing && <Edit need={editing === 'new' ? null : editing} account={account} reload={reload} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function Need({ need, all, onEdit }: { need: NeedRow; all: NeedRow[]; onEdit: (() => void) | undefined }): JSX.Element {
  const warning = warningOf(need, all);
  return (
    <li class="row">
      <div class="row__body">
        <p class="row__title">
          {need.said}
          {need.is_dominant && <Badge tone="accent">{t('notebook.need.dominant')}</Badge>}
          <Badge tone={need.kind === 'emotional' ? 'violet' : 'grey'}>{t(`notebook.need.kind.${need.kind}`)}</Badge>
        </p>
        {need.wanted && <p>{t('notebook.need.wants', { text: need.wanted })}</p>}
        <p class="row__sub">
          {[need.conflict && t('notebook.need.conflict_is', { rule: need.conflict }), need.handling && t(`notebook.need.handling.${need.handling}`), need.handling_note].filter(Boolean).join(' · ')}
        </p>
        {warning && (
          <p class="badges">
            <Badge tone="amber">{t(`notebook.need.${warning}`)}</Badge>
          </p>
        )}
      </div>
      {onEdit && (
        <span class="row__acts">
          <Button small kind="quiet" aria-label={`${t('notebook.edit')} ${need.said}`} onClick={onEdit}>
            {t('notebook.edit')}
          </Button>
          <Button small kind="soft" aria-label={`${t('notebook.need.met')} ${need.said}`} onClick={() => void post(`needs/${need.id}/settle`, { body: { status: 'met' }, changes: ['accounts', 'touchpoints'] })}>
            {t('notebook.need.met')}
          </Button>
        </span>
      )}
    </li>
  );
}

function Edit({ need, account, reload, onClose }: { need: NeedRow | null; account: { id: string; name: string }; reload: () => void; onClose: () => void }): JSX.Element {
  const initial = {
    kind: need?.kind ?? 'material',
    said: need?.said ?? '',
    wanted: need?.wanted ?? '',
    is_dominant: need?.is_dominant ?? false,
    conflict: need?.conflict ?? '',
    handling: need?.handling ?? null,
    handling_note: need?.handling_note ?? '',
  };
  const save = (values: typeof initial, changed: Partial<typeof initial>, key: string): Promise<unknown> => {
    const changes = ['accounts', 'touchpoints'];
    if (!need) return post('needs', { body: { account: account.id, ...values }, key, changes });
    return Object.keys(changed).length ? patch(`needs/${need.id}`, need.version ?? 1, { body: changed, key, changes }) : Promise.resolve();
  };
  const drop = async (): Promise<void> => {
    await post(`needs/${need?.id}/settle`, { body: { status: 'dropped' }, changes: ['accounts', 'touchpoints'] });
    onClose();
  };
  return (
    <FormSheet title={t('notebook.need.title', { name: account.name })} draft={`need/${need?.id ?? account.id}`} initial={initial} save={save} isReady={({ said }) => Boolean(said.trim())} refresh={reload} onClose={onClose}>
      {({ values, set, text, error }) => (
        <>
          <Field label={t('notebook.need.said')} maxLength={300} {...text('said')} />
          <Field label={t('notebook.need.wanted')} maxLength={300} {...text('wanted')} />
          <Choice look="segments" label={t('notebook.need.kind')} value={values.kind} options={(['material', 'emotional'] as const).map((value) => ({ value, text: t(`notebook.need.kind.${value}`) }))} onChoose={(kind) => set({ kind })} />
          <div class="chips chips--wrap">
            <Chip on={values.is_dominant} onToggle={() => set({ is_dominant: !values.is_dominant })}>
              {t('notebook.need.make_dominant')}
            </Chip>
          </div>
          <Field label={t('notebook.need.conflict')} maxLength={300} {...text('conflict')} />
          <Select
            label={t('notebook.need.handling')}
            value={values.handling ?? ''}
            options={[{ value: '', text: t('notebook.need.handling.none') }, ...HANDLINGS.filter((each) => !(values.conflict && each === 'meet')).map((value) => ({ value, text: t(`notebook.need.handling.${value}`) }))]}
            onChoose={(handling) => set({ handling: (handling || null) as NeedRow['handling'] })}
            {...(error('handling') ? { error: error('handling') ?? '' } : {})}
          />
          {values.handling && <Field label={t('notebook.need.handling_note')} maxLength={500} {...text('handling_note')} />}
          {need && (
            <Button small kind="quiet" onClick={() => void drop()}>
              {t('notebook.need.dropped')}
            </Button>
          )}
        </>
      )}
    </FormSheet>
  );
}
