import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { addTexts, t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Empty } from '../../ui/layout.tsx';
import { toast } from '../../ui/toast.tsx';
import { patch, post } from '../forms/writing.ts';
import { Select } from './bulk.tsx';
import { labelOf, useCustomFields, type CustomField, type FieldType } from './customFields.ts';
import { VIEWS_TEXTS } from './texts.ts';
import './views.css';

await addTexts(VIEWS_TEXTS);

const TYPES: FieldType[] = ['text', 'number', 'date', 'choice', 'yes_no', 'money'];
const ROLES = { external: ['dealer', 'retailer', 'end_consumer', 'legal_person'], internal: ['department', 'post'] } as const;
const TIERS = ['vip', 'gold', 'key', 'ordinary'] as const;

/** The fields that the company added to its customers: who leads or administers defines them here. */
export function FieldsScreen(): JSX.Element {
  const current = useCustomFields();
  const archived = useCustomFields({ archived: true });
  const [editing, setEditing] = useState<CustomField | 'new' | null>(null);
  useEffect(() => {
    document.title = `${t('views.fields')} · ${t('app.name')}`;
  }, []);
  const verb = (field: CustomField, name: 'archive' | 'restore'): void => void post(`custom-fields/${field.id}/${name}`).catch((error: Error) => toast(error.message));
  return (
    <main class="fields-screen">
      <header class="fields-screen__head">
        <h1>{t('views.fields')}</h1>
        <Button kind="primary" icon="plus" onClick={() => setEditing('new')}>
          {t('views.new_field')}
        </Button>
      </header>
      <p class="hint">{t('views.fields_hint')}</p>
      {current.length + archived.length === 0 ? (
        <Empty icon="list" title={t('views.fields_none')} />
      ) : (
        <table>
          <thead>
            <tr>
              {(['views.field', 'views.type', 'views.kind', 'views.key'] as const).map((title) => (
                <th scope="col" key={title}>
                  {t(title)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {[...current, ...archived].map((field) => (
              <tr key={field.id}>
                <th scope="row">{labelOf(field)}</th>
                <td>{t(`views.type.${field.type}`)}</td>
                <td>{[t(`views.kind.${field.kind}`), ...field.roles.map((role) => t(`desk.role.${role}` as 'desk.role.dealer'))].join(' · ')}</td>
                <td>{field.key}</td>
                <td>
                  {field.archived_at ? (
                    <Button small kind="quiet" onClick={() => verb(field, 'restore')}>
                      {`${t('views.archived')} · ${t('views.restore_field')}`}
                    </Button>
                  ) : (
                    <>
                      <Button small kind="quiet" onClick={() => setEditing(field)}>
                        {t('views.edit_field')}
                      </Button>
                      <Button small kind="quiet" onClick={() => verb(field, 'archive')}>
                        {t('views.archive_field')}
                      </Button>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {editing && <FieldSheet field={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </main>
  );
}

interface Typed {
  key: string;
  label_zh: string;
  label_en: string;
  type: FieldType;
  kind: 'external' | 'internal';
  roles: string[];
  choices: string;
  unit: string;
  currency: string;
  required_tiers: string[];
}

function FieldSheet({ field, onClose }: { field: CustomField | null; onClose: () => void }): JSX.Element {
  const initial: Typed = {
    key: field?.key ?? '',
    label_zh: field?.label_zh ?? '',
    label_en: field?.label_en ?? '',
    type: field?.type ?? 'text',
    kind: field?.kind ?? 'external',
    roles: field?.roles ?? [],
    choices: (field?.choices ?? []).filter(({ archived }) => !archived).map(({ value, zh, en }) => [value, zh, en].filter(Boolean).join('=')).join('\n'),
    unit: field?.unit ?? '',
    currency: field?.currency ?? 'CNY',
    required_tiers: field?.required_tiers ?? [],
  };
  const save = ({ key: name, type, kind, choices, ...rest }: Typed, _: Partial<Typed>, key: string): Promise<unknown> => {
    const body = { ...rest, ...(type === 'choice' ? { choices: choicesOf(choices, field) } : {}) };
    return field ? patch(`custom-fields/${field.id}`, field.version, { body, key }) : post('custom-fields', { body: { ...body, key: name.trim(), type, kind }, key });
  };
  const toggled = (list: string[], item: string): string[] => (list.includes(item) ? list.filter((each) => each !== item) : [...list, item]);
  return (
    <FormSheet title={t(field ? 'views.edit_field' : 'views.new_field')} draft={`custom-field/${field?.id ?? 'new'}`} initial={initial} save={save} isReady={({ key, label_zh }) => Boolean(key.trim() && label_zh.trim())} onClose={onClose}>
      {({ values, set, text }) => (
        <>
          <Field label={t('views.label_zh')} maxLength={60} {...text('label_zh')} />
          <Field label={t('views.label_en')} maxLength={60} {...text('label_en')} />
          <Field label={t('views.key')} hint={t('views.key_hint')} maxLength={40} disabled={Boolean(field)} {...text('key')} />
          {!field && (
            <>
              <Select label={t('views.type')} value={values.type} options={TYPES.map((type) => [type, t(`views.type.${type}`)])} onPick={(type) => set({ type: type as FieldType })} />
              <Select label={t('views.kind')} value={values.kind} options={(['external', 'internal'] as const).map((kind) => [kind, t(`views.kind.${kind}`)])} onPick={(kind) => set({ kind: kind as Typed['kind'], roles: [] })} />
            </>
          )}
          {values.type === 'choice' && <Field label={t('views.choices')} rows={5} {...text('choices')} />}
          {values.type === 'number' && <Field label={t('views.unit')} maxLength={20} {...text('unit')} />}
          <Chips label={t('views.roles')} items={ROLES[values.kind].map((role) => [role, t(`desk.role.${role}`)])} chosen={values.roles} onToggle={(role) => set({ roles: toggled(values.roles, role) })} />
          <Chips label={t('views.required_tiers')} items={TIERS.map((tier) => [tier, t(`tier.${tier}`)])} chosen={values.required_tiers} onToggle={(tier) => set({ required_tiers: toggled(values.required_tiers, tier) })} />
        </>
      )}
    </FormSheet>
  );
}

function Chips({ label, items, chosen, onToggle }: { label: string; items: [string, string][]; chosen: string[]; onToggle: (item: string) => void }): JSX.Element {
  return (
    <fieldset class="field">
      <legend class="label">{label}</legend>
      <div class="chips chips--wrap">
        {items.map(([item, name]) => (
          <Chip key={item} on={chosen.includes(item)} onToggle={() => onToggle(item)}>
            {name}
          </Chip>
        ))}
      </div>
    </fieldset>
  );
}

/** One a line, `value=中文=English`; a choice that is no longer listed is archived, since accounts may have it. */
function choicesOf(typed: string, field: CustomField | null): CustomField['choices'] {
  const listed = typed
    .split('\n')
    .map((line) => line.split('=').map((part) => part.trim()))
    .filter(([value]) => value)
    .map(([value = '', zh = '', en = '']) => ({ value, zh: zh || value, ...(en ? { en } : {}) }));
  const gone = (field?.choices ?? []).filter(({ value }) => !listed.some((each) => each.value === value));
  return [...listed, ...gone.map((choice) => ({ ...choice, archived: true }))];
}
