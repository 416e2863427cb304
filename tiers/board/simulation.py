"""What other rules would change: who moves, how much of the sales is covered, what the visits take (rows 7, 68).

One statement over what the last review found. It writes nothing, and it tells two things apart: what the first review under these
rules does (promotions, since nobody is demoted before the grace is over) and where everybody stands once the grace is over.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.models import Account
from crm.models import User
from tiers.actions.review_sql import KNOWN_COLUMNS, KNOWN_JOINS, LADDER_SQL, cut_params, highest_step, lines_of, scored_cte
from tiers.models import TierPolicy
from tiers.scoring import CUT_TIERS, LADDER, Method
from tiers.workload import Workload, workload

#: Movers that are named, the largest first.
NAMED = 50

#: A million accounts on one connection take some seconds; whoever asks for more than that is told so.
PATIENCE = "SET LOCAL statement_timeout = '60s'"
ROOM = "SELECT set_config('work_mem', '128MB', true), set_config('jit', 'off', true)"


@dataclass(frozen=True)
class Flow:
    """So many accounts stand in `before` today and would stand in `after`; None is not yet rated."""

    before: str | None
    after: str | None
    currency: str
    accounts: int
    value: Decimal


@dataclass(frozen=True)
class Mover:
    id: UUID
    name: str
    before: str | None
    after: str | None
    value: Decimal
    currency: str


@dataclass(frozen=True)
class Side:
    """Today, or then: accounts and 12-month net sales by tier, the share of the sales above ordinary, and a month's visits."""

    accounts: Mapping[str | None, int]
    value: Mapping[str | None, Mapping[str, Decimal]]
    covered: Mapping[str, Decimal | None]
    workload: Workload


@dataclass(frozen=True)
class Simulation:
    today: Side
    then: Side
    flows: Sequence[Flow]
    at_once: int
    movers: Sequence[Mover]
    held_by_hand: int


def _statement(policy: TierPolicy, accounts: str) -> str:
    method, is_composite = policy.cuts().method, policy.score == TierPolicy.Score.COMPOSITE
    score = "-rank::numeric" if method == Method.PERCENTILE else "merit"
    return f"""
    WITH seen AS MATERIALIZED (
        SELECT account.id, account.name, account.team_id, account.currency, account.tier AS shown, standing.computed AS held,
               coalesce(standing.value, 0) AS value, array_position({LADDER_SQL}, standing.computed::text) AS held_step,
               override.tier AS override_tier, coalesce(standing.computed IS NOT NULL AND standing.value > 0, false) AS competes
               {KNOWN_COLUMNS if is_composite else ""}
        FROM ({accounts}) AS account
        LEFT JOIN tiers_standing AS standing ON standing.account_id = account.id
        LEFT JOIN tiers_tieroverride AS override ON override.account_id = account.id AND override.ended_at IS NULL
        {KNOWN_JOINS if is_composite else ""}
    ), scored AS (
        {scored_cte("seen", "team_id, currency", is_composite=is_composite)}
    ), placed AS (
        SELECT *, CASE WHEN competes
                       THEN count(*) OVER (PARTITION BY team_id, currency, competes ORDER BY merit DESC) END AS rank
        FROM scored
    ), line AS (
        SELECT team_id, currency, {lines_of(method)} FROM placed GROUP BY team_id, currency
    ), judged AS (
        SELECT *, {score} AS score FROM placed JOIN line USING (team_id, currency)
    ), stepped AS (
        SELECT *, {highest_step("enter")} AS enter_step, {highest_step("leave")} AS leave_step FROM judged
    ), settled AS (
        SELECT id, name, currency, value, shown, override_tier IS NOT NULL AS by_hand,
               CASE WHEN override_tier IS NOT NULL THEN override_tier
                    WHEN held IS NULL THEN shown
                    WHEN enter_step > held_step THEN ({LADDER_SQL})[enter_step]
                    ELSE ({LADDER_SQL})[least(held_step, leave_step)] END AS later,
               override_tier IS NULL AND held IS NOT NULL AND enter_step > held_step AS at_once
        FROM stepped
    ), flow AS (
        SELECT shown, later, currency, count(*) AS accounts, sum(value) AS value, count(*) FILTER (WHERE at_once) AS at_once,
               count(*) FILTER (WHERE by_hand) AS by_hand
        FROM settled GROUP BY shown, later, currency
    ), mover AS (
        SELECT id, name, shown, later, value, currency FROM settled WHERE shown IS DISTINCT FROM later
        ORDER BY value DESC, id LIMIT {NAMED}
    )
    SELECT (SELECT coalesce(jsonb_agg(jsonb_build_array(shown, later, currency, accounts, value::text, at_once, by_hand)), '[]')
            FROM flow),
           (SELECT coalesce(jsonb_agg(jsonb_build_array(id, name, shown, later, value::text, currency)
                                      ORDER BY value DESC, id), '[]')
            FROM mover)
    """


