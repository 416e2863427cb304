"""The day plan (rows 17, 20): customers with an order first, then the overdue by tier, then the road.

Inside a class the road decides, and a street or village is finished before the next one when that
costs little. Only a time window may hold a stop outside its class. What the shift cannot hold is
left out, the lowest class and tier first, and comes back with its reason. The phone plans with the
twin `frontend/src/domain/dayPlan.ts`; `tests/vectors/day_plan.json` holds both to the same plans.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from visits.planning.agenda import WORKDAY, Candidate, DayPlan, LeftOut, Reason, Shift, Stop
from visits.planning.capacity import Filling, ranked
from visits.planning.clock import Ground, Moment, Spot, timetable
from visits.planning.distance import ESTIMATE, TravelModel
from visits.planning.geo import Place
from visits.planning.reason import ORDERS, Call, judge
from visits.planning.road import displaced_stops

LAST = 1_000_000  # behind every position on a route
MAX_CALLS = 400  # no shift holds more; the rest is out without asking the road, so that planning stays quick


def plan_day(
    *,
    day: date,
    today: date,
    candidates: Iterable[Candidate],
    start: Place | None = None,
    shift: Shift = WORKDAY,
    travel: TravelModel = ESTIMATE,
    orders_first: bool = True,
) -> DayPlan:
    """Plan `day` as seen from `today` (on a later day order weekdays stand in for orders).

    Give every account of the manager: who is not due comes back in `left_out`. To plan the rest of
    a day from where one stands, give that place as `start` and the time as the shift's start.
    """
    judged = [
        (candidate, judge(candidate, day=day, today=today, orders_first=orders_first))
        for candidate in sorted(candidates, key=lambda c: (c.account, c.visit or ""))
    ]
    left_out = [LeftOut(c.account, code) for c, code in judged if isinstance(code, str)]
    calls, beyond = _cut([call for _, call in judged if isinstance(call, Call)])
    left_out += [LeftOut(call.candidate.account, "shift_full", call.reason) for call in beyond]
    filling = Filling(Ground(spots_of(calls, shift), start, shift, travel), calls)
    filling.fill()
    left_out += [LeftOut(calls[i].candidate.account, code, calls[i].reason) for i, code in filling.refused.items()]
    return written(day, filling.ground, calls, filling.sequence, left_out, counts_orders=day <= today)


def _cut(calls: Sequence[Call]) -> tuple[list[Call], list[Call]]:
    """The calls to find room for, and those that rank too low to be asked; both in the order given."""
    asked = {i for rank, i in enumerate(ranked(calls)) if rank < MAX_CALLS or calls[i].is_pinned}
    return [call for i, call in enumerate(calls) if i in asked], [call for i, call in enumerate(calls) if i not in asked]


def spots_of(calls: Sequence[Call], shift: Shift) -> list[Spot]:
    groups: dict[tuple[str, str], int] = {}
    for call in calls:
        groups.setdefault(_area(call.candidate), len(groups))
    behind = _ranks_without_place(calls, groups)
    return [
        Spot(
            klass=call.klass,
            slot=call.klass * (len(calls) + 1) + behind.get(i, 0),
            group=groups[_area(call.candidate)],
            place=call.candidate.place,
            service_minutes=_service_minutes(call.candidate, shift),
            window=call.candidate.window,
        )
        for i, call in enumerate(calls)
    ]


def _area(candidate: Candidate) -> tuple[str, str]:
    return candidate.village, candidate.street


def _service_minutes(candidate: Candidate, shift: Shift) -> int:
    return shift.service_minutes if candidate.service_minutes is None else candidate.service_minutes


def _ranks_without_place(calls: Sequence[Call], groups: dict[tuple[str, str], int]) -> dict[int, int]:
    """Calls without a location, ranked from 1: by street or village, then as the route has them."""

    def key(i: int) -> tuple[int, int, int]:
        candidate = calls[i].candidate
        position = LAST if candidate.position is None else candidate.position
        return groups[_area(candidate)], position, i

    unknown = sorted((i for i, call in enumerate(calls) if call.candidate.place is None), key=key)
    return {i: rank for rank, i in enumerate(unknown, start=1)}


def written(
    day: date, ground: Ground, calls: Sequence[Call], sequence: Sequence[int], left_out: Iterable[LeftOut], *, counts_orders: bool
) -> DayPlan:
    """A sequence of calls as the plan of the day: every stop with its times and its reason."""
    times, moved = timetable(ground, sequence), _moved_by_windows(ground, sequence)
    stops = tuple(
        _stop(calls[i], position, moment, is_moved=i in moved, counts_orders=counts_orders)
        for position, (i, moment) in enumerate(zip(sequence, times.moments, strict=True), start=1)
    )
    return DayPlan(
        day=day,
        stops=stops,
        left_out=tuple(sorted(left_out, key=lambda out: (out.account, out.code))),
        travel_minutes=sum(stop.travel_minutes or 0 for stop in stops),
        distance_m=sum(stop.distance_m or 0 for stop in stops),
        overrun_minutes=max(0, times.end - ground.shift.end_minute) if stops else 0,
        engine=ground.travel.engine,
        lunch_minute=times.lunch,
    )


def _moved_by_windows(ground: Ground, sequence: Sequence[int]) -> set[int]:
    """Stops without an order that a window, their own or another's, puts out of the usual order.

    A stop with an order keeps its reason; whoever fills the time before its window opens does not.
    """
    orders = [p for p, i in enumerate(sequence) if ground.spots[i].klass == ORDERS]
    early = set(sequence[: orders[-1]] if orders else ())
    moved = early | displaced_stops(ground, sequence)
    return {i for i in moved if ground.spots[i].klass != ORDERS}


def _stop(call: Call, position: int, moment: Moment, *, is_moved: bool, counts_orders: bool) -> Stop:
    candidate = call.candidate
    return Stop(
        account=candidate.account,
        visit=candidate.visit,
        position=position,
        arrive_minute=moment.arrive,
        leave_minute=moment.leave,
        wait_minutes=moment.wait,
        orders_today=candidate.orders_today if counts_orders else 0,
        reason=_with_window(call) if is_moved else call.reason,
        overdue_days=call.overdue_days,
        travel_minutes=moment.leg.minutes if moment.leg else None,
        distance_m=moment.leg.metres if moment.leg else None,
    )


def _with_window(call: Call) -> Reason:
    """A window decided the place; the numbers of the reason to go stay readable."""
    window = call.candidate.window
    hours = {"opens_minute": window.opens_minute, "closes_minute": window.closes_minute} if window else {}
    return Reason("window", {**call.reason.parts, **hours})
