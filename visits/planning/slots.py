"""When could I visit X? The cheapest places for one more call in the days to come (row 17), and what a rule costs (row 20).

A day is asked with what stands on it already; nobody on it is made late, and no shift runs longer. Twin:
`frontend/src/domain/day/slots.ts`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from visits.planning.agenda import WORKDAY, Candidate, Shift
from visits.planning.clock import START, Ground, timetable
from visits.planning.day import plan_day, spots_of
from visits.planning.distance import ESTIMATE, TravelModel
from visits.planning.geo import Place
from visits.planning.reason import Call, judge
from visits.planning.road import with_stop

MOST_SLOTS = 3


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day with the stops it has. `order`: as they are driven; left out, the plan says. `from_minute`: it has begun."""

    day: date
    candidates: tuple[Candidate, ...]
    start: Place | None = None
    order: tuple[str, ...] | None = None
    from_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in one day. `extra_minutes`: road and waiting that the day costs more; null where no way is known."""

    day: date
    arrive_minute: int
    leave_minute: int
    position: int
    after: str | None
    extra_minutes: int | None
    extra_m: int | None
    is_order_day: bool


def best_slots(
    *,
    wanted: Candidate,
    days: Iterable[OpenDay],
    today: date,
    shift: Shift = WORKDAY,
    travel: TravelModel = ESTIMATE,
    orders_first: bool = True,
    count: int = MOST_SLOTS,
) -> list[Slot]:
    """The cheapest slot of each day, the cheapest days first; of equals the sooner. Days without room are not among them."""
    slots = [slot for day in days if (slot := _slot(wanted, day, today, shift, travel, orders_first))]
    return sorted(slots, key=lambda slot: (slot.extra_minutes is None, slot.extra_minutes or 0, slot.day))[:count]


def _slot(wanted: Candidate, day: OpenDay, today: date, shift: Shift, travel: TravelModel, orders_first: bool) -> Slot | None:
    others = [replace(c, added=True) for c in day.candidates if c.account != wanted.account]
    shift = shift if day.from_minute is None else replace(shift, start_minute=max(shift.start_minute, day.from_minute))
    order = day.order if day.order is not None else _planned(day, others, today, shift, travel, orders_first)
    calls = [_call(c, day.day, today, orders_first) for c in [*others, replace(wanted, added=True, visit=None)]]
    number = {call.candidate.account: i for i, call in enumerate(calls)}
    sequence = [number[account] for account in order if account in number and account != wanted.account]
    ground, new = Ground(spots_of(calls, shift), day.start, shift, travel), len(calls) - 1
    tried = with_stop(ground, sequence, new)
    now, then = timetable(ground, sequence), timetable(ground, tried)
    if then.late > now.late or then.end > max(now.end, shift.end_minute):
        return None
    at = tried.index(new)
    (seconds, metres), (seconds_now, metres_now) = _road(ground, tried), _road(ground, sequence)
    is_known = ground.is_known(new) and any(ground.is_known(i) for i in (START, *sequence))
    wait = then.wait - now.wait
    return Slot(
        day=day.day,
        arrive_minute=then.moments[at].arrive + then.moments[at].wait,
        leave_minute=then.moments[at].leave,
        position=at + 1,
        after=calls[tried[at - 1]].candidate.account if at else None,
        extra_minutes=max(0, -(-(seconds - seconds_now) // 60) + wait) if is_known else None,
        extra_m=max(0, metres - metres_now) if is_known else None,
        is_order_day=day.day.isoweekday() in wanted.order_weekdays,
    )


def _planned(
    day: OpenDay, others: list[Candidate], today: date, shift: Shift, travel: TravelModel, orders_first: bool
) -> list[str]:
    plan = plan_day(
        day=day.day, today=today, candidates=others, start=day.start, shift=shift, travel=travel, orders_first=orders_first
    )
    return [stop.account for stop in plan.stops]


def _call(candidate: Candidate, day: date, today: date, orders_first: bool) -> Call:
    verdict = judge(candidate, day=day, today=today, orders_first=orders_first)
    assert isinstance(verdict, Call)  # put there by hand, all of them
    return verdict


def _road(ground: Ground, sequence: Sequence[int]) -> tuple[int, int]:
    """Seconds and metres of the known legs."""
    known = [i for i in (START, *sequence) if ground.is_known(i)]
    legs = [ground.leg(i, j) for i, j in pairwise(known)]
    return sum(leg.seconds for leg in legs), sum(leg.metres for leg in legs)


def price_of_orders_first(
    *,
    day: date,
    today: date,
    candidates: Iterable[Candidate],
    start: Place | None = None,
    shift: Shift = WORKDAY,
    travel: TravelModel = ESTIMATE,
) -> int:
    """Minutes on the road that calling on orders first costs, over the same stops (row 20)."""
    stops = [replace(candidate, added=True) for candidate in candidates]
    first, free = (
        plan_day(day=day, today=today, candidates=stops, start=start, shift=shift, travel=travel, orders_first=rule)
        for rule in (True, False)
    )
    return max(0, first.travel_minutes - free.travel_minutes)
