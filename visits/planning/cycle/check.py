"""Is a plan what was asked for? Judged from the problem and the plan alone, whoever made it: no plan is kept unseen."""

from collections import Counter
from collections.abc import Iterator

from visits.planning.cycle.problem import Call, CyclePlan, CycleProblem, Day, DayRoute, Stop

#: A thousandth of a second; travel is whole seconds, and minutes are thirds and sixths of them.
SLACK = 1e-5


def violations(problem: CycleProblem, plan: CyclePlan) -> list[str]:
    """What is wrong, in words for a log; empty when the plan holds."""
    return [*_routes(problem, plan), *_calls(problem, plan), *_sums(plan)]


def _routes(problem: CycleProblem, plan: CyclePlan) -> Iterator[str]:
    days = {day.index: day for day in problem.days if day.is_working}
    calls = {call.account: call for call in problem.calls}
    told = Counter(route.day for route in plan.routes)
    yield from (f"day {day}: {count} routes" for day, count in told.items() if count > 1)
    for route in plan.routes:
        if route.day not in days:
            yield f"day {route.day}: is no working day"
        elif strangers := [stop.account for stop in route.stops if stop.account not in calls]:
            yield f"day {route.day}: visits {strangers}, who are not asked for"
        else:
            yield from (f"day {route.day}: {wrong}" for wrong in _drive(problem, days[route.day], route, calls))


def _drive(problem: CycleProblem, day: Day, route: DayRoute, calls: dict[str, Call]) -> Iterator[str]:
    """Drive the route by its own times, leg by leg; a pause is whatever is left between two stops."""
    if not route.stops:
        return
    if route.leaves < day.shift_start - SLACK or route.returns > day.shift_end + SLACK:
        yield f"is under way from {route.leaves:.1f} to {route.returns:.1f}"
    place, free, travel = problem.start_index, route.leaves, 0.0
    pauses: list[tuple[float, float, float]] = []
    for stop in route.stops:
        call = calls[stop.account]
        way = problem.travel_seconds[place][call.place_index] / 60
        travel += way
        if stop.arrival < free + way - SLACK:
            yield f"{stop.account}: is there at {stop.arrival:.2f}, cannot before {free + way:.2f}"
        pauses.append((free, stop.begin, way))
        yield from (f"{stop.account}: {wrong}" for wrong in _visit(call, stop))
        place, free = call.place_index, stop.end
    way = problem.travel_seconds[place][problem.end_index] / 60
    travel += way
    pauses.append((free, route.returns, way))
    if route.returns < free + way - SLACK:
        yield f"is back at {route.returns:.2f}, cannot before {free + way:.2f}"
    if abs(route.travel_minutes - travel) > SLACK:
        yield f"says {route.travel_minutes:.2f} min of travel, drives {travel:.2f}"
    if route.service_minutes != sum(calls[stop.account].service_minutes for stop in route.stops):
        yield f"says {route.service_minutes} min of service"
    yield from _lunch(day, route, pauses)


def _visit(call: Call, stop: Stop) -> Iterator[str]:
    if stop.begin < stop.arrival - SLACK:
        yield "begins before the arrival"
    if abs(stop.end - stop.begin - call.service_minutes) > SLACK:
        yield f"takes {stop.end - stop.begin:.2f} min instead of {call.service_minutes}"
    if call.windows and not any(opens - SLACK <= stop.begin <= closes + SLACK for opens, closes in call.windows):
        yield f"begins at {stop.begin:.1f}, outside of its hours"


def _lunch(day: Day, route: DayRoute, pauses: list[tuple[float, float, float]]) -> Iterator[str]:
    """A pause long enough, begun within its hours; none is needed by who is back in time for it."""
    if day.meal is None or route.returns <= day.meal[1] + SLACK:
        return
    opens, latest, minutes = day.meal
    if route.lunch_at is None:
        yield "has no lunch"
    elif not opens - SLACK <= route.lunch_at <= latest + SLACK:
        yield f"has lunch at {route.lunch_at:.1f}"
    elif not any(
        free - SLACK <= route.lunch_at <= until - minutes + SLACK and until - free - way >= minutes - SLACK
        for free, until, way in pauses
    ):
        yield "has no time for its lunch"


def _calls(problem: CycleProblem, plan: CyclePlan) -> Iterator[str]:
    visited: dict[str, list[int]] = {}
    for route in plan.routes:
        for stop in route.stops:
            visited.setdefault(stop.account, []).append(route.day)
    for call in problem.calls:
        days = visited.get(call.account, [])
        if call.account in plan.unplaced:
            if days:
                yield f"{call.account}: is placed and said to be not"
        elif len(days) != len(set(days)):
            yield f"{call.account}: is visited twice on a day"
        elif len(days) != max(call.visits, len(call.locked)) - plan.short.get(call.account, 0) or not days:
            yield f"{call.account}: has {len(days)} of {call.visits} visits, and nobody says so"
        elif strange := set(days) - call.allowed_days - call.locked:
            yield f"{call.account}: is visited on days {sorted(strange)}, which are not allowed"
        elif call.locked - set(days):
            yield f"{call.account}: is moved from a locked day"


def _sums(plan: CyclePlan) -> Iterator[str]:
    driven = sum(route.travel_minutes for route in plan.routes)
    if abs(driven - plan.cost.travel) > SLACK * max(1, len(plan.routes)):
        yield f"says {plan.cost.travel:.2f} min of travel in all, drives {driven:.2f}"
