"""What the visits of a policy take: how many a month, and how many hours (rows 7, 20)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

#: Days of a month, on average.
MONTH = Decimal("30.4375")
UNRATED = "unrated"


@dataclass(frozen=True)
class Workload:
    """A month's visits and their hours, with their ways."""

    visits: Decimal
    hours: Decimal


def workload(accounts: Mapping[str | None, int], *, intervals_days: Mapping[str, int], minutes: Mapping[str, int]) -> Workload:
    """`accounts` by tier; None is not yet rated."""
    visits = {tier or UNRATED: Decimal(number) * MONTH / intervals_days[tier or UNRATED] for tier, number in accounts.items()}
    hours = sum((number * minutes[tier] / 60 for tier, number in visits.items()), Decimal(0))
    return Workload(round(sum(visits.values(), Decimal(0)), 1), round(hours, 1))
