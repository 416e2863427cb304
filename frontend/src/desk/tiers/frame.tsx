/** What the tier screens share: their head, the way from one to another, and whose accounts are looked at. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLive } from '../../data/live.ts';
import type { Ref } from '../../data/rows.ts';
import { addTexts, t, type Key } from '../../i18n/index.ts';
import { TIERS_TEXTS } from '../../i18n/tiers.ts';
import { go, here, Link } from '../../router.tsx';
import { withParams } from '../query.ts';
import { whoOf } from './rows.ts';
import './tiers.css';

await addTexts(TIERS_TEXTS);

const PLACES: [path: string, text: Key][] = [
  ['/tiers', 'tiers.board'],
  ['/tiers/pareto', 'tiers.pareto'],
  ['/tiers/migration', 'tiers.migration'],
  ['/tiers/policy', 'tiers.policy'],
  ['/tiers/welcome', 'tiers.welcome'],
];

export function Frame({ title, hint, children }: { title: string; hint?: string; children: ComponentChildren }): JSX.Element {
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title]);
  return (
    <main class="tiers">
      <header class="tiers__head">
        <h1>{title}</h1>
        <nav class="tiers__places" aria-label={t('tiers.places')}>
          {PLACES.map(([path, text]) => (
            <Link key={path} href={path} class="tiers__place" {...(here.value.pathname === path ? { 'aria-current': 'page' as const } : {})}>
              {t(text)}
            </Link>
          ))}
        </nav>
        {hint && <p class="hint">{hint}</p>}
      </header>
      {children}
    </main>
  );
}

/** Team, owner and territory; the address holds them. */
export function WhoBar({ only = ['team', 'owner__in', 'territory__within'] }: { only?: ('team' | 'owner__in' | 'territory__within')[] }): JSX.Element {
  const who = whoOf(here.value.searchParams);
  const teams = useRefs('teams', {});
  const owners = useRefs('users', { role__in: 'manager,lead' });
  const territories = useRefs('territories', {});
  const set = (name: string, value: string): void => go(withParams(here.value, { [name]: value }), { replace: true });
  const chosen: Record<string, [Key, Ref[]]> = { team: ['tiers.team', teams], owner__in: ['desk.filter.owner', owners], territory__within: ['desk.filter.territory', territories] };
  return (
    <div class="filters" role="group" aria-label={t('desk.filters')}>
      {only.map((name) => {
        const [label, refs] = chosen[name] ?? ['tiers.team', []];
        if (name === 'team' && refs.length < 2) return null;
        return (
          <select key={name} class="input tiers__select" aria-label={t(label)} value={who[name] ?? ''} onChange={(event) => set(name, event.currentTarget.value)}>
            <option value="">{t('tiers.every', { what: t(label) })}</option>
            {refs.map((ref) => (
              <option key={ref.id} value={ref.id}>
                {ref.name}
              </option>
            ))}
          </select>
        );
      })}
    </div>
  );
}

export function useRefs(resource: 'teams' | 'users' | 'territories', query: Record<string, string>): Ref[] {
  const { data } = useLive('list', { resource, query: { limit: 200, ordering: 'name', ...query } }, [resource]);
  return (data?.results ?? []) as unknown as Ref[];
}

