"""When the vat is empty, and how we know (row 2): capacity by measure, rate with its interval, run-out day, day to deliver.

Plain numbers in and out, each with its parts, so that a screen can show the arithmetic. Quantities are in the product's unit.
The last two functions have a twin on the phone (`frontend/src/domain/supply.ts`), held together by `tests/vectors/supply.json`.

Intervals are to hold about eight times in ten. Where deliveries or counts show how unevenly it goes, the spread is theirs;
otherwise a fixed share stands for it (SPREADS, our own choice until counts come in).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import floor, sqrt
from typing import Any

#: How far the rate may be off where nothing has shown it, by what it stands on: a share either way.
SPREADS = {"stated": 0.15, "household": 0.25, "orders": 0.5, "counts": 0.25}
LEAST_SPREAD, MOST_SPREAD = 0.05, 0.6
EIGHT_IN_TEN = 1.2816  # of a normal distribution, both sides
RECENT = 12  # deliveries or counts: habits change
ENOUGH_GAPS = 2  # between deliveries, before their spread says anything
LITRE_CM3 = 1000

#: The best evidence first, when nobody has chosen.
ORDER_OF_TRUST = ("counts", "orders", "stated", "household")


@dataclass(frozen=True, slots=True)
class Delivery:
    on: date
    quantity: float


@dataclass(frozen=True, slots=True)
class Count:
    on: date
    quantity: float


@dataclass(frozen=True, slots=True)
class Rate:
    """What goes in a day, from `low` to `high`; `basis` says what it stands on, `days` and `used` over which span."""

    per_day: float
    low: float
    high: float
    basis: str
    days: int = 0
    used: float = 0.0
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class RunOut:
    """Empty on `on`, perhaps as early as `earliest` or as late as `latest`; `level` was left on `level_on`."""

    on: date
    earliest: date
    latest: date
    level: float
    level_on: date


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is computed for one product at one customer."""

    capacity: float | None
    rate: Rate | None
    last_fill: Delivery | None
    run_out: RunOut | None
    deliver_by: date | None

    @property
    def parts(self) -> dict[str, Any]:
        """The arithmetic, as it is stored and shown."""
        rate = {name: _rounded(value) for name, value in asdict(self.rate).items()} if self.rate else None
        level = {"level": _rounded(self.run_out.level), "level_on": self.run_out.level_on.isoformat()} if self.run_out else {}
        return {"capacity": _rounded(self.capacity), "rate": rate, **level}


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def volume_litres(*, width_cm: float, depth_cm: float, height_cm: float) -> float:
    """What fits into the vat: width × depth × height."""
    return width_cm * depth_cm * height_cm / LITRE_CM3


def capacity_of(*, stated: float | None, litres: float | None, units_per_litre: float | None) -> float | None:
    """As stated; else measured, at so many units a litre (1 where nobody said)."""
    if stated is not None:
        return stated
    return None if litres is None else litres * (1.0 if units_per_litre is None else units_per_litre)


def rate_stated(per_day: float, *, basis: str = "stated") -> Rate:
    spread = SPREADS[basis]
    return Rate(per_day=per_day, low=per_day * (1 - spread), high=per_day * (1 + spread), basis=basis)


def rate_from_household(*, heads: int, per_head: float) -> Rate:
    return rate_stated(heads * per_head, basis="household")


def rate_from_orders(deliveries: Sequence[Delivery]) -> Rate | None:
    """Each delivery lasted until the next one: the last is still being used and counts only by its day."""
    recent = deliveries[-RECENT:]
    return _rate([((after.on - before.on).days, before.quantity) for before, after in pairwise(recent)], basis="orders")


def rate_from_counts(counts: Sequence[Count], deliveries: Sequence[Delivery]) -> Rate | None:
    """From one look into the vat to the next: what was there, and what came, less what is left."""
    spans = []
    for before, after in pairwise(counts[-RECENT:]):
        came = sum(delivery.quantity for delivery in deliveries if before.on < delivery.on <= after.on)
        spans.append(((after.on - before.on).days, before.quantity + came - after.quantity))
    return _rate(spans, basis="counts")


