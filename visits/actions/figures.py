"""What visits say about an account: last seen, next due, and what is still to be done for it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.actions.figures import computed, write_figures
from crm.calendar import today
from crm.models import Team
from visits.planning.rhythm import FIRST_VISIT_DAYS
from visits.queries import visit_intervals

VISITS = ("last_visit_on", "next_visit_on", "next_action", "next_action_on")

#: `last_visit_on` counts visits at which somebody was met: `not_met` closes a visit, but the customer was not seen and stays
#: due. The second column is `visits.planning.rhythm.next_visit_on` over a whole table (a test holds them together): the
#: earliest open visit is the day agreed upon. Internal, lost and archived accounts have no rhythm, but may have a plan.
#: After a change of manager the raised rhythm of `visits.handover.settling_visit_on` holds for a while (row 18).
VISITS_SQL = """
    WITH seen AS {computed} (
        SELECT account_id,
               max(visited_on) FILTER (WHERE status = 'completed' AND outcome <> 'not_met') AS last_visit_on,
               min(planned_on) FILTER (WHERE status IN ('planned', 'in_progress')) AS agreed_on
        FROM visits_visit {of_these} GROUP BY account_id
    ), action AS {computed} (
        SELECT DISTINCT ON (account_id) account_id, next_action, next_action_on
        FROM (SELECT * FROM visits_visit {of_these}) AS visit
        WHERE status = 'completed' AND next_action_done_at IS NULL AND (next_action <> '' OR next_action_on IS NOT NULL)
        ORDER BY account_id, next_action_on NULLS LAST, id
    )
    SELECT account.id,
           seen.last_visit_on,
           CASE
               WHEN seen.agreed_on > seen.last_visit_on OR (seen.agreed_on IS NOT NULL AND seen.last_visit_on IS NULL)
                   THEN seen.agreed_on
               WHEN account.kind <> 'external' OR account.status IN ('lost', 'archived') THEN NULL
               WHEN settling.since IS NOT NULL AND rhythm.days IS NOT NULL THEN
                   CASE WHEN seen.last_visit_on >= settling.since THEN seen.last_visit_on ELSE
                       least(settling.since, seen.last_visit_on + rhythm.days - settling.raised)
                   END + settling.raised
               WHEN seen.last_visit_on IS NULL
                   THEN (account.created_at AT TIME ZONE %(zone)s)::date + least(coalesce(rhythm.days, %(first)s), %(first)s)
               ELSE seen.last_visit_on + rhythm.days
           END,
           coalesce(action.next_action, ''),
           action.next_action_on
    FROM accounts_account AS account
    LEFT JOIN unnest(%(tiers)s::text[], %(days)s::int[]) AS rhythm (tier, days) ON rhythm.tier = coalesce(account.tier, 'unrated')
    LEFT JOIN LATERAL (
        SELECT item.settling_since AS since, greatest(1, ceil(rhythm.days * item.settling_percent / 100.0)::int) AS raised
        FROM visits_handoveraccount AS item
        WHERE item.account_id = account.id AND item.settling_until >= %(today)s
        ORDER BY item.settling_until DESC, item.id LIMIT 1
    ) AS settling ON true
    LEFT JOIN seen ON seen.account_id = account.id
    LEFT JOIN action ON action.account_id = account.id
    WHERE {which}
"""


def refresh_visit_figures(*, accounts: Collection[UUID] | None = None, team: Team | None = None) -> int:
    """Recompute `last_visit_on`, `next_visit_on`, `next_action`, `next_action_on`; neither given: of all accounts.

    Returns how many accounts changed.
    """
    day = today()
    intervals = visit_intervals(day)
    params: dict[str, Any] = {
        "today": day,
        "zone": settings.BUSINESS_TZ.key,
        "first": FIRST_VISIT_DAYS,
        "tiers": list(intervals),
        "days": list(intervals.values()),
    }
    of_these, which = "", "true"
    if accounts is not None:
        params["accounts"] = sorted(set(accounts))
        of_these, which = "WHERE account_id = ANY(%(accounts)s)", "account.id = ANY(%(accounts)s)"
    elif team is not None:
        params["team"] = team.pk
        which = "account.team_id = %(team)s"
    source = VISITS_SQL.format(computed=computed(accounts), of_these=of_these, which=which)
    source = f"WITH figure AS {computed(accounts)} ({source}) SELECT * FROM figure"
    return write_figures(columns=VISITS, source=source, params=params, bulk=accounts is None or len(params["accounts"]) > 1)
