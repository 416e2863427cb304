"""What a tier gets of a service, and what of it is left (rows 61, 69)."""

from dataclasses import dataclass
from datetime import date

#: Who has no tier yet gets what everybody gets.
WITHOUT_TIER = "ordinary"

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Allowance:
    """`quota` None: as often as needed. `left` is None then, and never below zero."""

    quota: int | None
    per: str
    used: int
    left: int | None
    since: date
    until: date


def tier_that_counts(tier: str | None) -> str:
    return tier or WITHOUT_TIER


def period_of(day: date, per: str) -> tuple[date, date]:
    """First and last day of the calendar month, quarter or year that `day` lies in."""
    length = MONTHS_IN[per]
    first = day.replace(month=(day.month - 1) // length * length + 1, day=1)
    months = first.year * 12 + first.month - 1 + length
    following = date(months // 12, months % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)


def allowance(*, quota: int | None, per: str, used: int, day: date) -> Allowance:
    since, until = period_of(day, per)
    left = None if quota is None else max(0, quota - used)
    return Allowance(quota, per, used, left, since, until)


def is_beyond(entitled: Allowance | None, quantity: int) -> bool:
    """More than is left, or nothing that this tier gets at all: an exception, which needs its reason."""
    if entitled is None:
        return True
    return entitled.left is not None and quantity > entitled.left
