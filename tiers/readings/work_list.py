"""Whom to see to first, why, and what revenue hangs on it (rows 13, 24): customers that stay before customers to be won.

One statement over the accounts that somebody sees in one team or of one manager; no row of theirs comes to Python but the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from accounts.models import Account, AccountKind, AccountStatus, Promise
from crm.constants.register import Register
from crm.explain import Figure, Source, computed
from crm.statements import run
from tiers.models import WorthRun
from tiers.stake import UNSOLVED
from tiers.work_list import KEPT, LEAVING_BELOW, Reason, Side


@dataclass(frozen=True)
class Line:
    """One customer, with what asks for something to be done. `low` and `high` are the revenue at stake; None: not known."""

    id: UUID
    name: str
    tier: str | None
    status: str
    team: tuple[UUID, str]
    owner: tuple[UUID, str] | None
    currency: str
    annual_value: Decimal | None
    side: Side
    reasons: Sequence[Mapping[str, Any]]
    low: Decimal | None
    high: Decimal | None

    @property
    def place(self) -> list[Any]:
        """Where it stands within its side, for the next page."""
        return [str(self.high) if self.high is not None else None, str(self.id)]


@dataclass(frozen=True)
class Sum:
    """One side of the list in one currency. `parts` tells those with an open complaint from the others."""

    side: Side
    currency: str
    accounts: int
    known: int
    figure: Figure | None


@dataclass(frozen=True)
class Asked:
    """What the statement needs beside the accounts."""

    night: int | None
    day: date
    low: Decimal | None
    high: Decimal | None

    @classmethod
    def of(cls, register: Register, *, night: WorthRun | None, day: date) -> Asked:
        odds, run_id = register.range(UNSOLVED), night.pk if night else None
        if odds is None or not isinstance(odds.low, Decimal) or not isinstance(odds.high, Decimal):
            return cls(run_id, day, None, None)
        return cls(run_id, day, odds.low, odds.high)


LISTED = f"""
    WITH seen AS ({{}}), promised AS (
        SELECT account_id, count(*) AS late FROM {Promise._meta.db_table}
        WHERE state = '{Promise.State.OPEN}' AND due_on < %(day)s AND account_id IN (SELECT id FROM seen) GROUP BY account_id
    ), known AS (
        SELECT seen.*, promised.late AS late, round(worth.alive::numeric, 4) AS alive, greatest(annual_value, 0) AS sold,
               CASE WHEN seen.status IN ({", ".join(f"'{status}'" for status in KEPT)}) THEN 0 ELSE 1 END AS side
        FROM seen LEFT JOIN promised ON promised.account_id = seen.id
        LEFT JOIN tiers_worth AS worth ON worth.run_id = %(night)s AND worth.account_id = seen.id
    ), asking AS (
        SELECT *, round(nullif(sold, 0) * (1 - alive), 2) AS leaving,
               CASE WHEN open_complaints > 0 THEN round(nullif(sold, 0) * %(low)s::numeric, 2) END AS unsolved_low,
               CASE WHEN open_complaints > 0 THEN round(nullif(sold, 0) * %(high)s::numeric, 2) END AS unsolved_high
        FROM known
        WHERE open_complaints > 0 OR late > 0 OR alive < {LEAVING_BELOW} OR next_order_on < %(day)s OR next_visit_on < %(day)s
              OR next_action_on <= %(day)s
    ), line AS (
        SELECT *, least(leaving, unsolved_low) AS low, greatest(leaving, unsolved_high) AS high FROM asking
    )
"""
PAGE = f"""
    {LISTED}
    SELECT line.id, line.name, line.tier, line.status, line.team_id, team.name, line.owner_id, owner.name, line.currency,
           line.annual_value, line.side, line.open_complaints, line.late, line.alive, line.next_order_on, line.next_action_on,
           line.next_visit_on, line.low, line.high
    FROM line JOIN crm_team AS team ON team.id = line.team_id LEFT JOIN crm_user AS owner ON owner.id = line.owner_id
    WHERE %(side)s::int IS NULL OR side = %(side)s::int
          AND (coalesce(high, -1), line.id) < (coalesce(%(high_after)s::numeric, -1), %(id_after)s::uuid)
          OR side * %(way)s::int > %(side)s::int * %(way)s::int
    ORDER BY side * %(way)s::int, coalesce(high, -1) DESC, line.id DESC LIMIT %(limit)s
