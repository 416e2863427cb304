"""What a group comes to: an account with all that lies below it, counted by one statement over what the person sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.actions.figures import year_until
from accounts.models import Account
from crm.models import User
from crm.statements import run

#: Up to the top and down to the last shop; `depth` is 0 for the account itself, negative above it.
TREE = """
    WITH RECURSIVE above AS (
        SELECT id, parent_id, 0 AS depth FROM accounts_account WHERE id = %s
        UNION ALL
        SELECT next.id, next.parent_id, above.depth - 1
        FROM accounts_account AS next JOIN above ON next.id = above.parent_id
    ), below AS (
        SELECT id, parent_id, 0 AS depth, NULL::uuid AS branch FROM accounts_account WHERE id = %s
        UNION ALL
        SELECT next.id, next.parent_id, below.depth + 1, coalesce(below.branch, next.id)
        FROM accounts_account AS next JOIN below ON next.parent_id = below.id
    ) SELECT id, depth, NULL::uuid FROM above WHERE depth < 0 UNION ALL SELECT id, depth, branch FROM below ORDER BY 2, 1
"""

#: Each branch (null: the account itself) with what hangs below it, per currency.
SUMS = """
    WITH member AS MATERIALIZED (
        SELECT account.* , place.branch FROM unnest(%s::uuid[], %s::uuid[]) AS place (id, branch)
        JOIN accounts_account AS account ON account.id = place.id
    ), placed AS (
        SELECT member.branch, member.currency, count(*) AS orders
        FROM member JOIN accounts_order AS placed ON placed.account_id = member.id
        WHERE placed.kind = 'sale' AND placed.ordered_at >= %s AND placed.ordered_at < %s
        GROUP BY member.branch, member.currency
    ), promised AS (
        SELECT member.branch, member.currency, count(*) AS promises
        FROM member JOIN accounts_promise AS promise ON promise.account_id = member.id AND promise.state = 'open'
        GROUP BY member.branch, member.currency
    )
    SELECT member.branch, member.currency, count(*), coalesce(sum(member.annual_value), 0)::numeric(18, 2),
        coalesce(max(placed.orders), 0), sum(member.open_complaints), coalesce(max(promised.promises), 0),
        count(*) FILTER (WHERE member.next_visit_on < %s)
    FROM member
    LEFT JOIN placed ON placed.branch IS NOT DISTINCT FROM member.branch AND placed.currency = member.currency
    LEFT JOIN promised ON promised.branch IS NOT DISTINCT FROM member.branch AND promised.currency = member.currency
    GROUP BY member.branch, member.currency
"""


@dataclass(slots=True)
class Sum:
    """Figures of one account or of many; values by currency, never added over them."""

    accounts: int = 0
    values: dict[str, Decimal] = field(default_factory=dict)
    orders: int = 0
    complaints: int = 0
    promises: int = 0
    overdue_visits: int = 0

    def add(self, currency: str, accounts: int, value: Decimal, orders: int, complaints: int, promises: int, overdue: int) -> None:
        self.accounts += accounts
        self.values[currency] = self.values.get(currency, Decimal("0.00")) + value
        self.orders += orders
        self.complaints += complaints
        self.promises += promises
        self.overdue_visits += overdue


@dataclass(slots=True)
class Family:
    """Where an account stands in its group. Only what the person sees is named and counted."""

    above: list[Account]
    children: list[tuple[Account, Sum]]
    own: Sum
    total: Sum


def family(account: Account, *, user: User, day: date) -> Family:
    """`above` from the top; `children` are the direct ones, each with all that lies below it."""
    places = {pk: (depth, branch) for pk, depth, branch in run(TREE, [account.pk, account.pk])}
    seen: QuerySet[Account] = Account.objects.visible_to(user).active().filter(pk__in=places)
    known = {row.pk: row for row in seen.select_related("owner")} | {account.pk: account}
    below = {pk: branch for pk, (depth, branch) in places.items() if depth >= 0 and pk in known}
    branches, own, total = _sums(below, day=day)
    direct = [known[pk] for pk, (depth, _) in places.items() if depth == 1 and pk in known]
    direct.sort(key=lambda row: (row.name_key, row.pk))
    above = sorted((depth, pk) for pk, (depth, _) in places.items() if depth < 0 and pk in known)
    return Family([known[pk] for _, pk in above], [(row, branches.get(row.pk, Sum())) for row in direct], own, total)


def _sums(places: dict[UUID, UUID | None], *, day: date) -> tuple[dict[UUID, Sum], Sum, Sum]:
    since, until = year_until(day)
    branches: dict[UUID, Sum] = {}
    own, total = Sum(), Sum()
    rows: list[tuple[Any, ...]] = run(SUMS, [list(places), list(places.values()), since, until, day])
    for branch, *figures in rows:
        total.add(*figures)
        (own if branch is None else branches.setdefault(branch, Sum())).add(*figures)
    return branches, own, total
