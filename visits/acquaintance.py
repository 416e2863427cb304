"""Who knows a customer: the people who visited or talked to it within a year (rows 16, 58). Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, IntegerField, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from accounts.models import Account, AccountStatus
from crm.calendar import day_bounds
from crm.models import User

#: Whoever was not there for a year does not count as one who knows the customer.
KNOWN_DAYS = 365

#: A touchpoint of a visit and the visit itself are one meeting: what counts is the person and the day.
MEETINGS = """
    SELECT account_id, by_id AS person, (at AT TIME ZONE %(zone)s)::date AS met_on FROM accounts_touchpoint
    WHERE account_id = ANY(%(accounts)s) AND kind IN ('visit', 'call', 'message') AND at >= %(since)s AND by_id IS NOT NULL
    UNION
    SELECT account_id, manager_id, visited_on FROM visits_visit
    WHERE account_id = ANY(%(accounts)s) AND status = 'completed' AND outcome <> 'not_met' AND visited_on >= %(since_on)s
    UNION
    SELECT joint.account_id, who.person, joint.done_on FROM visits_jointvisit AS joint
    JOIN visits_handover AS handover ON handover.id = joint.handover_id
    CROSS JOIN LATERAL (VALUES (handover.giver_id), (handover.taker_id)) AS who (person)
    WHERE joint.account_id = ANY(%(accounts)s) AND joint.state = 'done' AND joint.done_on >= %(since_on)s
"""


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A person who knows the account, on how many days they met, and when last."""

    id: UUID
    name: str
    is_active: bool
    meetings: int
    last_on: date


def who_knows(accounts: Collection[UUID], *, day: date) -> Mapping[UUID, list[Acquaintance]]:
    """By account, who met it most recently first. One statement for any number of accounts."""
    since_on = day - timedelta(days=KNOWN_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT met.account_id, person.id, person.name, person.is_active, count(*), max(met.met_on)
            FROM ({MEETINGS}) AS met JOIN crm_user AS person ON person.id = met.person
            WHERE person.role IN ('manager', 'lead')
            GROUP BY met.account_id, person.id ORDER BY met.account_id, max(met.met_on) DESC, count(*) DESC, person.id
            """,
            {
                "accounts": list(accounts), "zone": settings.BUSINESS_TZ.key, "since_on": since_on,
                "since": day_bounds(since_on)[0],
            },
        )  # fmt: skip
        found: dict[UUID, list[Acquaintance]] = defaultdict(list)
        for account, *person in cursor.fetchall():
            found[account].append(Acquaintance(*person))
    return found


#: The same count for a list: only people who still work here can be asked.
ACQUAINTED = """
    (SELECT count(DISTINCT met.person) FROM (
        SELECT touchpoint.by_id AS person FROM accounts_touchpoint AS touchpoint
        WHERE touchpoint.account_id = accounts_account.id AND touchpoint.kind IN ('visit', 'call', 'message')
          AND touchpoint.at >= now() - interval '365 days'
        UNION
        SELECT visit.manager_id FROM visits_visit AS visit
        WHERE visit.account_id = accounts_account.id AND visit.status = 'completed' AND visit.outcome <> 'not_met'
          AND visit.visited_on >= current_date - 365
        UNION
        SELECT who.person FROM visits_jointvisit AS joint
        JOIN visits_handover AS handover ON handover.id = joint.handover_id
        CROSS JOIN LATERAL (VALUES (handover.giver_id), (handover.taker_id)) AS who (person)
        WHERE joint.account_id = accounts_account.id AND joint.state = 'done' AND joint.done_on >= current_date - 365
     ) AS met JOIN crm_user AS person ON person.id = met.person AND person.is_active AND person.role IN ('manager', 'lead'))
"""


def acquainted() -> RawSQL:
    """How many people who work here know the account; an annotation of accounts."""
    return RawSQL(ACQUAINTED, (), output_field=IntegerField())  # noqa: S611 (a constant)


def in_work(user: User) -> QuerySet[Account]:
    """The external accounts that this person sees and somebody works with."""
    rows = Account.objects.visible_to(user).external()
    return rows.exclude(status__in=(AccountStatus.ARCHIVED, AccountStatus.LOST))


def known_to_few(user: User) -> QuerySet[Account]:
    """Accounts in work that at most one person knows (row 58)."""
    return in_work(user).annotate(acquainted=acquainted()).filter(acquainted__lte=1)


def known_to_few_by_owner(user: User) -> list[dict[str, Any]]:
    """By owner: accounts in work, those that one person knows or nobody, and the 12 months' sales that hang on them."""
    totals = dict(in_work(user).order_by().values_list("owner").annotate(Count("pk")))
    few = known_to_few(user).order_by()
    rows = few.values("owner", "owner__name").annotate(
        one=Count("pk", filter=Q(acquainted=1)), nobody=Count("pk", filter=Q(acquainted=0)), value=Sum("annual_value")
    )
    found = [
        {
            "owner": {"id": row["owner"], "name": row["owner__name"]} if row["owner"] else None,
            "accounts": totals.get(row["owner"], 0), "one": row["one"], "nobody": row["nobody"], "value": row["value"],
        }
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: (-(row["one"] + row["nobody"]), str(row["owner"])))
