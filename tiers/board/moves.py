"""Who moved between two days: tiers then against tiers later, from the append-only history (row 68).

An account's tier on a day is what its first later change says it was before, else what it is now. So only the changes are read,
never every account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from accounts.models import Account
from crm.statements import run
from tiers.board.figures import COLUMNS, TierCount
from tiers.models import TierAssignment


@dataclass(frozen=True)
class Cell:
    """So many accounts stood in `before` on the first day and in `after` on the last; their present 12-month net sales."""

    before: str | None
    after: str | None
    accounts: int
    annual_value: Mapping[str, Decimal]


MOVES = """
    WITH told AS (
        SELECT DISTINCT ON (change.account_id) change.account_id, change.before,
               last_value(change.after) OVER whole AS after
        FROM tiers_tierassignment AS change
        WHERE change.as_of > %s AND ({until})
        WINDOW whole AS (PARTITION BY change.account_id ORDER BY change.as_of, change.id
                         ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        ORDER BY change.account_id, change.as_of, change.id
    )
    SELECT told.before, told.after, account.currency, count(*), coalesce(sum(account.annual_value), 0)
    FROM told JOIN ({accounts}) AS account ON account.id = told.account_id
    GROUP BY 1, 2, 3
"""


def migration(*, accounts: QuerySet[Account], now: list[TierCount], since: date, until: date) -> list[Cell]:
    """How many of `accounts` went from where to where between the end of `since` and the end of `until`.

    `now` is how many of them stand in each tier today. Who was no customer yet stands with the not yet rated.
    """
    moved = _moves(accounts, since, until)
    later = _moves(accounts, until, None)
    cells: dict[tuple[str | None, str | None], Cell] = {(cell.before, cell.after): cell for cell in moved}
    for count in now:
        tier = count.tier
        stood = count.accounts + _left(later, tier) - _came(later, tier)
        stayed = stood - sum(cell.accounts for cell in moved if cell.after == tier and cell.before != tier)
        known = cells.get((tier, tier))
        cells[tier, tier] = Cell(tier, tier, max(stayed, 0), known.annual_value if known else {})
    order = {tier: place for place, tier in enumerate(COLUMNS)}
    found = [cell for cell in cells.values() if cell.accounts]
    return sorted(found, key=lambda cell: (order[cell.before], order[cell.after]))


def _left(cells: list[Cell], tier: str | None) -> int:
    return sum(cell.accounts for cell in cells if cell.before == tier and cell.after != tier)


def _came(cells: list[Cell], tier: str | None) -> int:
    return sum(cell.accounts for cell in cells if cell.after == tier and cell.before != tier)


def _moves(accounts: QuerySet[Account], since: date, until: date | None) -> list[Cell]:
    """By where they stood before the first change of the time and after the last one."""
    sql, params = accounts.order_by().values("id", "currency", "annual_value").query.sql_with_params()
    limit: list[Any] = [] if until is None else [until]
    statement = MOVES.format(accounts=sql, until="change.as_of <= %s" if limit else "true")
    cells: dict[tuple[str | None, str | None], tuple[int, dict[str, Decimal]]] = {}
    for before, after, currency, number, value in run(statement, [since, *limit, *params]):
        known, held = cells.get((before, after), (0, {}))
        cells[before, after] = (known + number, {**held, currency: value})
    return [Cell(before, after, number, held) for (before, after), (number, held) in cells.items()]


def tier_on(day: date) -> Case:
    """The tier at the end of `day`, as an expression over `Account`."""
    later = TierAssignment.objects.filter(account=OuterRef("pk"), as_of__gt=day).order_by("as_of", "id")
    return Case(
        When(Exists(later), then=Subquery(later.values("before")[:1])), default=F("tier"), output_field=CharField(null=True)
    )


def moved(accounts: QuerySet[Account], *, since: date, until: date, before: str | None, after: str | None) -> QuerySet[Account]:
    """The accounts behind a cell of `migration`."""
    if before != after:
        changed = TierAssignment.objects.filter(as_of__gt=since, as_of__lte=until)
        left = changed.filter(_is("before", before)).values("account_id")
        came = changed.filter(_is("after", after)).values("account_id")
        accounts = accounts.filter(pk__in=left).filter(pk__in=came)
    accounts = accounts.alias(tier_then=tier_on(since), tier_later=tier_on(until))
    return accounts.filter(_is("tier_then", before), _is("tier_later", after))


def _is(name: str, tier: str | None) -> Q:
    return Q(**{f"{name}__isnull": True}) if tier is None else Q(**{name: tier})
