"""Goodwill on the spot: who may give how much, and what it came to in the end (row 4)."""

from collections.abc import Mapping
from decimal import Decimal

NOTHING = Decimal("0.00")


def net_cost(*, amount: Decimal, recovered: Decimal, is_withdrawn: bool = False) -> Decimal:
    """What was given and did not come back; one that was written down by mistake cost nothing."""
    return NOTHING if is_withdrawn else amount - recovered


def is_within(*, amount: Decimal, already: Decimal, limit: Decimal | None) -> bool:
    """`already` is what this person gave the same customer that day, so that nobody cuts one grant into several.
    No limit set for a role means that it may give nothing."""
    return limit is not None and amount + already <= limit


def roles_that_may(*, amount: Decimal, limits: Mapping[str, Decimal]) -> list[str]:
    """Whose limit reaches so far, the least powerful first."""
    return [role for role, limit in sorted(limits.items(), key=lambda entry: (entry[1], entry[0])) if limit >= amount]
