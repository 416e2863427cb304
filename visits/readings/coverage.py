"""How well the rhythm is kept: visits required against visits made, who is overdue, and whether the spacing held (row 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings

from crm.models import User
from crm.statements import run
from visits.queries import visit_intervals

#: The spacing is kept when a gap lies this near to the interval, or a day of it.
TOLERANCE = 0.2

#: One pass over the accounts of these people: `asked` is each account's rhythm, `made` its visits at which somebody was met.
COVERAGE_SQL = """
    WITH asked AS (
        SELECT account.id, account.owner_id, coalesce(account.tier, 'unrated') AS tier, account.next_visit_on,
               coalesce(rules.interval_days, rhythm.days) AS days,
               greatest(%(since)s::date, (account.created_at AT TIME ZONE %(zone)s)::date) AS since
        FROM accounts_account AS account
        LEFT JOIN visits_visitrules AS rules ON rules.account_id = account.id
        LEFT JOIN unnest(%(tiers)s::text[], %(days)s::int[]) AS rhythm (tier, days)
               ON rhythm.tier = coalesce(account.tier, 'unrated')
        WHERE account.owner_id = ANY(%(owners)s) AND account.kind = 'external' AND account.status NOT IN ('lost', 'archived')
          AND (%(teams)s::uuid[] IS NULL OR account.team_id = ANY(%(teams)s::uuid[]))
    ), made AS (
        SELECT visit.account_id, visit.visited_on,
               visit.visited_on - lag(visit.visited_on) OVER (PARTITION BY visit.account_id ORDER BY visit.visited_on) AS gap
        FROM (
            SELECT DISTINCT account_id, visited_on FROM visits_visit
            WHERE status = 'completed' AND outcome <> 'not_met' AND visited_on <= %(until)s
              AND visited_on >= %(since)s::date - 400 AND account_id IN (SELECT id FROM asked)
        ) AS visit
    ), counted AS (
        SELECT made.account_id, count(*) AS done, count(made.gap) AS gaps,
               count(*) FILTER (WHERE abs(made.gap - asked.days) <= greatest(1, asked.days * %(tolerance)s)) AS kept
        FROM made JOIN asked ON asked.id = made.account_id
        WHERE made.visited_on >= %(since)s
        GROUP BY made.account_id
    )
    SELECT grouping(asked.tier) = 0, grouping(asked.owner_id) = 0, asked.tier, asked.owner_id, count(*),
           coalesce(sum((%(until)s::date - asked.since + 1)::float / asked.days) FILTER (WHERE asked.since <= %(until)s), 0),
           coalesce(sum(counted.done), 0)::int,
           coalesce(sum(least(counted.done::float, (%(until)s::date - asked.since + 1)::float / asked.days)), 0),
           count(*) FILTER (WHERE asked.next_visit_on < %(today)s),
           coalesce(max(%(today)s - asked.next_visit_on) FILTER (WHERE asked.next_visit_on < %(today)s), 0),
           coalesce(sum(counted.gaps), 0)::int, coalesce(sum(counted.kept), 0)::int
    FROM asked LEFT JOIN counted ON counted.account_id = asked.id
    GROUP BY GROUPING SETS ((asked.tier), (asked.owner_id), ())
"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One line of the report. `required` are the visits that the intervals ask for in the period, `counted` the visits made as far
    as they were required; `overdue` is as of today, `gaps` the distances between two visits, `kept` those near to the interval."""

    accounts: int
    required: float
    done: int
    counted: float
    overdue: int
    longest_overdue_days: int
    gaps: int
    kept: int


@dataclass(frozen=True, slots=True)
class CoverageReport:
    total: Coverage
    tiers: dict[str, Coverage]
    managers: dict[UUID, Coverage]


NOBODY = Coverage(0, 0.0, 0, 0.0, 0, 0, 0, 0)


def coverage(*, managers: Sequence[User], user: User, since: date, until: date, today: date) -> CoverageReport:
    """For the accounts of these managers that `user` sees; one statement beside the policy's."""
    intervals = visit_intervals(until)
    rows = run(
        COVERAGE_SQL,
        {
            "owners": [manager.pk for manager in managers], "teams": list(user.reach) if user.reach is not None else None,
            "since": since, "until": until, "today": today, "zone": settings.BUSINESS_TZ.key, "tolerance": TOLERANCE,
            "tiers": list(intervals), "days": list(intervals.values()),
        },
    )  # fmt: skip
    report = CoverageReport(NOBODY, {}, {})
    for is_tier, is_owner, tier, owner, *figures in rows:
        line = Coverage(*figures)
        if is_tier:
            report.tiers[tier] = line
        elif is_owner:
            report.managers[owner] = line
        else:
            report = CoverageReport(line, report.tiers, report.managers)
    return report
