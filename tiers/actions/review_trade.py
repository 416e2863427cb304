"""What the orders say of every account to be reviewed, kept for the session in `tier_trade`.

A year's sales change in two ways: an order is written, or the year moves on over one. So what was found the last time holds for
all others, and a night reads the orders of some customers in a hundred instead of all. The first review of a month reads all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from accounts.actions.figures import trade_source, year_until
from crm.models import Team
from tiers.models import ReviewRun

#: Room for a million accounts; compiling would take longer than our statements run.
ROOM = "SELECT set_config('work_mem', '256MB', true), set_config('jit', 'off', true)"

OLDEST_WRITER = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"

#: Who must be looked at anew: whom the last review of the team did not see or rate (its age hangs on the first order), who has an
#: order that came into the year or left it since, and whose orders were written or deleted since, by whichever path.
STALE_TABLE = """
    CREATE TEMPORARY TABLE tier_stale AS
    SELECT account.id
    FROM accounts_account AS account
    JOIN unnest(%(teams)s::uuid[], %(seen_on)s::date[]) AS run (team_id, seen_on) ON run.team_id = account.team_id
    LEFT JOIN tiers_standing AS standing ON standing.account_id = account.id
    WHERE run.seen_on IS NULL OR account.annual_value IS NULL
          OR standing.computed IS NULL OR standing.as_of IS DISTINCT FROM run.seen_on
    UNION
    SELECT placed.account_id
    FROM unnest(%(moved_from)s::timestamptz[], %(moved_to)s::timestamptz[]) AS moved (since, until)
    JOIN accounts_order AS placed ON placed.ordered_at >= moved.since AND placed.ordered_at < moved.until
    UNION
    SELECT account_id FROM accounts_order WHERE changed_in >= %(written_from)s
    UNION
    SELECT account_id FROM crm_change
    WHERE op = 'delete' AND table_name = 'accounts_order' AND changed_in >= %(written_from)s AND account_id IS NOT NULL
"""

FIGURES = "annual_value, mixed_currency, last_order_on"
TRADE_COLUMNS = f"team_id, id, {FIGURES}, first_order_on, known_value, known_mixed, known_last_order_on"

#: In the order of the teams, in which it is read.
TRADE_TABLE = f"""
    CREATE TEMPORARY TABLE tier_trade AS
    SELECT team_id, id AS account_id, annual_value AS value, mixed_currency, last_order_on, first_order_on,
           known_value, known_mixed, known_last_order_on
    FROM (SELECT {TRADE_COLUMNS} FROM ({{source}}) AS told {{kept}}) AS trade ORDER BY team_id
"""

#: `first_order_on` only matters to who is not rated yet.
KEPT = f"""
    UNION ALL
    SELECT team_id, id, {FIGURES}, NULL, {FIGURES}
    FROM accounts_account AS account
    WHERE team_id = ANY(%(teams)s) AND NOT EXISTS (SELECT FROM tier_stale AS stale WHERE stale.id = account.id)
"""


@dataclass(frozen=True)
class Told:
    """`seen_through`: orders written by this transaction or a later one may have been missed."""

    seen_through: int


@contextmanager
def trade_told(days: Mapping[Team, date], *, today: date) -> Iterator[Told]:
    """Inside, `tier_trade` holds what the orders say of these teams, each as of its day: one pass, however many teams."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute("DROP TABLE IF EXISTS tier_trade, tier_stale")
        cursor.execute(OLDEST_WRITER)
        told = Told(seen_through=cursor.fetchone()[0])
        _tell({team.pk: day for team, day in days.items()}, _runs_to_go_on_from(days, today=today))
    try:
        yield told
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS tier_trade, tier_stale")


def _tell(days: Mapping[UUID, date], runs: Mapping[UUID, ReviewRun]) -> None:
    among = "SELECT id FROM tier_stale" if runs else None
    source, params = trade_source(days=days, among=among)
    with connection.cursor() as cursor:
        if runs:
            moved = sorted({span for team, run in runs.items() for span in _moved(run.as_of, days[team])})
            cursor.execute(
                STALE_TABLE,
                {
                    "teams": list(days), "seen_on": [runs[team].as_of if team in runs else None for team in days],
                    "moved_from": [since for since, _ in moved], "moved_to": [until for _, until in moved],
                    "written_from": min(run.seen_through or 0 for run in runs.values()),
                },
            )  # fmt: skip
            cursor.execute("ANALYZE tier_stale")
        cursor.execute(TRADE_TABLE.format(source=source, kept=KEPT if runs else ""), params)
        cursor.execute("CREATE INDEX ON tier_trade (team_id)")
        cursor.execute("ANALYZE tier_trade")


def _runs_to_go_on_from(days: Mapping[Team, date], *, today: date) -> dict[UUID, ReviewRun]:
    """The last review of each team whose figures are still those of that day or a later one.

    What is written beside a review counts up to the team's review day, else up to today: on any other day nothing is known.
    """
    last = ReviewRun.objects.filter(team__in=list(days)).order_by("team_id", "-as_of", "-id").distinct("team_id")
    runs = {run.team_id: run for run in last}
    return {
        team.pk: run
        for team, day in days.items()
        if day == (team.review_on or today)
        and (run := runs.get(team.pk)) is not None
        and run.seen_through is not None
        and (run.as_of.year, run.as_of.month) == (day.year, day.month)
    }


def _moved(before: date, after: date) -> list[tuple[datetime, datetime]]:
    """The spans of time that the year left behind, and that it came to."""
    (since, until), (later_since, later_until) = year_until(before), year_until(after)
    return [(since, later_since), (until, later_until)]
