"""What promotions, referrals and help say of each account, as arrays for the marks (row 10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connection

from tiers.equity.histories import Floats
from tiers.loyalty import marks
from tiers.loyalty_points import (
    ADVOCACY_POINTS,
    ESTIMATED_WEIGHT,
    HELP_POINTS,
    KEPT_BY_KIND,
    SEEN_WEIGHT,
    UNDER_PROMOTION,
    USUAL,
)
from tiers.models import LoyaltyEvidence
from tiers.worth.accounts import Roster

Rows = Sequence[tuple[Any, ...]]
Mark = Callable[..., Floats]

#: Order days in the days under each promotion, and in the half year before, of the account and of all of its team: how much
#: the season makes everybody buy. Promotions still running are not judged yet. What was found stands with the promotion.
#: The team's orders are counted by the day once, however many promotions there were.
JUDGE = """
    WITH promotion AS (
        SELECT evidence.id, evidence.account_id, account.team_id, evidence.on
        FROM tiers_loyaltyevidence AS evidence
        JOIN accounts_account AS account ON account.id = evidence.account_id
        JOIN unnest(%(teams)s::uuid[], %(days)s::date[]) AS team_day (team_id, day) ON team_day.team_id = account.team_id
        WHERE evidence.kind = 'competitor_promotion' AND evidence.voided_at IS NULL AND evidence.on + %(under)s <= team_day.day
    ), daily AS MATERIALIZED (
        SELECT mate.team_id, (placed.ordered_at AT TIME ZONE %(zone)s)::date AS placed_on, count(*) AS orders
        FROM accounts_order AS placed JOIN accounts_account AS mate ON mate.id = placed.account_id
        WHERE EXISTS (SELECT FROM promotion) AND placed.kind = 'sale'
          AND placed.ordered_at >= (SELECT (min("on") - %(usual)s + 1)::timestamp AT TIME ZONE %(zone)s FROM promotion)
          AND placed.ordered_at < (SELECT (max("on") + %(under)s + 1)::timestamp AT TIME ZONE %(zone)s FROM promotion)
        GROUP BY 1, 2
    ), season AS MATERIALIZED (
        SELECT team_id, "on", coalesce(sum(orders) FILTER (WHERE placed_on > "on"), 0) AS under,
               coalesce(sum(orders) FILTER (WHERE placed_on <= "on"), 0) AS usual
        FROM (SELECT DISTINCT team_id, "on" FROM promotion) AS asked JOIN daily USING (team_id)
        WHERE placed_on > "on" - %(usual)s AND placed_on <= "on" + %(under)s
        GROUP BY team_id, "on"
    ), judged AS (
        SELECT promotion.id, own.under::int4 AS under, own.usual::float8 * %(under)s / %(usual)s
               * CASE WHEN season.usual > 0 THEN (season.under::float8 / %(under)s) / (season.usual::float8 / %(usual)s) ELSE 1 END
               AS expected
        FROM promotion LEFT JOIN season USING (team_id, "on")
        CROSS JOIN LATERAL (
            SELECT count(DISTINCT placed_on) FILTER (WHERE placed_on > promotion.on) AS under,
                   count(DISTINCT placed_on) FILTER (WHERE placed_on <= promotion.on) AS usual
            FROM (
                SELECT (placed.ordered_at AT TIME ZONE %(zone)s)::date AS placed_on FROM accounts_order AS placed
                WHERE placed.account_id = promotion.account_id AND placed.kind = 'sale'
                  AND placed.ordered_at >= ((promotion.on - %(usual)s + 1)::timestamp AT TIME ZONE %(zone)s)
                  AND placed.ordered_at < ((promotion.on + %(under)s + 1)::timestamp AT TIME ZONE %(zone)s)
            ) AS bought
        ) AS own
    )
    UPDATE tiers_loyaltyevidence AS evidence SET orders_under = judged.under, orders_expected = judged.expected
    FROM judged WHERE judged.id = evidence.id
      AND (evidence.orders_under, evidence.orders_expected) IS DISTINCT FROM (judged.under, judged.expected)
"""

PROMOTIONS = """
    SELECT evidence.account_id, evidence.orders_under::float8, evidence.orders_expected
    FROM tiers_loyaltyevidence AS evidence
    JOIN accounts_account AS account ON account.id = evidence.account_id
    JOIN unnest(%(teams)s::uuid[], %(days)s::date[]) AS team_day (team_id, day) ON team_day.team_id = account.team_id
    WHERE evidence.kind = 'competitor_promotion' AND evidence.voided_at IS NULL AND evidence.on + %(under)s <= team_day.day
