"""What the search found, told in accounts, days and minutes, with a reason for whoever is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from visits.planning.cycle.patterns import Pattern
from visits.planning.cycle.problem import WORTH_MINUTES, Call, Cost, CyclePlan, CycleProblem, Day, DayRoute, Reason, Stop
from visits.planning.solver.arrays import Data, State


@dataclass(frozen=True)
class Found:
    """The problem with what was made of it: its working days, and each call's patterns."""

    problem: CycleProblem
    choices: Sequence[list[Pattern]]

    @cached_property
    def days(self) -> list[Day]:
        return sorted((day for day in self.problem.days if day.is_working), key=lambda day: day.index)

    def windows(self, call: Call) -> list[tuple[float, float]]:
        """In seconds; those that close before they open are none."""
        if not call.windows:
            return [(0.0, 86400.0 * 2)]
        return sorted((opens * 60.0, closes * 60.0) for opens, closes in call.windows if opens <= closes)


def worth(call: Call) -> float:
    """What it costs not to visit an account at all, in minutes."""
    return WORTH_MINUTES * call.weight * max(call.visits, 1)


def told(found: Found, data: Data | None, state: State | None, *, iterations: int, seed: int, is_cancelled: bool) -> CyclePlan:
    """The plan; without data and state an empty one, since nobody has a day."""
    problem = found.problem
    if data is None or state is None:
        free = tuple(_route(found, day, []) for day in found.days)
        lost = {call.account: _reason(found, call, []) for call in problem.calls}
        cost = sum(worth(call) for call in problem.calls)
        return CyclePlan(free, lost, Cost(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, cost), seed=seed)
    routes = tuple(
        _route(found, day, [int(stop) for stop in state.stops[r, 1 : state.length[r] + 1]]) for r, day in enumerate(found.days)
    )
    chosen = [
        choices[at - int(data.pattern_first[i])] if (at := int(state.pattern[i])) >= 0 else None
        for i, choices in enumerate(found.choices)
    ]
    placed = [pattern for pattern in chosen if pattern is not None]
    pairs = list(zip(problem.calls, found.choices, chosen, strict=True))
    return CyclePlan(
        routes=routes,
        unplaced={call.account: _reason(found, call, choices) for call, choices, pattern in pairs if pattern is None},
        cost=Cost(
            travel=sum(route.travel_minutes for route in routes),
            spacing=sum(pattern.spacing for pattern in placed),
            lateness=sum(pattern.lateness for pattern in placed),
            moved=sum(pattern.moved for pattern in placed),
            order_day=sum(pattern.order_day for pattern in placed),
            balance=float(state.over.sum()) / 60,
            unplaced=sum(worth(call) for call, _, pattern in pairs if pattern is None),
        ),
        short={
            call.account: max(call.visits, len(call.locked)) - len(pattern.days)
            for call, _, pattern in pairs
            if pattern is not None and len(pattern.days) < max(call.visits, len(call.locked))
        },
        iterations=iterations, seed=seed, is_cancelled=is_cancelled,
    )  # fmt: skip


def _route(found: Found, day: Day, order: Sequence[int]) -> DayRoute:
    """The day by the clock, in seconds: with lunch where everybody is still on time, the latest such place first."""
    if not order:
        start = float(day.shift_start)
        return DayRoute(day.index, (), start, start, 0.0, 0)
    if day.meal is None:
        return _driven(found, day, order, None) or _lost(day)
    home = _driven(found, day, order, None)
    if home is not None and home.returns <= day.meal[1]:
        return home
    plans = (_driven(found, day, order, at) for at in range(len(order), -1, -1))
    fitting = [plan for plan in plans if plan is not None]
    return min(fitting, key=lambda plan: plan.returns) if fitting else _lost(day)


def _lost(day: Day) -> DayRoute:
    raise AssertionError(f"the search made a route for day {day.index} that nobody can drive")


def _driven(found: Found, day: Day, order: Sequence[int], lunch_before: int | None) -> DayRoute | None:
    """Drive it, with lunch on arrival at that position; None when somebody would be late. One leaves no earlier than needed."""
    problem = found.problem
    stops: list[Stop] = []
    place, free, way, lunch_at = problem.start_index, day.shift_start * 60.0, 0, None
    leaves = free
    for position, index in enumerate([*order, None]):
        call = None if index is None else problem.calls[index]
        target = problem.end_index if call is None else call.place_index
        leg = problem.travel_seconds[place][target]
        way += leg
        arrival = ready = free + leg
        if lunch_before == position and day.meal is not None:
            opens, latest, minutes = (value * 60.0 for value in day.meal)
            if arrival > latest:
                return None
            lunch_at = max(arrival, opens)
            ready = lunch_at + minutes
        if call is None:
            free = ready
            break
        begin = next((max(ready, opens) for opens, closes in found.windows(call) if ready <= closes), None)
        if begin is None:
            return None
        if position == 0 and lunch_at is None:
            arrival, leaves = begin, begin - leg
        free = begin + call.service_minutes * 60.0
        stops.append(Stop(call.account, arrival / 60, begin / 60, free / 60))
        place = target
    if free > day.shift_end * 60:
        return None
    service = sum(problem.calls[index].service_minutes for index in order)
    return DayRoute(day.index, tuple(stops), leaves / 60, free / 60, way / 60, service, None if lunch_at is None else lunch_at / 60)


def _reason(found: Found, call: Call, choices: list[Pattern]) -> Reason:
    """Why alone on an empty day would not do either; else the days are full."""
    if not choices:
        return Reason.NO_DAY
    windows = found.windows(call)
    travel, problem = found.problem.travel_seconds, found.problem
    there, back = travel[problem.start_index][call.place_index], travel[call.place_index][problem.end_index]
    days = [day for day in found.days if day.index in (call.allowed_days | call.locked)]
    if all(there + call.service_minutes * 60 + back > (day.shift_end - day.shift_start) * 60 for day in days):
        return Reason.DISTANCE
    index = next(i for i, each in enumerate(problem.calls) if each is call)
    if not windows or all(_alone(found, day, index) is None for day in days):
        return Reason.WINDOW
    return Reason.CAPACITY


def _alone(found: Found, day: Day, index: int) -> DayRoute | None:
    try:
        return _route(found, day, [index])
    except AssertionError:
        return None
