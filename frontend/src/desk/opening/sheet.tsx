import type { JSX } from 'preact';
import { useLive } from '../../data/live.ts';
import { person } from '../../data/page.ts';
import { addTexts, t } from '../../i18n/index.ts';
import { OPENING_TEXTS } from '../../i18n/opening.ts';
import { go } from '../../router.tsx';
import { Field } from '../../ui/field.tsx';
import { FormSheet } from '../../ui/form.tsx';
import { Select } from '../../ui/select.tsx';
import { toast } from '../../ui/toast.tsx';
import { post } from '../forms/writing.ts';
import { Lookalikes } from './lookalikes.tsx';

await addTexts(OPENING_TEXTS);

const ROLES = ['retailer', 'dealer', 'end_consumer', 'legal_person'] as const;
const EMPTY = { role: 'retailer' as string, name: '', phone: '', address: '', industry: '', team: '', owner: '' };

interface Person {
  id: string;
  name: string;
  role: string;
  is_active: boolean;
  team: { id: string } | null;
}

interface Team {
  id: string;
  name: string;
}

/** A new customer; who looks alike is shown while it is typed. A manager opens for the own team, a lead says for which. */
export function NewCustomer({ onClose }: { onClose: () => void }): JSX.Element | null {
  return person.value?.session.user.role === 'manager' ? <Form teams={null} onClose={onClose} /> : <ForATeam onClose={onClose} />;
}

function ForATeam({ onClose }: { onClose: () => void }): JSX.Element | null {
  const { data, error } = useLive('list', { resource: 'teams', query: { limit: 200 } }, ['teams']);
  return data || error ? <Form teams={(data?.results ?? []) as unknown as Team[]} onClose={onClose} /> : null;
}

function Form({ teams, onClose }: { teams: Team[] | null; onClose: () => void }): JSX.Element {
  const initial = { ...EMPTY, team: teams?.length === 1 ? (teams[0]?.id ?? '') : '' };
  const save = async ({ team, owner, ...fields }: typeof EMPTY, _: unknown, key: string): Promise<void> => {
    const row = await post('accounts', { body: { ...fields, ...(team ? { team } : {}), ...(owner ? { owner } : {}) }, key });
    toast(t('opening.opened', { name: fields.name.trim() }));
    go(`/accounts/${String(row['id'])}`);
  };
  return (
    <FormSheet title={t('desk.new_customer')} draft="account/new" initial={initial} isReady={({ name, team }) => Boolean(name.trim() && (!teams || team))} save={save} onClose={onClose}>
      {({ values, set, text, error }) => (
        <>
          <Field label={t('opening.name')} required maxLength={200} {...text('name')} />
          <Field label={t('opening.phone')} type="tel" maxLength={40} {...text('phone')} />
          <Lookalikes name={values.name} phone={values.phone} />
          <Select label={t('opening.role')} value={values.role} options={ROLES.map((value) => ({ value, text: t(`desk.role.${value}`) }))} onChoose={(role) => set({ role })} />
          {teams && <Keepers teams={teams} team={values.team} owner={values.owner} onChoose={set} error={error} />}
          <Field label={t('opening.address')} maxLength={300} {...text('address')} />
          <Field label={t('opening.industry')} maxLength={100} {...text('industry')} />
        </>
      )}
    </FormSheet>
  );
}

interface KeepersProps {
  teams: Team[];
  team: string;
  owner: string;
  onChoose: (chosen: { team: string; owner: string }) => void;
  error: (name: string) => string | undefined;
}

/** Who will look after it, if that is known. */
function Keepers({ teams, team, owner, onChoose, error }: KeepersProps): JSX.Element {
  const people = (useLive('list', { resource: 'users', query: { limit: 200, ordering: 'name' } }, ['users']).data?.results ?? []) as unknown as Person[];
  const managers = people.filter((each) => each.role === 'manager' && each.is_active && each.team?.id === team);
  const said = (name: string): { error?: string } => ((message) => (message ? { error: message } : {}))(error(name));
  return (
    <>
      <Select label={t('opening.team')} value={team} empty="—" options={teams.map(({ id, name }) => ({ value: id, text: name }))} onChoose={(chosen) => onChoose({ team: chosen, owner: '' })} {...said('team')} />
      <Select label={t('opening.owner')} value={owner} empty={t('opening.no_owner')} options={managers.map(({ id, name }) => ({ value: id, text: name }))} onChoose={(chosen) => onChoose({ team, owner: chosen })} {...said('owner')} />
    </>
  );
}
