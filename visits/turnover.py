"""What a customer bought before and after a day, beside the rest of the team: the numbers behind row 19. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from accounts.models import Account
from crm.calendar import day_bounds
from visits.allocation import ProductSpell, Spell


@dataclass(frozen=True, slots=True)
class Turnover:
    """From `since` to `until` around a change of manager."""

    since: date
    until: date
    currency: str
    before: Spell
    after: Spell
    team_before: Spell
    team_after: Spell
    products: list[ProductSpell]


#: Sales less returns of the account and of the team's other accounts in the same currency, before and after the change.
TOTALS = """
    SELECT orders.account_id = %(account)s, orders.ordered_at >= %(changed)s,
           count(*) FILTER (WHERE orders.kind = 'sale'), coalesce(sum(orders.total), 0)::float
    FROM accounts_order AS orders JOIN accounts_account AS account ON account.id = orders.account_id
    WHERE account.team_id = %(team)s AND orders.currency = %(currency)s
      AND orders.ordered_at >= %(since)s AND orders.ordered_at < %(until)s
    GROUP BY 1, 2
"""

OWN = """
    SELECT ordered_at >= %(changed)s, count(*) FILTER (WHERE kind = 'sale'), coalesce(sum(total), 0)::float
    FROM accounts_order
    WHERE account_id = %(account)s AND currency = %(currency)s AND ordered_at >= %(since)s AND ordered_at < %(until)s
    GROUP BY 1
"""

PRODUCTS = """
    SELECT product.id, coalesce(nullif(product.name, ''), product.code),
           coalesce(sum(line.quantity) FILTER (WHERE is_own AND NOT is_after), 0)::float,
           coalesce(sum(line.quantity) FILTER (WHERE is_own AND is_after), 0)::float,
           coalesce(sum(line.quantity) FILTER (WHERE NOT is_own AND NOT is_after), 0)::float,
           coalesce(sum(line.quantity) FILTER (WHERE NOT is_own AND is_after), 0)::float
    FROM accounts_order AS orders
    JOIN accounts_account AS account ON account.id = orders.account_id
    JOIN accounts_orderline AS line ON line.order_id = orders.id
    JOIN accounts_product AS product ON product.id = line.product_id
    CROSS JOIN LATERAL (SELECT orders.account_id = %(account)s AS is_own, orders.ordered_at >= %(changed)s AS is_after) AS which
    WHERE account.team_id = %(team)s AND orders.kind = 'sale'
      AND orders.ordered_at >= %(since)s AND orders.ordered_at < %(until)s
    GROUP BY product.id ORDER BY product.code, product.id
"""


def own_turnover(*, account: Account, changed_on: date, day: date, before_days: int) -> tuple[Spell, Spell]:
    """The customer's own orders before and after: cheap, and for most it says already that nothing fell."""
    with connection.cursor() as cursor:
        cursor.execute(OWN, _params(account, changed_on, day, before_days))
        sums = {after: (orders, amount) for after, orders, amount in cursor.fetchall()}
    before, after = sums.get(False, (0, 0.0)), sums.get(True, (0, 0.0))
    return (
        Spell(days=before_days, orders=before[0], amount=before[1]),
        Spell(days=(day - changed_on).days, orders=after[0], amount=after[1]),
    )


def _params(account: Account, changed_on: date, day: date, before_days: int) -> dict[str, Any]:
    return {
        "account": account.pk, "team": account.team_id, "currency": account.currency,
        "since": day_bounds(changed_on - timedelta(days=before_days))[0], "changed": day_bounds(changed_on)[0],
        "until": day_bounds(day)[0],
    }  # fmt: skip


def read_turnover(*, account: Account, changed_on: date, day: date, before_days: int) -> Turnover:
    """From `before_days` before the change up to the end of yesterday: today is not over."""
    params = _params(account, changed_on, day, before_days)
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, params)
        sums = {(own, after): (orders, amount) for own, after, orders, amount in cursor.fetchall()}
        cursor.execute(PRODUCTS, params)
        products = cursor.fetchall()
    days = {False: before_days, True: (day - changed_on).days}

    def spell(*, own: bool, after: bool) -> Spell:
        orders, amount = sums.get((own, after), (0, 0.0))
        return Spell(days=days[after], orders=orders, amount=amount)

    return Turnover(
        since=changed_on - timedelta(days=before_days), until=day - timedelta(days=1), currency=account.currency,
        before=spell(own=True, after=False), after=spell(own=True, after=True),
        team_before=spell(own=False, after=False), team_after=spell(own=False, after=True),
        products=[
            ProductSpell(product=str(pk), name=name, before=before, after=after, team_before=team_before, team_after=team_after)
            for pk, name, before, after, team_before, team_after in products
        ],
    )  # fmt: skip
