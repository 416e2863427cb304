import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLive } from '../data/live.ts';
import { ask, person } from '../data/page.ts';
import { Refusal } from '../data/protocol.ts';
import { addTexts, t } from '../i18n/index.ts';
import { TREE_TEXTS } from '../i18n/tree.ts';
import { Link } from '../router.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Empty, Screen } from '../ui/layout.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { toast } from '../ui/toast.tsx';
import { patch, post } from './forms/writing.ts';
import './territories.css';

await addTexts(TREE_TEXTS);

interface Territory {
  id: string;
  name: string;
  parent: { id: string; name: string } | null;
  team: { id: string; name: string } | null;
  pattern: 'town' | 'county';
  path: string[];
  version: number;
}

interface Node extends Territory {
  children: Node[];
}

/** All of them, page by page: a company has hundreds. */
async function allTerritories(): Promise<Territory[]> {
  const rows: Territory[] = [];
  let cursor: string | null = null;
  do {
    const page: { results: unknown[]; next: string | null } = await ask('list', { resource: 'territories', query: { limit: 200, ...(cursor ? { cursor } : {}) } });
    rows.push(...(page.results as Territory[]));
    cursor = page.next;
  } while (cursor);
  return rows;
}

/** Territories whose parent is not seen stand at the top. */
export function treeOf(rows: Territory[]): Node[] {
  const nodes = new Map(rows.map((row) => [row.id, { ...row, children: [] } as Node]));
  const tops: Node[] = [];
  for (const node of nodes.values()) (nodes.get(node.parent?.id ?? '')?.children ?? tops).push(node);
  return tops;
}

function flat(nodes: Node[], depth = 0): { node: Node; depth: number }[] {
  return nodes.flatMap((node) => [{ node, depth }, ...flat(node.children, depth + 1)]);
}

const below = (node: Node): Set<string> => new Set(flat([node]).map((each) => each.node.id));

type Editing = { node: Node | null; parent: Node | null };

/** The map as a tree: who keeps it adds, renames, moves and archives; everybody else reads. */
export function Territories(): JSX.Element {
  const [rows, setRows] = useState<Territory[] | null>(null);
  const [counts, setCounts] = useState<Map<string, number> | null>(null);
  const [editing, setEditing] = useState<Editing | null>(null);
  const reload = (): void => void allTerritories().then(setRows, (error: Error) => toast(error.message));
  useEffect(reload, []);
  const role = person.value?.session.user.role ?? '';
  const mayWrite = ['lead', 'admin'].includes(role);
  const tops = treeOf(rows ?? []);
  const lines = flat(tops);
  const total = (node: Node): number => (counts?.get(node.id) ?? 0) + node.children.reduce((sum, child) => sum + total(child), 0);
  const count = async (): Promise<void> => {
    const { data } = await ask('get', { path: 'territories/counts' });
    setCounts(new Map((data['results'] as { id: string; accounts: number }[]).map(({ id, accounts }) => [id, accounts])));
  };
  const archive = async (node: Node): Promise<void> => {
    try {
      await post(`territories/${node.id}/archive`);
      toast(t('tree.archived', { name: node.name }), () => void post(`territories/${node.id}/restore`).then(reload));
      reload();
    } catch (error) {
      toast(error instanceof Refusal && error.code === 'territory_in_use' ? t('tree.in_use') : (error as Error).message);
    }
  };
  return (
    <Screen
      title={t('tree.territories')}
      actions={
        <span class="territory__actions">
          <Link href="/territories/balance" class="button button--small button--soft">
            {t('tree.balance')}
          </Link>
          <Button small kind="quiet" onClick={() => void count()}>
            {t('tree.count')}
          </Button>
          {mayWrite && (
            <Button small kind="primary" icon="plus" onClick={() => setEditing({ node: null, parent: null })}>
              {t('tree.add')}
            </Button>
          )}
        </span>
      }
    >
      {rows?.length === 0 && <Empty icon="map" title={t('tree.no_territories')} />}
      <ul class="territories">
        {lines.map(({ node, depth }) => (
          <li key={node.id} class="territory" style={{ '--depth': depth }}>
            <span class="territory__name" title={node.path.join(' › ')}>
              {node.name}
            </span>
            <span class="row__sub">{[t(`tree.${node.pattern}`), node.team?.name, counts && t('tree.accounts', { count: total(node) })].filter(Boolean).join(' · ')}</span>
            {mayWrite && (
              <span class="territory__actions">
                <Button small kind="quiet" onClick={() => setEditing({ node: null, parent: node })}>
                  {t('tree.add_below')}
                </Button>
                <Button small kind="quiet" aria-label={`${t('tree.rename')} / ${t('tree.move')} ${node.name}`} onClick={() => setEditing({ node, parent: null })}>
                  {t('tree.rename')} / {t('tree.move')}
                </Button>
                <Button small kind="quiet" onClick={() => void archive(node)}>
                  {t('tree.archive')}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {editing && <Edit editing={editing} lines={lines} onClose={() => setEditing(null)} onSaved={reload} />}
    </Screen>
  );
}

function Edit({ editing: { node, parent }, lines, onClose, onSaved }: { editing: Editing; lines: { node: Node; depth: number }[]; onClose: () => void; onSaved: () => void }): JSX.Element {
  const [name, setName] = useState(node?.name ?? '');
  const [pattern, setPattern] = useState<'town' | 'county'>(node?.pattern ?? parent?.pattern ?? 'town');
  const [above, setAbove] = useState(node ? (node.parent?.id ?? '') : (parent?.id ?? ''));
  const [team, setTeam] = useState(parent?.team?.id ?? '');
  const { data: teams } = useLive('list', { resource: 'teams', query: { limit: 200 } }, []);
  const within = node ? below(node) : new Set<string>();
  const choices = lines.filter((line) => !within.has(line.node.id));
  const owner = team || lines.find((line) => line.node.id === above)?.node.team?.id || String((teams?.results[0] as { id?: string } | undefined)?.id ?? '');
  const save = async (): Promise<void> => {
    try {
      const body = { name: name.trim(), pattern, parent: above || null };
      if (node) await patch(`territories/${node.id}`, node.version, { body });
      else await post('territories', { body: { ...body, team: owner || null } });
      toast(t('tree.saved'));
      onClose();
      onSaved();
    } catch (error) {
      toast(t('tree.refused', { detail: (error as Error).message }));
    }
  };
  return (
    <Sheet
      title={node ? t('tree.edit', { name: node.name }) : t('tree.add')}
      onClose={onClose}
      foot={
        <Button kind="primary" disabled={!name.trim()} onClick={() => void save()}>
          {t('tree.save')}
        </Button>
      }
    >
      <Field label={t('tree.name')} value={name} maxLength={100} onInput={setName} />
      <Select label={t('tree.pattern')} value={pattern} options={[['town', t('tree.town')], ['county', t('tree.county')]]} onChoose={(value) => setPattern(value as 'town' | 'county')} />
      <Select label={t('tree.parent')} value={above} options={[['', t('tree.top')], ...choices.map(({ node: each }): [string, string] => [each.id, each.path.join(' › ')])]} onChoose={setAbove} />
      {!node && !above && <Select label={t('tree.team')} value={owner} options={((teams?.results ?? []) as { id: string; name: string }[]).map((each): [string, string] => [each.id, each.name])} onChoose={setTeam} />}
    </Sheet>
  );
}

function Select({ label, value, options, onChoose }: { label: string; value: string; options: [string, string][]; onChoose: (value: string) => void }): JSX.Element {
  return (
    <label class="field">
      <span class="label">{label}</span>
      <select class="input" value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
