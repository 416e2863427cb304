"""The Pareto curve of each team against the lines of its policy, as the last review found it (row 68)."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from django.db.models import QuerySet

from crm.models import Team
from tiers.models import ReviewRun, TierPolicy
from tiers.scoring import CUT_TIERS, Method


@dataclass(frozen=True)
class Mark:
    """The first `accounts` accounts hold `value`."""

    accounts: int
    accounts_share: Decimal
    value: Decimal
    revenue_share: Decimal


@dataclass(frozen=True)
class Curve:
    """One team in one currency: of its peers, the rated accounts that bought something. `lines` are empty for cuts by money."""

    team: Team
    currency: str
    as_of: date
    policy: TierPolicy
    accounts: int
    value: Decimal
    points: Sequence[Mark]
    lines: Mapping[str, Mark]


def curves(teams: QuerySet[Team]) -> list[Curve]:
    """By team and currency; a team that was never reviewed has none."""
    latest = ReviewRun.objects.filter(team__in=teams).order_by("team_id", "-as_of", "-id").distinct("team_id")
    runs = sorted(latest.select_related("team", "policy"), key=lambda run: (run.team.name, run.team_id))
    return [_curve(run, told) for run in runs for told in run.curves]


def _curve(run: ReviewRun, told: Mapping[str, Any]) -> Curve:
    total, peers = Decimal(told["value"]), told["accounts"]
    points = [
        Mark(place, round(Decimal(place) / peers, 6), Decimal(held), round(Decimal(held) / total, 6))
        for place, held in told["points"]
    ]
    lines = {}
    if run.policy.method == Method.PERCENTILE:
        lines = {tier: _at(points, ceil(Decimal(run.policy.shares[tier]) * peers), peers, total) for tier in CUT_TIERS}
    return Curve(run.team, told["currency"], run.as_of, run.policy, peers, total, points, lines)


def _at(points: Sequence[Mark], place: int, peers: int, total: Decimal) -> Mark:
    """On the curve, straight between two kept points."""
    after = bisect_left([point.accounts for point in points], place)
    right = points[min(after, len(points) - 1)]
    left = points[after - 1] if after else Mark(0, Decimal(0), Decimal(0), Decimal(0))
    if right.accounts in (left.accounts, place):
        value = right.value
    else:
        value = left.value + (right.value - left.value) * (place - left.accounts) / (right.accounts - left.accounts)
    return Mark(place, round(Decimal(place) / peers, 6), round(value, 2), round(value / total, 6))