"""
SUMS = f"""
    {LISTED}
    SELECT side, currency, count(*), count(high), count(high) FILTER (WHERE open_complaints > 0),
           coalesce(sum(low) FILTER (WHERE open_complaints > 0), 0), coalesce(sum(high) FILTER (WHERE open_complaints > 0), 0),
           coalesce(sum(high) FILTER (WHERE open_complaints = 0), 0)
    FROM line GROUP BY side, currency ORDER BY side, sum(high) DESC NULLS LAST, currency
"""
COLUMNS = (
    "id", "name", "tier", "status", "team_id", "owner_id", "currency", "annual_value", "open_complaints", "next_order_on",
    "next_visit_on", "next_action_on",
)  # fmt: skip
SIDES = (Side.KEEP, Side.WIN)


def work_lines(
    accounts: QuerySet[Account],
    asked: Asked,
    *,
    limit: int,
    first: Side = Side.KEEP,
    after: tuple[Side, str | None, str] | None = None,
) -> list[Line]:
    """The lines beyond `after`: one side first, on each the revenue at stake first."""
    params = {
        "limit": limit, "way": 1 if first == Side.KEEP else -1, "side": SIDES.index(after[0]) if after else None,
        "high_after": after[1] if after else None, "id_after": after[2] if after else None,
    }  # fmt: skip
    return [_line(row, asked.day) for row in _ask(PAGE, accounts, asked, params)]


def work_sums(accounts: QuerySet[Account], asked: Asked) -> list[Sum]:
    """What is at stake on each side, by currency; the figure opens to those with an open complaint and the others."""
    return [_sum(SIDES[side], *row) for side, *row in _ask(SUMS, accounts, asked, {})]


def _line(row: tuple[Any, ...], day: date) -> Line:
    (id, name, tier, status, team_id, team, owner_id, owner, currency, value, side, complaints, late, alive, order_on, action_on,
     visit_on, low, high) = row  # fmt: skip
    told = [
        complaints > 0 and {"code": Reason.COMPLAINT, "count": complaints},
        late and {"code": Reason.PROMISE, "count": late},
        alive is not None and alive < LEAVING_BELOW and {"code": Reason.LEAVING, "share": float(1 - alive)},
        order_on and order_on < day and {"code": Reason.ORDER_LATE, "days": (day - order_on).days},
        action_on and action_on <= day and {"code": Reason.ACTION_DUE, "days": (day - action_on).days},
        visit_on and visit_on < day and {"code": Reason.VISIT_LATE, "days": (day - visit_on).days},
    ]
    reasons = [each for each in told if each]
    whose = (owner_id, owner) if owner_id else None
    return Line(id, name, tier, status, (team_id, team), whose, currency, value, SIDES[side], reasons, low, high)


def _sum(
    side: Side, currency: str, accounts: int, known: int, complaining: int, low: Decimal, high: Decimal, leaving: Decimal
) -> Sum:
    if not known:
        return Sum(side, currency, accounts, 0, None)
    told = (("at_stake_complaining", low, high, complaining), ("at_stake_others", leaving, leaving, known - complaining))
    parts = [_part(name, least, most, currency, count) for name, least, most, count in told if count]
    formula = " + ".join(part.name for part in parts)
    return Sum(side, currency, accounts, known, computed("at_stake_total", formula, *parts, unit="money", currency=currency))


def _part(name: str, low: Decimal, high: Decimal, currency: str, count: int) -> Figure:
    return Figure(name, low, high, "money", currency, source=Source("records", {"table": "accounts", "count": count}))


def _ask(statement: str, accounts: QuerySet[Account], asked: Asked, more: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    try:
        text, values = (
            accounts.filter(kind=AccountKind.EXTERNAL)
            .exclude(status=AccountStatus.ARCHIVED)
            .order_by()
            .values(*COLUMNS)
            .query.sql_with_params()
        )
    except EmptyResultSet:  # this person sees none
        return []
    names = [f"seen_{place}" for place in range(len(values))]
    seen = text % tuple(f"%({name})s" for name in names)
    params = {
        "night": asked.night,
        "day": asked.day,
        "low": asked.low,
        "high": asked.high,
        **more,
        **dict(zip(names, values, strict=True)),
    }
    return run(statement.format(seen), params)
