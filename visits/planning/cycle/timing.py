"""A day's stops against the clock, with lunch and several windows each: when one is where, or that the order cannot be kept.

The same rules as the solver's and the validator's: a visit begins within a window of the account, lunch is a pause begun within
its hours wherever one happens to be, and who is home before its latest begin has it there.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from visits.planning.cycle.problem import Call, Day, DayRoute, Stop

Seconds = Callable[[int, int], int]


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far one has come: free from `free` on, at `place`; `lunch` is when it was had."""

    free: float
    place: int
    travel: float
    lunch: float | None
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Roads:
    """The ways, and where each day begins and ends."""

    seconds: Seconds
    start: int
    end: int


def drive(day: Day, calls: Sequence[Call], roads: Roads) -> DayRoute | None:
    """The day's route in this order; null when somebody would be met too late, or the shift is too short.

    Coming earlier is never worse, so that of the walks with and without lunch only the earliest each need be kept.
    """
    walks = [_Walk(float(day.shift_start), roads.start, 0.0, None, ())]
    for call in calls:
        tried = [_visit(walk, call, roads, day, lunch=lunch) for walk in walks for lunch in _choices(walk, day)]
        walks = _earliest([walk for walk in tried if walk is not None and walk.free <= day.shift_end])
    homes = [home for walk in walks for lunch in _choices(walk, day) if (home := _home(walk, roads, day, lunch=lunch)) is not None]
    if not homes:
        return None
    home = min(homes, key=lambda walk: walk.free)
    return DayRoute(
        day=day.index,
        stops=home.stops,
        leaves=float(day.shift_start),
        returns=home.free,
        travel_minutes=home.travel,
        service_minutes=sum(call.service_minutes for call in calls),
        lunch_at=home.lunch,
    )


def _choices(walk: _Walk, day: Day) -> tuple[bool, ...]:
    return (False, True) if day.lunch and walk.lunch is None else (False,)


def _earliest(walks: Sequence[_Walk]) -> list[_Walk]:
    """Of those who have had lunch, and of those who have not, who is free first."""
    halves = ([walk for walk in walks if (walk.lunch is None) == hungry] for hungry in (True, False))
    return [min(half, key=lambda walk: walk.free) for half in halves if half]


def _arrive(walk: _Walk, place: int, roads: Roads, day: Day, *, lunch: bool) -> tuple[float, float, float | None] | None:
    """Minutes of the way, when one is there, and when lunch was had; null when it is too late for that."""
    way = roads.seconds(walk.place, place) / 60
    if not lunch or day.lunch is None:
        return way, walk.free + way, walk.lunch
    opens, latest, minutes = day.lunch
    at = max(walk.free, float(opens))
    return (way, max(walk.free + way, float(opens)) + minutes, at) if at <= latest else None


def _visit(walk: _Walk, call: Call, roads: Roads, day: Day, *, lunch: bool) -> _Walk | None:
    arrived = _arrive(walk, call.place_index, roads, day, lunch=lunch)
    if arrived is None:
        return None
    way, at, had = arrived
    begin = _begin(call, at)
    if begin is None:
        return None
    end = begin + call.service_minutes
    return _Walk(end, call.place_index, walk.travel + way, had, (*walk.stops, Stop(call.account, at, begin, end)))


def _begin(call: Call, at: float) -> float | None:
    if not call.windows:
        return at
    return min((max(at, float(opens)) for opens, closes in call.windows if at <= closes), default=None)


def _home(walk: _Walk, roads: Roads, day: Day, *, lunch: bool) -> _Walk | None:
    arrived = _arrive(walk, roads.end, roads, day, lunch=lunch)
    if arrived is None:
        return None
    way, at, had = arrived
    if at > day.shift_end or (day.lunch and had is None and walk.stops and at > day.lunch[1]):
        return None
    return _Walk(at, roads.end, walk.travel + way, had, walk.stops)


def legs(calls: Sequence[Call], roads: Roads) -> list[float]:
    """Minutes of the way to each stop."""
    places = [roads.start, *(call.place_index for call in calls)]
    return [roads.seconds(a, b) / 60 for a, b in itertools.pairwise(places)]