def _rate(spans: Sequence[tuple[int, float]], *, basis: str) -> Rate | None:
    """Used over days; the spread between the spans gives the interval, weighted by their length."""
    spans = [(days, used) for days, used in spans if days > 0 and used >= 0]
    days, used = sum(days for days, _ in spans), sum(used for _, used in spans)
    if days <= 0 or used <= 0:
        return None
    mean = used / days
    spread = SPREADS[basis]
    if len(spans) >= ENOUGH_GAPS:
        variance = sum(days_ * (used_ / days_ - mean) ** 2 for days_, used_ in spans) / days * len(spans) / (len(spans) - 1)
        spread = EIGHT_IN_TEN * sqrt(variance * (1 + 1 / len(spans))) / mean
    spread = min(max(spread, LEAST_SPREAD), MOST_SPREAD)
    return Rate(mean, mean * (1 - spread), mean * (1 + spread), basis, days, used, len(spans))


def best_rate(rates: dict[str, Rate | None], *, chosen: str | None) -> Rate | None:
    """The one that a person chose, where it can be computed; else the best that there is."""
    if chosen and rates.get(chosen):
        return rates[chosen]
    found = [rate for rate in (rates.get(basis) for basis in ORDER_OF_TRUST) if rate]
    firm = [rate for rate in found if rate.basis != "orders" or rate.gaps >= ENOUGH_GAPS]
    return next(iter([*firm, *found]), None)


def run_out(*, count: Count | None, deliveries: Sequence[Delivery], rate: Rate | None) -> RunOut | None:
    """The day the vat is empty; None while nobody has seen it being filled or used.

    From the last count on, or from the last delivery where nobody counted: the old stock is used first, and what a delivery
    finds still there adds to it. A vat that had run dry starts anew with the delivery.
    """
    if rate is None or rate.per_day <= 0:
        return None
    events: list[Count | Delivery] = [
        *([count] if count else []),
        *(each for each in deliveries if count is None or each.on > count.on),
    ]
    if not count:
        events = events[-1:]
    if not events:
        return None
    level_on, level = _level(events, rate.per_day)
    return RunOut(
        on=_empty(events, rate.per_day), earliest=_empty(events, rate.high), latest=_empty(events, rate.low), level=level,
        level_on=level_on,
    )  # fmt: skip


def _level(events: Sequence[Count | Delivery], per_day: float) -> tuple[date, float]:
    day, level = events[0].on, events[0].quantity
    for event in events[1:]:
        level = max(0.0, level - per_day * (event.on - day).days) + event.quantity
        day = event.on
    return day, level


def _empty(events: Sequence[Count | Delivery], per_day: float) -> date:
    day, level = _level(events, per_day)
    return day + timedelta(days=min(floor(level / per_day + 1e-9), LONGEST_DAYS))


#: Nothing is foreseen further than this; a date has an end as well.
LONGEST_DAYS = 3650


def deliver_by(*, earliest: date, lead_days: int, weekdays: Collection[int]) -> date:
    """The last good day to be there before it may be empty: an order day of the customer's within the week before, if there
    is one. In the past it says that it is high time."""
    wanted = earliest - timedelta(days=lead_days)
    if weekdays:
        wanted = next((day for day in (wanted - timedelta(days=back) for back in range(7)) if day.isoweekday() in weekdays), wanted)
    return wanted


def figures(
    *,
    capacity: float | None,
    litres: float | None,
    units_per_litre: float | None,
    stated_per_day: float | None,
    household: int | None,
    per_head_per_day: float | None,
    chosen: str | None,
    counts: Sequence[Count],
    deliveries: Sequence[Delivery],
    lead_days: int,
    weekdays: Collection[int],
) -> Figures:
    """Everything at once. `counts` and `deliveries` come oldest first."""
    rates = {
        "counts": rate_from_counts(counts, deliveries),
        "orders": rate_from_orders(deliveries),
        "stated": rate_stated(stated_per_day) if stated_per_day else None,
        "household": rate_from_household(heads=household, per_head=per_head_per_day) if household and per_head_per_day else None,
    }
    rate = best_rate(rates, chosen=chosen)
    empty = run_out(count=counts[-1] if counts else None, deliveries=deliveries, rate=rate)
    return Figures(
        capacity=capacity_of(stated=capacity, litres=litres, units_per_litre=units_per_litre),
        rate=rate,
        last_fill=deliveries[-1] if deliveries else None,
        run_out=empty,
        deliver_by=deliver_by(earliest=empty.earliest, lead_days=lead_days, weekdays=weekdays) if empty else None,
    )
