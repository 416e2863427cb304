/** What a segment asks of the customers, and whom its brief is for: as `tiers/segments.py` and `tiers/actions/segments.py` have it. */
type Params = Record<string, string>;

/** Of the segment's team, and of outside customers unless it says otherwise. */
export const ruleOf = (filters: Params, team: { id: string } | null): Params => ({ ...('kind' in filters || 'kind__in' in filters ? {} : { kind: 'external' }), ...filters, ...(team ? { team: team.id } : {}) });

interface Brief {
  team: { id: string } | null;
  brief: string;
  brief_roles: string[];
}

interface Reader {
  role: string;
  team: { id: string } | null;
}

/** The phone has only segments of one's own teams; the contact centre has all, and reads those of its team and for all. */
export function concerns({ team, brief, brief_roles }: Brief, me: Reader): boolean {
  if (!brief || !brief_roles.includes(me.role)) return false;
  return me.role !== 'service_agent' || !team || !me.team || me.team.id === team.id;
}
