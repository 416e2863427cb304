"""The tier review: every night, or as of a day of the past (rows 7, 68).

One transaction a team: an interrupted review leaves the old figures whole. All work is set-based SQL (`review_sql`); no
account passes through Python. What the orders say is found once for all teams of a lane, before (`review_trade`); an order placed
since then is noticed under the team's lock, and its own figures are taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from accounts.actions.access import queue_for_bulk
from accounts.actions.figures import write_figures
from accounts.models import Account, TierName
from crm.calendar import business_day
from crm.errors import DomainError
from crm.models import Team, User
from tiers.actions import review_sql
from tiers.actions.review_trade import ROOM, trade_told
from tiers.models import ReviewRun, TierPolicy

FIGURES = ("annual_value", "mixed_currency", "last_order_on", "tier", "tier_since")


class NoPolicy(DomainError):
    """No published policy holds on the day of the review."""

    code = "no_tier_policy"


@dataclass(frozen=True)
class TeamReview:
    """What a review did to one team. `skipped` says why it did nothing."""

    team: str
    as_of: date
    policy: int | None = None
    accounts: int = 0
    rated: int = 0
    changed: int = 0
    overrides_ended: int = 0
    tiers: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    skipped: str | None = None


def review_tiers(
    *, at: datetime, as_of: date | None = None, teams: Iterable[Team] | None = None, by: User | None = None,
    progress: Callable[[TeamReview], None] | None = None, lanes: int = 1,
) -> list[TeamReview]:  # fmt: skip
    """Review each team on `as_of`, else on its own review day, else today (the business day of `at`).

    The year's figures are refreshed with it. A team that was reviewed for a later day is left as it is, and so is an account
    whose standing or last change of tier is younger than the day. With several `lanes` as many teams are reviewed at a time, each
    lane on a connection of its own (inside of a transaction one after the other all the same); what is written is the same.
    """
    today = business_day(at)
    days = {
        team: as_of or team.review_on or today for team in (teams if teams is not None else Team.objects.order_by("name", "id"))
    }

    def review(lane: Iterable[Team]) -> dict[Team, TeamReview]:
        return _review_lane({team: days[team] for team in lane}, today=today, by=by, at=at, progress=progress)

    def review_apart(lane: Iterable[Team]) -> dict[Team, TeamReview]:
        try:
            return review(lane)
        finally:
            connection.close()  # the thread's own

    if lanes == 1 or len(days) < 2 or connection.in_atomic_block:
        done = review(days)
    else:
        with ThreadPoolExecutor(lanes, thread_name_prefix="review") as pool:
            done = {team: told for lane in pool.map(review_apart, _lanes(days, lanes)) for team, told in lane.items()}
    return [done[team] for team in days]


def _lanes(teams: Iterable[Team], lanes: int) -> list[list[Team]]:
    """The largest teams first, each to the lane that has the fewest accounts so far."""
    sizes = dict(Account.objects.external().order_by().values_list("team").annotate(Count("pk")))
    shares: list[list[Team]] = [[] for _ in range(lanes)]
    loads = [0] * lanes
    for team in sorted(teams, key=lambda team: (-sizes.get(team.pk, 0), team.pk)):
        lightest = loads.index(min(loads))
        shares[lightest].append(team)
        loads[lightest] += sizes.get(team.pk, 0) + 1
    return [share for share in shares if share]


def _review_lane(
    days: Mapping[Team, date], *, today: date, by: User | None, at: datetime, progress: Callable[[TeamReview], None] | None
) -> dict[Team, TeamReview]:
    reviews = {}
    with trade_told({team: day for team, day in days.items() if not _later_day(team, day)}, today=today) as told:
        for team, day in days.items():
            reviews[team] = _review_team(team, day=day, today=today, by=by, at=at, seen_through=told.seen_through)
            if progress:
                progress(reviews[team])
    return reviews


def _later_day(team: Team, day: date) -> date | None:
    return ReviewRun.objects.filter(team=team, as_of__gt=day).order_by("-as_of").values_list("as_of", flat=True).first()


@transaction.atomic
def _review_team(team: Team, *, day: date, today: date, by: User | None, at: datetime, seen_through: int) -> TeamReview:
    started = monotonic()
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)  # a second review of this team waits here
    if later := _later_day(team, day):
        return TeamReview(team.name, day, skipped=f"reviewed for {later} already")
    policy = TierPolicy.objects.in_force_on(day).first()
    if policy is None:
        raise NoPolicy(f"No tier policy holds on {day}.")
    params = review_sql.review_params(policy=policy, team_id=team.pk, day=day, today=today)
    counts, curves = _write(params | {"at": at, "by": by and by.pk}, _table_of(policy))
    ReviewRun.objects.create(
        team=team, as_of=day, policy=policy, started_at=at, ended_at=timezone.now(), counts=counts, curves=curves,
        seen_through=seen_through,
    )  # fmt: skip
    return TeamReview(team.name, day, policy.number, **counts, seconds=round(monotonic() - started, 3))


def _table_of(policy: TierPolicy) -> str:
    return review_sql.review_table(policy.cuts().method, is_composite=policy.score == TierPolicy.Score.COMPOSITE)


def _write(params: Mapping[str, Any], review_table: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """All that one review writes; returns what it counted, and the curve of the sales."""
    queue_for_bulk(beside_its_like=True)  # no account is in two teams
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(review_sql.LOCK_TEAM, [params["team"]])
        for statement in (review_table, *review_sql.WRITES):
            cursor.execute(statement, params)
        write_figures(columns=FIGURES, source=review_sql.FIGURES_SOURCE, bulk=False)
        cursor.execute(review_sql.COUNTS)
        accounts, rated, changed, ended, *tiers = cursor.fetchone()
        cursor.execute(review_sql.CURVES, {"curve_shares": review_sql.CURVE_SHARES})
        curves = json.loads(cursor.fetchone()[0])
        cursor.execute("DROP TABLE tier_review")
    held = dict(zip(TierName.values, tiers, strict=True))
    return {"accounts": accounts, "rated": rated, "changed": changed, "overrides_ended": ended, "tiers": held}, curves
