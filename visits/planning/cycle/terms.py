"""From a customer as its rows have it to the call that the planner is asked for; what is odd is planned around and named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from statistics import median_low

from accounts.datum import Point, gcj02_to_wgs84, looks_like_gcj02
from visits.planning.cycle.grid import Grid, allowed_days
from visits.planning.cycle.problem import Call
from visits.planning.geo import Place

#: How dear a visit of a tier is to the planner, in visits of an ordinary account.
WEIGHTS = {"vip": 4.0, "gold": 2.0, "key": 1.5, "ordinary": 1.0}
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Notice:
    """Something odd, by its code, and the account it is about; null: about the manager or the cycle."""

    code: str
    account: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """What the planner knows of an account. `due_on` is the rhythm's day; `booked` are the days that stand already, `kept`
    those that a person has locked, `previous` those of the running plan, `fixes` where sharp check-ins were made."""

    account: str
    latitude: float | None
    longitude: float | None
    name: str = ""
    street: str = ""
    village: str = ""
    tier: str | None = None
    interval_days: int
    service_minutes: int
    weekdays: tuple[int, ...] = ()
    windows: tuple[tuple[int, int], ...] = ()
    due_on: date | None = None
    last_visit_on: date | None = None
    order_weekdays: tuple[int, ...] = ()
    previous: tuple[date, ...] = ()
    booked: tuple[date, ...] = ()
    kept: tuple[date, ...] = ()
    fixes: tuple[Point, ...] = ()

    @property
    def weight(self) -> float:
        return WEIGHTS.get(self.tier or "", 1.0)


def minutes_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def open_windows(
    account: str, windows: Sequence[tuple[int, int]], opens: int | None, closes: int | None
) -> tuple[tuple[tuple[int, int], ...], list[Notice]]:
    """The account's own windows, else its opening hours. One that ends before it begins says nothing and is told of."""
    given = list(windows) or ([(opens or 0, DAY_MINUTES if closes is None else closes)] if (opens, closes) != (None, None) else [])
    good = tuple(sorted((start, end) for start, end in given if start < end))
    notices = [Notice("window_reversed", account, f"{_clock(start)}-{_clock(end)}") for start, end in given if start >= end]
    return good, notices


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def placed(customers: Sequence[Customer]) -> tuple[list[Customer], list[Notice]]:
    """Everybody with the best place there is: (0, 0) is none, one that was taken from a map in GCJ-02 by mistake is mended, and who
    has none stands amid the own village or street."""
    notices: list[Notice] = []
    cleaned = []
    for customer in customers:
        if customer.latitude == 0 and customer.longitude == 0:
            notices.append(Notice("place_zero", customer.account))
            customer = replace(customer, latitude=None, longitude=None)  # noqa: PLW2901 - the same one, mended
        elif customer.latitude is not None and customer.longitude is not None:
            point = customer.latitude, customer.longitude
            if looks_like_gcj02(point, customer.fixes):
                notices.append(Notice("place_gcj02", customer.account))
                point = gcj02_to_wgs84(point)
                customer = replace(customer, latitude=point[0], longitude=point[1])  # noqa: PLW2901
        cleaned.append(customer)
    for name in ("village", "street"):
        cleaned = [_among_neighbours(customer, cleaned, name) for customer in cleaned]
    for before, after in zip(customers, cleaned, strict=True):
        if (before.latitude, before.longitude) in ((None, None), (0, 0)):
            notices.append(Notice("no_place" if after.latitude is None else "place_guessed", after.account))
    return cleaned, notices


def _among_neighbours(customer: Customer, others: Sequence[Customer], name: str) -> Customer:
    where = getattr(customer, name)
    if customer.latitude is not None or not where:
        return customer
    near = [
        (o.latitude, o.longitude)
        for o in others
        if getattr(o, name) == where and o.latitude is not None and o.longitude is not None
    ]
    if not near:
        return customer
    latitudes, longitudes = zip(*near, strict=True)  # the middle one, which a neighbour far off by mistake does not move
    return replace(customer, latitude=median_low(latitudes), longitude=median_low(longitudes))


def place_of(customer: Customer) -> Place | None:
    if customer.latitude is None or customer.longitude is None:
        return None
    return Place(customer.latitude, customer.longitude, customer.village)


def working_interval(interval_days: float, grid: Grid) -> int:
    """Days between two visits, counted in days of the grid: a week of five is 5."""
    return max(1, round(interval_days * len(grid.week.weekdays) / 7))


def visits_due(*, interval: int, due: int, days: int) -> int:
    """How often somebody due on day `due` (negative: overdue) is to be seen in `days` days."""
    first = max(0, due)
    return (days - 1 - first) // interval + 1 if first < days else 0


def worked(grid: Grid, days: Iterable[date]) -> frozenset[int]:
    """The numbers of those days that are worked in the cycle."""
    return frozenset(index for on in days if (index := grid.index_of(on)) is not None and grid.days[index].is_working)


def call_for(customer: Customer, *, place_index: int, interval_days: int, grid: Grid) -> Call:
    """The call with `interval_days` as they came out of the overload. `visits` 0: not due in this cycle."""
    interval = working_interval(interval_days, grid)
    last = grid.last_before(customer.last_visit_on) if customer.last_visit_on else None
    if last is not None and interval_days > customer.interval_days:
        due = last + interval  # a stretched interval moves the day it is due, too
    else:
        due = grid.not_before(customer.due_on) if customer.due_on else 0
    allowed = allowed_days(grid, customer.weekdays)
    locked = worked(grid, customer.booked) | worked(grid, customer.kept)
    wanted = visits_due(interval=interval, due=due, days=len(grid.days))
    previous = tuple(sorted({index for on in customer.previous if (index := grid.index_of(on)) is not None}))
    return Call(
        account=customer.account,
        place_index=place_index,
        service_minutes=customer.service_minutes,
        interval=interval,
        visits=max(min(wanted, max(1, len(allowed))), len(locked)),
        allowed_days=allowed,
        windows=customer.windows,
        weight=customer.weight,
        due_day=due,
        last_day=last,
        order_weekday=min(customer.order_weekdays) - 1 if customer.order_weekdays else None,
        previous=previous or None,
        locked=locked,
    )