def simulate(*, policy: TierPolicy, today: TierPolicy, user: User, team: UUID | None = None) -> Simulation:
    """`policy` against `today`, the one in force, for the accounts of `team`, or all that `user` sees."""
    seen = Account.objects.visible_to(user).external().active().order_by()
    if team:
        seen = seen.filter(team_id=team)
    flows, movers = _ask(policy, *seen.values("id", "name", "team_id", "currency", "tier").query.sql_with_params())
    found = [Flow(shown, then, currency, number, Decimal(value)) for shown, then, currency, number, value, *_ in flows]
    return Simulation(
        today=_side([(flow.before, flow) for flow in found], today),
        then=_side([(flow.after, flow) for flow in found], policy),
        flows=_sorted(found),
        at_once=sum(row[5] for row in flows),
        held_by_hand=sum(row[6] for row in flows),
        movers=[Mover(UUID(row[0]), row[1], row[2], row[3], Decimal(row[4]), row[5]) for row in movers],
    )


def sum_up(parts: Sequence[Simulation], *, policy: TierPolicy, today: TierPolicy) -> Simulation:
    """Simulations of several teams as one of all: accounts are ranked within their team, so the parts add up."""
    added: dict[tuple[str | None, str | None, str], tuple[int, Decimal]] = {}
    for flow in (flow for part in parts for flow in part.flows):
        accounts, value = added.get((flow.before, flow.after, flow.currency), (0, Decimal(0)))
        added[flow.before, flow.after, flow.currency] = accounts + flow.accounts, value + flow.value
    flows = [Flow(*way, *amounts) for way, amounts in added.items()]
    movers = sorted((mover for part in parts for mover in part.movers), key=lambda mover: (-mover.value, mover.id))
    return Simulation(
        today=_side([(flow.before, flow) for flow in flows], today),
        then=_side([(flow.after, flow) for flow in flows], policy),
        flows=_sorted(flows),
        at_once=sum(part.at_once for part in parts),
        held_by_hand=sum(part.held_by_hand for part in parts),
        movers=movers[:NAMED],
    )


def told(simulation: Simulation, in_force: TierPolicy) -> dict[str, Any]:
    """As JSON; `in_force` is the version that it is compared with."""
    return {
        "policy_version": in_force.number,
        "today": _side_told(simulation.today),
        "then": _side_told(simulation.then),
        "moved": sum(flow.accounts for flow in simulation.flows if flow.before != flow.after),
        "at_once": simulation.at_once,
        "held_by_hand": simulation.held_by_hand,
        "flows": [asdict(flow) | {"value": str(flow.value)} for flow in simulation.flows],
        "movers": [asdict(mover) | {"id": str(mover.id), "value": str(mover.value)} for mover in simulation.movers],
    }


def _side_told(side: Side) -> dict[str, Any]:
    return {
        "accounts": {tier or "none": number for tier, number in side.accounts.items()},
        "covered": {currency: part if part is None else float(part) for currency, part in side.covered.items()},
        "visits": float(side.workload.visits),
        "hours": float(side.workload.hours),
    }


@transaction.atomic
def _ask(policy: TierPolicy, accounts: str, params: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Both kinds of parameters do not mix in one statement: those of the queryset are made literals of."""
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(PATIENCE)
        inner = str(cursor.mogrify(accounts, params)).replace("%", "%%")
        cursor.execute(_statement(policy, inner), cut_params(policy))
        flows, movers = cursor.fetchone()
    return json.loads(flows), json.loads(movers)


def _side(rows: Sequence[tuple[str | None, Flow]], policy: TierPolicy) -> Side:
    accounts: dict[str | None, int] = dict.fromkeys((*LADDER[::-1], None), 0)
    value: dict[str | None, dict[str, Decimal]] = {tier: {} for tier in accounts}
    for tier, flow in rows:
        accounts[tier] += flow.accounts
        value[tier][flow.currency] = value[tier].get(flow.currency, Decimal(0)) + flow.value
    totals: dict[str, Decimal] = {}
    above: dict[str, Decimal] = {}
    for tier, held in value.items():
        for currency, amount in held.items():
            totals[currency] = totals.get(currency, Decimal(0)) + amount
            above[currency] = above.get(currency, Decimal(0)) + (amount if tier in CUT_TIERS else 0)
    covered = {currency: round(above[currency] / total, 4) if total > 0 else None for currency, total in sorted(totals.items())}
    load = workload(accounts, intervals_days=policy.intervals_days, minutes=policy.visit_minutes)
    return Side(accounts, value, covered, load)


def _sorted(flows: Sequence[Flow]) -> list[Flow]:
    place = {tier: number for number, tier in enumerate((*LADDER[::-1], None))}
    return sorted(flows, key=lambda flow: (place[flow.before], place[flow.after], flow.currency))
