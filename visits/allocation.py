"""Whether a customer gets less since the manager changed, and what there is to say about it (row 19).

The customer blames the new manager; often the supply fell for everybody. So the same product is compared at the team's other
customers: that is the explanation to give first. What others could buy as before is what can be offered instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: A comparison needs so many orders before the change, and so many expected after it, or chance would speak.
FEWEST_BEFORE, FEWEST_EXPECTED = 4, 2
#: What the team's customers kept to this part counts as available.
STEADY = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """What was sold to somebody in a stretch of days."""

    days: int
    orders: int
    amount: float

    @property
    def per_day(self) -> float:
        return self.amount / self.days if self.days else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSpell:
    """One product before and after the change: quantities of this customer and of the team's others."""

    product: str
    name: str
    before: float
    after: float
    team_before: float
    team_after: float


@dataclass(frozen=True, slots=True)
class ProductChange:
    product: str
    name: str
    percent: int
    team_percent: int | None
    is_supply: bool


@dataclass(frozen=True, slots=True)
class Fall:
    """`reason` is `supply` when the team's others fell alike for most of what was lost, else `account`."""

    percent: int
    team_percent: int | None
    reason: str
    products: list[ProductChange]
    alternatives: list[str]


def percent_change(before: float, after: float) -> int | None:
    """Whole percent; null when there was nothing to fall from."""
    return round(100 * (after - before) / before) if before > 0 else None


def fallen_by(*, before: Spell, after: Spell, fall_percent: int) -> int | None:
    """The change in percent where it is a fall that counts."""
    if before.orders < FEWEST_BEFORE or before.orders / before.days * after.days < FEWEST_EXPECTED:
        return None
    percent = percent_change(before.per_day, after.per_day)
    return percent if percent is not None and percent <= -fall_percent else None


def fall_of(
    *, before: Spell, after: Spell, team_before: Spell, team_after: Spell, products: Sequence[ProductSpell], fall_percent: int
) -> Fall | None:
    """The fall, or None where it is too small or there are too few orders to say."""
    percent = fallen_by(before=before, after=after, fall_percent=fall_percent)
    if percent is None:
        return None
    scale = before.days / after.days if after.days else 1.0
    changes = [change for each in products if (change := _change(each, scale, fall_percent))]
    lost = sorted(changes, key=lambda change: change[0])[:5]
    by_supply = sum(amount for amount, change in lost if change.is_supply)
    total = sum(amount for amount, _ in lost)
    return Fall(
        percent=percent,
        team_percent=percent_change(team_before.per_day, team_after.per_day),
        reason="supply" if total and by_supply / total > 0.5 else "account",
        products=[change for _, change in lost],
        alternatives=_alternatives(products, scale),
    )


def _change(each: ProductSpell, scale: float, fall_percent: int) -> tuple[float, ProductChange] | None:
    """How much of a product was lost (negative), over as many days as before; None where it was not."""
    after, team_after = each.after * scale, each.team_after * scale
    percent = percent_change(each.before, after)
    if percent is None or percent >= 0:
        return None
    team = percent_change(each.team_before, team_after)
    is_supply = team is not None and team <= -fall_percent / 2
    return after - each.before, ProductChange(each.product, each.name, percent, team, is_supply)


def _alternatives(products: Sequence[ProductSpell], scale: float) -> list[str]:
    """What the team's others got as before and this customer did not lose, the most sold first."""
    steady = [
        each
        for each in products
        if each.team_after > 0
        and each.team_after * scale >= STEADY * each.team_before
        and each.after * scale >= STEADY * each.before
    ]
    return [each.name for each in sorted(steady, key=lambda each: (-each.team_after, each.name))[:3]]
