"""How many accounts stand in each tier, and what part of the sales they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from accounts.models import TierName
from tiers.models import TierFigure

#: The columns of the board, highest first; None is not yet rated.
COLUMNS: tuple[str | None, ...] = (*TierName.values, None)


@dataclass(frozen=True)
class TierCount:
    """The accounts of one tier, their 12-month net sales by currency, and the share of all sales in that currency.

    A share is null where the total is not positive: a part of nothing is no number.
    """

    tier: str | None
    accounts: int
    annual_value: Mapping[str, Decimal]
    revenue_share: Mapping[str, Decimal | None]


def tier_counts(figures: QuerySet[TierFigure]) -> list[TierCount]:
    """Per tier, highest first, not yet rated last; from sums that are kept, however many accounts there are."""
    rows = list(figures.order_by().values("tier", "currency").annotate(number=Sum("accounts"), held=Sum("value")))
    rows = sorted((row for row in rows if row["number"]), key=lambda row: str(row["currency"]))
    totals: dict[str, Decimal] = {}
    for row in rows:
        totals[row["currency"]] = totals.get(row["currency"], Decimal(0)) + row["held"]
    counts = []
    for tier in COLUMNS:
        held = {row["currency"]: row["held"] for row in rows if row["tier"] == tier}
        number = sum(row["number"] for row in rows if row["tier"] == tier)
        counts.append(TierCount(tier, number, held, {currency: _part(held[currency], totals[currency]) for currency in held}))
    return counts


def _part(held: Decimal, total: Decimal) -> Decimal | None:
    return round(held / total, 4) if total > 0 else None
