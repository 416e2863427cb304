"""A score of value, loyalty and potential (rows 7, 10): each a part of a whole, weighed, over what is known.

Value is the share of the peers that are worth no more, by half the margin of 12 months and half the equity of a year. Loyalty is
the index, once enough of it was observed to promote anybody. Potential is the share of the peers whose purchases elsewhere are no
larger; who nobody estimated has none. What is not known weighs nothing, and never counts as zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

#: Below so much of its weights observed, a loyalty index is provisional and promotes nobody.
FIRM_COVERAGE = Decimal("0.55")


@dataclass(frozen=True)
class Parts:
    """Each 0 to 1; None is not known."""

    value: Decimal
    loyalty: Decimal | None = None
    potential: Decimal | None = None


def points(parts: Parts, weights: Mapping[str, int]) -> Decimal:
    """0 to 100."""
    known = {name: part for name in weights if (part := getattr(parts, name)) is not None}
    total = sum(weights[name] for name in known)
    return round(sum((weights[name] * part for name, part in known.items()), Decimal(0)) * 100 / total, 4)