"""

OTHERS = """
    SELECT evidence.account_id, evidence.mark, evidence.kind, team_day.day - evidence.on
    FROM tiers_loyaltyevidence AS evidence
    JOIN accounts_account AS account ON account.id = evidence.account_id
    JOIN unnest(%(teams)s::uuid[], %(days)s::date[]) AS team_day (team_id, day) ON team_day.team_id = account.team_id
    WHERE evidence.voided_at IS NULL AND evidence.kind <> 'competitor_promotion' AND evidence.on <= team_day.day
"""


@dataclass(frozen=True)
class Proofs:
    """By account of the roster; NaN where nothing speaks. `usual_kept`: what its like keep under promotions, which an account's
    own few are drawn to."""

    immunity: Floats
    advocacy: Floats
    helping: Floats
    usual_kept: Floats

    @property
    def marks(self) -> dict[str, Floats]:
        return {"immunity": self.immunity, "advocacy": self.advocacy, "helping": self.helping}


def read_proofs(roster: Roster, days: Mapping[Any, date]) -> Proofs:
    """Judges the promotions that are over, then reads all that speaks. To be called inside a transaction."""
    params: dict[str, Any] = {
        "teams": list(days), "days": list(days.values()), "zone": settings.BUSINESS_TZ.key,
        "under": UNDER_PROMOTION, "usual": USUAL,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(JUDGE, params)
        cursor.execute(PROMOTIONS, params)
        promotions = cursor.fetchall()
        cursor.execute(OTHERS, params)
        others = cursor.fetchall()
    places = _Places(roster)
    by_mark = {mark: [row for row in others if row[1] == mark] for mark in LoyaltyEvidence.Mark}
    immunity, usual_kept = _immunity(roster, places, promotions, by_mark[LoyaltyEvidence.Mark.IMMUNITY])
    return Proofs(
        immunity,
        _proofs(roster, places, by_mark[LoyaltyEvidence.Mark.ADVOCACY], ADVOCACY_POINTS, marks.advocacy),
        _proofs(roster, places, by_mark[LoyaltyEvidence.Mark.HELPING], HELP_POINTS, marks.helping),
        usual_kept,
    )


class _Places:
    """Where an account stands in the roster, which is ordered by id; who is not in it (archived, say) has no place."""

    def __init__(self, roster: Roster) -> None:
        halves = roster.ids.view(">u8").reshape(-1, 2).astype(np.uint64)
        self._high, self._low = halves[:, 0], halves[:, 1]

    def of(self, account: UUID) -> int | None:
        high, low = np.uint64(account.int >> 64), np.uint64(account.int & 0xFFFFFFFFFFFFFFFF)
        first, beyond = np.searchsorted(self._high, high, "left"), np.searchsorted(self._high, high, "right")
        found = np.flatnonzero(self._low[first:beyond] == low)
        return int(first + found[0]) if len(found) else None


def _immunity(roster: Roster, places: _Places, promotions: Rows, seen: Rows) -> tuple[Floats, Floats]:
    """Estimated from the orders under a promotion, seen in refused offers and lost lines; with what the segment keeps."""
    nothing = np.full(len(roster), np.nan)
    judged = [(place, kept, ESTIMATED_WEIGHT) for account, kept in _kept(promotions) if (place := places.of(account)) is not None]
    judged += [
        (place, KEPT_BY_KIND[kind], SEEN_WEIGHT) for account, _, kind, _ in seen if (place := places.of(account)) is not None
    ]
    if not judged:
        return nothing, nothing
    at, kept, weight = (np.array(column) for column in zip(*judged, strict=True))
    group = roster.segment + roster.cohort * (int(roster.segment.max()) + 1)
    held = np.bincount(group[at], kept * weight, minlength=int(group.max()) + 1)
    total = np.bincount(group[at], weight, minlength=int(group.max()) + 1)
    mean = held / np.where(total > 0, total, 1.0)
    usual = np.where(total > 0, mean, np.nan)[group]
    return marks.immunity(len(roster), at, kept, weight, mean[group]), usual


def _kept(promotions: Rows) -> list[tuple[UUID, float]]:
    if not promotions:
        return []
    accounts, orders, expected = zip(*promotions, strict=True)
    shares = marks.kept_share(np.array(orders, dtype=np.float64), np.array(expected, dtype=np.float64))
    return [(account, float(share)) for account, share in zip(accounts, shares, strict=True) if not np.isnan(share)]


def _proofs(roster: Roster, places: _Places, rows: Rows, points: Mapping[str, float], mark: Mark) -> Floats:
    """Advocacy or helping: what happened, by its points and its age."""
    known = [(place, points[kind], float(age)) for account, _, kind, age in rows if (place := places.of(account)) is not None]
    if not known:
        return np.full(len(roster), np.nan)
    at, worth, ages = (np.array(column) for column in zip(*known, strict=True))
    return mark(len(roster), at, worth, ages)
