"""This day's order against the customer's history (row 20): what is usual of each product, and what differs today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from uuid import UUID

#: So many order days before this one are its history; none older than a year.
DAYS_COMPARED = 12
REACH = timedelta(days=365)
#: Ours: a fifth more or less is a difference; ordered on half of the days, and twice at least, it is a usual product.
DIFFERENCE = Decimal("0.2")
USUAL_SHARE = Decimal("0.5")
USUAL_TIMES = 2

#: In the order in which one asks about them.
STATES = ("missing", "less", "more", "new", "same")


@dataclass(frozen=True, slots=True)
class Bought:
    """One product on one day, all orders of the day together."""

    on: date
    product: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """`usual` is the median of the days on which it was ordered, `times` how many those are; `change` the share over or under."""

    product: UUID
    state: str
    quantity: Decimal
    usual: Decimal | None
    last: Decimal | None
    last_on: date | None
    times: int
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    on: date
    days: int
    lines: Sequence[Line]


def compare(bought: Iterable[Bought], *, on: date) -> Comparison:
    """Today's products and the usual ones that were not ordered today; what one asks about first stands first."""
    today: dict[UUID, Decimal] = {}
    before: dict[date, dict[UUID, Decimal]] = {}
    for each in bought:
        if on - REACH <= each.on <= on:
            of_day = today if each.on == on else before.setdefault(each.on, {})
            of_day[each.product] = of_day.get(each.product, Decimal(0)) + each.quantity
    days = sorted(before, reverse=True)[:DAYS_COMPARED]
    past: dict[UUID, list[tuple[date, Decimal]]] = {}
    for day in days:
        for product, quantity in before[day].items():
            past.setdefault(product, []).append((day, quantity))
    lines = [_line(product, quantity, past.get(product, ())) for product, quantity in today.items()]
    lines += [_line(product, Decimal(0), past[product]) for product in _missing(past, today, len(days))]
    lines.sort(key=lambda line: (STATES.index(line.state), -line.times, str(line.product)))
    return Comparison(on, len(days), lines)


def _missing(past: Mapping[UUID, Sequence[object]], today: Mapping[UUID, Decimal], days: int) -> list[UUID]:
    least = max(Decimal(USUAL_TIMES), USUAL_SHARE * days)
    return [product for product, seen in past.items() if product not in today and len(seen) >= least]


def _line(product: UUID, quantity: Decimal, seen: Sequence[tuple[date, Decimal]]) -> Line:
    if not seen:
        return Line(product, "new", quantity, None, None, None, 0, None)
    usual = median([amount for _, amount in seen])
    change = (quantity - usual) / usual if usual else None
    last_on, last = seen[0]
    return Line(product, _state(quantity, change), quantity, usual, last, last_on, len(seen), change)


def _state(quantity: Decimal, change: Decimal | None) -> str:
    if not quantity:
        return "missing"
    if change is None or abs(change) < DIFFERENCE:
        return "same"
    return "more" if change > 0 else "less"
