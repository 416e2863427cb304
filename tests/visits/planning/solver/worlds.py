"""Small cycles with known ways, and their best plans found by trying everything."""

import math
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import permutations, product
from typing import Any

from visits.planning.cycle.problem import Call, CycleProblem, Day

FROM = date(2026, 3, 2)  # a Monday


def a_day(index: int, **told: Any) -> Day:
    return Day(
        **{"index": index, "on": FROM + timedelta(days=index // 5 * 7 + index % 5), "shift_start": 540, "shift_end": 1020} | told
    )


def a_call(account: str = "a0", **told: Any) -> Call:
    usual = {
        "account": account,
        "place_index": int(account[1:]),
        "service_minutes": 20,
        "interval": 20,
        "visits": 1,
        "allowed_days": frozenset(range(20)),
    }
    return Call(**usual | told)


def a_cycle(
    calls: Sequence[Call], *, days: Sequence[Day] | None = None, span_minutes: float = 40, seed: int = 1, balance: float = 0.0
) -> CycleProblem:
    """As many places as calls, then the manager's home; the ways are whole seconds and obey the triangle."""
    chance = random.Random(seed)
    places = [(chance.uniform(0, span_minutes), chance.uniform(0, span_minutes)) for _ in calls] + [
        (span_minutes / 2, span_minutes / 2)
    ]
    travel = [[math.ceil(math.dist(a, b) * 60) for b in places] for a in places]
    return CycleProblem(days or [a_day(i) for i in range(20)], calls, travel, len(calls), len(calls), balance=balance)


def cheapest_travel(problem: CycleProblem) -> float:
    """Minutes of the best plan of a cycle in which everybody is visited once: every choice of days, every order, every place for lunch."""
    days = [day for day in problem.days if day.is_working]
    best = math.inf
    shortest: dict[tuple[int, frozenset[int]], float] = {}
    for chosen in product(*([d for d, day in enumerate(days) if day.index in call.allowed_days] for call in problem.calls)):
        total = 0.0
        for d, day in enumerate(days):
            group = frozenset(i for i, at in enumerate(chosen) if at == d)
            if (d, group) not in shortest:
                shortest[d, group] = min(ways(problem, day, group), default=math.inf)
            total += shortest[d, group]
        best = min(best, total)
    return best


def ways(problem: CycleProblem, day: Day, group: frozenset[int]) -> Iterator[float]:
    for order in permutations(sorted(group)):
        for lunch in range(-1, len(order) + 1):
            if (way := drive(problem, day, order, lunch)) is not None:
                yield way


def drive(problem: CycleProblem, day: Day, order: Sequence[int], lunch: int) -> float | None:
    """Minutes of travel; lunch is had on arriving at that position, -1 for none. None when somebody is late."""
    if not order:
        return 0.0
    place, now, way = problem.start_index, day.shift_start * 60, 0
    for position, index in enumerate([*order, None]):
        target = problem.end_index if index is None else problem.calls[index].place_index
        way += problem.travel_seconds[place][target]
        now += problem.travel_seconds[place][target]
        if position == lunch:
            if day.lunch is None or now > day.lunch[1] * 60:
                return None
            now = max(now, day.lunch[0] * 60) + day.lunch[2] * 60
        if index is not None:
            call = problem.calls[index]
            begins = [max(now, opens * 60) for opens, closes in call.windows or [(0, 1440)] if now <= closes * 60]
            if not begins:
                return None
            now, place = min(begins) + call.service_minutes * 60, target
    late = now > day.shift_end * 60 or (lunch == -1 and day.lunch is not None and now > day.lunch[1] * 60)
    return None if late else way / 60
