"""What a change by hand costs in minutes, and the best days for a visit."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from visits.planning.cycle.problem import OFF_ORDER_DAY_MINUTES, UNEVEN_MINUTES, Call, Day, DayRoute, off_beat
from visits.planning.cycle.timing import Roads, drive

#: How many days are offered.
BEST = 3


@dataclass(frozen=True, slots=True)
class Price:
    """What it costs to have a visit on a day. `minutes` is the travel added over the whole plan (less than 0: saved); `uneven` the
    working days by which the gaps around it differ from the interval. `refusal`: why it cannot be; `total` orders the days."""

    day: int
    minutes: float = 0.0
    uneven: int = 0
    total: float = 0.0
    refusal: str = ""
    route: DayRoute | None = None

    @property
    def is_possible(self) -> bool:
        return not self.refusal


@dataclass(frozen=True)
class Week:
    """A plan as prices see it: the days, the calls by account, and who is visited on which day in which order."""

    days: Sequence[Day]
    calls: Mapping[str, Call]
    orders: Mapping[int, Sequence[str]]
    roads: Roads

    def route(self, day: int, order: Sequence[str]) -> DayRoute | None:
        return drive(self.days[day], [self.calls[account] for account in order], self.roads)

    def travel(self, order: Sequence[str]) -> float:
        places = [self.roads.start, *(self.calls[account].place_index for account in order), self.roads.end]
        if not order:
            return 0.0
        return sum(self.roads.seconds(a, b) for a, b in itertools.pairwise(places)) / 60


def prices(week: Week, account: str, *, leaves: int | None) -> list[Price]:
    """For every day of the cycle, what a visit to `account` costs there that is on day `leaves` now (null: on none)."""
    saved = 0.0
    if leaves is not None:
        order = week.orders[leaves]
        saved = week.travel(order) - week.travel([other for other in order if other != account])
    others = [day for day, order in week.orders.items() if account in order and day != leaves]
    return [_price(week, account, day.index, leaves, saved, others) for day in week.days if day.index != leaves]


def best(found: Sequence[Price]) -> list[Price]:
    return sorted((price for price in found if price.is_possible), key=lambda price: (price.total, price.day))[:BEST]


def uneven_days(call: Call, days: Sequence[int]) -> int:
    """By how many working days the gaps between these visits, and since the last one before, differ from the interval."""
    return sum(_off(call, days))


def _off(call: Call, days: Sequence[int]) -> list[int]:
    points = sorted([*days, *([call.last_day] if call.last_day is not None else [])])
    return [abs(later - earlier - call.interval) for earlier, later in itertools.pairwise(points)]


def _uneven_minutes(call: Call, days: Sequence[int]) -> float:
    return UNEVEN_MINUTES * sum(off_beat(call.interval, off) for off in _off(call, days))


def _price(week: Week, account: str, day: int, leaves: int | None, saved: float, others: Sequence[int]) -> Price:
    call = week.calls[account]
    if not week.days[day].is_working:
        return Price(day, refusal="day_off")
    if day in others:
        return Price(day, refusal="visited_that_day")
    if day not in call.allowed_days:
        return Price(day, refusal="weekday_not_allowed")
    found = _cheapest(week, account, day)
    if found is None:
        return Price(day, refusal="window" if _is_windows_fault(week, account, day) else "day_full")
    route, added = found
    before = _uneven_minutes(call, [*others, leaves]) if leaves is not None else 0.0
    uneven = uneven_days(call, [*others, day])
    off = 0.0 if call.order_weekday in (None, week.days[day].on.weekday()) else OFF_ORDER_DAY_MINUTES
    minutes = added - saved
    return Price(day, minutes, uneven, minutes + _uneven_minutes(call, [*others, day]) - before + off, route=route)


def _cheapest(week: Week, account: str, day: int) -> tuple[DayRoute, float] | None:
    """The place in the day's order with the least way that keeps every hour; the order of the others stays."""
    order = list(week.orders.get(day, ()))
    before = week.travel(order)
    tried = [[*order[:place], account, *order[place:]] for place in range(len(order) + 1)]
    for added, candidate in sorted(((week.travel(candidate) - before, candidate) for candidate in tried), key=lambda t: t[0]):
        if route := week.route(day, candidate):
            return route, added
    return None


def _is_windows_fault(week: Week, account: str, day: int) -> bool:
    """Whether the day would hold the visit at any other hour."""
    call = week.calls[account]
    if not call.windows:
        return False
    anytime = Week(week.days, {**week.calls, account: _without_windows(call)}, week.orders, week.roads)
    return _cheapest(anytime, account, day) is not None


def _without_windows(call: Call) -> Call:
    return replace(call, windows=())
