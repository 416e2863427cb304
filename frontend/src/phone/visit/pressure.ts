import type { TalkSwitchRow } from '../../data/rows.ts';

/** The newest switch of the team counts; without one it is off (row 34). */
export function isPressureAllowed(switches: TalkSwitchRow[] | undefined, team: string | null): boolean {
  const [newest] = (switches ?? []).filter((row) => row.team.id === team).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return newest?.is_on ?? false;
}
