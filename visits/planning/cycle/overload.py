"""Whether the cycle's hours suffice, told before anything is planned; where not, intervals stretch in proportion, VIP last."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import ceil, cos, radians
from statistics import median

from visits.planning.clock import UNKNOWN_LEG_MINUTES
from visits.planning.cycle.grid import Grid
from visits.planning.cycle.terms import Customer, place_of, visits_due, working_interval
from visits.planning.geo import Place

#: A plan as full as the hours has no room for a long road; from here on intervals are stretched.
FULL = 0.95
MOST_STRETCH = 3.0
STEP = 0.01
NEIGHBOURS = 2
UNRATED = "unrated"

Travel = Callable[[Place, Place], int]


@dataclass(frozen=True, slots=True)
class TierLoad:
    """What one tier asks: how many accounts, visits and minutes, and the stretch of its intervals (1: none)."""

    tier: str
    accounts: int
    visits: int
    minutes: int
    stretch: float


@dataclass(frozen=True, slots=True)
class Overload:
    """Minutes needed with their parts, minutes there are, and what is to be done about it.

    `needed` is what the rhythm asks, `planned` what is left to do with the stretched intervals. Travel is an estimate before
    planning: from visit to visit the way to the nearest neighbours, and each day there and back.
    """

    needed: int
    service: int
    travel_between: int
    travel_out: int
    available: int
    planned: int
    stretch: float
    vip_stretch: float
    tiers: tuple[TierLoad, ...]

    @property
    def load(self) -> float:
        return self.needed / self.available if self.available else float("inf")

    @property
    def is_over(self) -> bool:
        return self.load > FULL


def judge_load(customers: Sequence[Customer], *, grid: Grid, start: Place | None, travel_seconds: Travel) -> Overload:
    """The load, and the smallest stretch that brings it under `FULL`: all but the VIPs first, they only when that does not do."""
    customers = [customer for customer in customers if _is_in_reach(customer, grid, start, travel_seconds)]
    ways = _ways(customers, travel_seconds)
    out = _way_out(customers, start, travel_seconds) * len(grid.working)
    asked = _minutes(customers, ways, grid, dict.fromkeys(_tiers(customers), 1.0))
    room = FULL * grid.minutes - out
    rest, vip = 1.0, 1.0
    if asked > room:
        rest = _least(lambda s: _minutes(customers, ways, grid, _stretches(customers, s, 1.0)) <= room)
        if rest >= MOST_STRETCH:
            vip = _least(lambda s: _minutes(customers, ways, grid, _stretches(customers, rest, s)) <= room)
    stretches = _stretches(customers, rest, vip)
    service = sum(_visits(c, grid, 1.0) * c.service_minutes for c in customers)
    return Overload(
        needed=ceil(asked + out),
        service=service,
        travel_between=ceil(asked - service),
        travel_out=ceil(out),
        available=grid.minutes,
        planned=ceil(_minutes(customers, ways, grid, stretches) + out),
        stretch=rest,
        vip_stretch=vip,
        tiers=tuple(_tier_load(tier, customers, ways, grid, stretches[tier]) for tier in _tiers(customers)),
    )


def _is_in_reach(customer: Customer, grid: Grid, start: Place | None, travel_seconds: Travel) -> bool:
    """Who is farther off than any shift is told of as unplaced, and takes no hours."""
    here = place_of(customer)
    if start is None or here is None:
        return True
    return 2 * travel_seconds(start, here) / 60 + customer.service_minutes <= grid.week.ends - grid.week.starts


def planned_interval(customer: Customer, overload: Overload) -> int:
    """Days between two visits after the stretch."""
    stretch = overload.vip_stretch if customer.tier == "vip" else overload.stretch
    return ceil(customer.interval_days * stretch - 1e-9)


def _least(suffices: Callable[[float], bool]) -> float:
    stretch = 1.0
    while stretch < MOST_STRETCH and not suffices(stretch):
        stretch = round(stretch + STEP, 2)
    return stretch


def _stretches(customers: Sequence[Customer], rest: float, vip: float) -> dict[str, float]:
    return {tier: vip if tier == "vip" else rest for tier in _tiers(customers)}


def _tiers(customers: Sequence[Customer]) -> list[str]:
    order = ("vip", "gold", "key", "ordinary", UNRATED)
    return sorted({customer.tier or UNRATED for customer in customers}, key=order.index)


def _minutes(customers: Sequence[Customer], ways: Sequence[float], grid: Grid, stretches: Mapping[str, float]) -> float:
    return sum(
        _share(customer, grid, stretches[customer.tier or UNRATED]) * (customer.service_minutes + way)
        for customer, way in zip(customers, ways, strict=True)
    )


def _share(customer: Customer, grid: Grid, stretch: float) -> float:
    """Visits in the cycle: whole ones where nothing is stretched, else their mean, so that a small stretch shows."""
    whole = _visits(customer, grid, 1.0)
    return whole / stretch if whole else 0.0


def _visits(customer: Customer, grid: Grid, stretch: float) -> int:
    due = grid.not_before(customer.due_on) if customer.due_on else 0
    return visits_due(interval=working_interval(customer.interval_days * stretch, grid), due=due, days=len(grid.days))


def _ways(customers: Sequence[Customer], travel_seconds: Travel) -> list[float]:
    """Minutes to the next customer: the mean of the nearest two."""
    places = [place_of(customer) for customer in customers]
    known = [(i, place) for i, place in enumerate(places) if place is not None]

    def way(i: int, here: Place) -> float:
        flat = cos(radians(here.latitude))
        others = ((_beeline(here, there, flat), j) for j, there in known if j != i)
        near = [places[j] for _, j in nsmallest(NEIGHBOURS, others)]
        return sum(travel_seconds(here, there) for there in near if there) / len(near) / 60 if near else 0.0

    return [float(UNKNOWN_LEG_MINUTES) if place is None else way(i, place) for i, place in enumerate(places)]


def _beeline(a: Place, b: Place, flat: float) -> float:
    """Good enough to tell who is near."""
    return (a.latitude - b.latitude) ** 2 + ((a.longitude - b.longitude) * flat) ** 2


def _way_out(customers: Sequence[Customer], start: Place | None, travel_seconds: Travel) -> float:
    """Minutes a day to the first customer and back from the last: the middle way, once each."""
    known = [place for customer in customers if (place := place_of(customer)) is not None]
    if start is None or not known:
        return 0.0
    return 2 * median(travel_seconds(start, place) for place in known) / 60


def _tier_load(tier: str, customers: Sequence[Customer], ways: Sequence[float], grid: Grid, stretch: float) -> TierLoad:
    mine = [(customer, way) for customer, way in zip(customers, ways, strict=True) if (customer.tier or UNRATED) == tier]
    visits = [_visits(customer, grid, 1.0) for customer, _ in mine]
    minutes = sum(count * (customer.service_minutes + way) for count, (customer, way) in zip(visits, mine, strict=True))
    return TierLoad(tier, len(mine), sum(visits), ceil(minutes), stretch)
