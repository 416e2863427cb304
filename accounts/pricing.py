"""Whether a quote may stand, and what it costs to have gone below: the price rules of a registered project (row 38).

A hard floor holds for everybody. Dealers other than the first registrant do not go below the first registrant's price. Going
below the floor is fined by the shortfall, 少多少罚多少.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm.explain import Figure, computed, entered, ruled

#: The offence at which the program proposes, and never sets, "unwelcome".
PROPOSES_AT = 3
PROTECTION_DAYS = 90
LONGEST_PROTECTION_DAYS = 365


@dataclass(frozen=True)
class QuotedLine:
    """One line of a quote beside what binds it; a bound that is not there is None."""

    product: str
    quantity: Decimal
    unit_price: Decimal
    currency: str
    floor: Decimal | None = None
    first: Decimal | None = None

    @property
    def is_below_floor(self) -> bool:
        return self.floor is not None and self.unit_price < self.floor

    @property
    def is_below_first(self) -> bool:
        """The same price as the first registrant's is allowed: `不得低于`."""
        return self.first is not None and self.unit_price < self.first

    @property
    def fine_due(self) -> Decimal:
        fine = self.fine()
        return fine.low if fine and isinstance(fine.low, Decimal) else Decimal("0.00")

    def fine(self) -> Figure | None:
        """(floor - price) x quantity, to the cent; None when nothing is due."""
        if self.floor is None or not self.is_below_floor:
            return None
        return computed(
            "fine", "(floor - price) * quantity",
            ruled("floor", self.floor, unit="money", currency=self.currency, product=self.product),
            entered("price", self.unit_price, unit="money", currency=self.currency, product=self.product),
            entered("quantity", self.quantity, product=self.product),
            unit="money", currency=self.currency, places=2,
        )  # fmt: skip


@dataclass(frozen=True)
class Judgement:
    """What the rules say of a quote."""

    lines: tuple[QuotedLine, ...]

    @property
    def below_floor(self) -> tuple[QuotedLine, ...]:
        return tuple(line for line in self.lines if line.is_below_floor)

    @property
    def below_first(self) -> tuple[QuotedLine, ...]:
        return tuple(line for line in self.lines if line.is_below_first)

    @property
    def may_stand(self) -> bool:
        return not self.below_floor and not self.below_first

    def fines(self) -> tuple[Figure, ...]:
        return tuple(fine for line in self.lines if (fine := line.fine()))

    def total_fine(self) -> Decimal:
        """The sum of the lines' fines, each to the cent."""
        return sum((line.fine_due for line in self.lines), Decimal("0.00"))


def judge(lines: Sequence[QuotedLine]) -> Judgement:
    return Judgement(tuple(lines))


def fine_of_quote(fines: Sequence[tuple[str, Figure]], currency: str) -> Figure:
    """The fine of a whole quote: `fines` are (a name for the formula, the line's figure)."""
    named = [figure.named(name) for name, figure in fines]
    return computed("total_fine", " + ".join(figure.name for figure in named), *named, unit="money", currency=currency)


def proposes_unwelcome(offences: int) -> bool:
    """At the third offence, and at each one after it that finds no open proposal."""
    return offences >= PROPOSES_AT
