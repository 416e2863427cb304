"""Where a plan's lunch is told to be: in its hours, in nobody's visit, wherever the planner left room for it."""

import random
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from api.v1.cycle_shapes import lunch_at
from visits.models import CycleStop
from visits.planning.cycle.problem import Call, Day, DayRoute
from visits.planning.cycle.timing import Roads, drive

OPENS, LATEST, MINUTES = LUNCH = (690, 810, 45)
HOURS = ((), (), ((480, 720), (840, 1080)), ((600, 660),), ((780, 800),))


def a_day(chance: random.Random) -> tuple[list[CycleStop], float, DayRoute]:
    calls = [
        Call(
            account=str(place), place_index=place, service_minutes=chance.randrange(5, 60), interval=5, visits=1,
            allowed_days=frozenset({0}), windows=chance.choice(HOURS),
        )
        for place in range(chance.randrange(1, 9))
    ]  # fmt: skip
    home = len(calls)
    seconds = [[0 if a == b else chance.randrange(60, 2400) for b in range(home + 1)] for a in range(home + 1)]
    ways = Roads(lambda a, b: seconds[a][b], home, home)
    route = drive(Day(0, date(2026, 3, 2), 540, 1080, LUNCH), calls, ways)
    if route is None:
        return a_day(chance)
    places = [home, *(int(stop.account) for stop in route.stops), home]
    legs = [seconds[a][b] / 60 for a, b in pairwise(places)]
    stops = [
        CycleStop(travel_minutes=leg, arrive_minute=stop.arrival, begin_minute=stop.begin, leave_minute=stop.end)
        for leg, stop in zip(legs, route.stops, strict=False)
    ]
    return stops, legs[-1], route


@pytest.mark.parametrize("seed", range(60))
def test_lunch_is_had_in_its_hours_and_beside_every_visit(seed: int):
    stops, home, route = a_day(random.Random(seed))

    at = lunch_at(LUNCH, stops, free=540, home=home)

    assert at is not None or route.lunch_at is None
    if at is not None:
        assert OPENS <= at <= LATEST
        assert all(at + MINUTES <= stop.begin_minute + 1 or at >= stop.leave_minute - 1 for stop in stops)


def test_a_day_that_leaves_no_room_has_none():
    busy: Any = [CycleStop(travel_minutes=0, arrive_minute=540, begin_minute=540, leave_minute=900)]

    assert lunch_at(LUNCH, busy, free=540, home=20) is None


def test_lunch_is_had_on_arrival_and_at_home_when_the_day_is_short():
    short = [CycleStop(travel_minutes=10, arrive_minute=550, begin_minute=550, leave_minute=600)]
    split = [*short, CycleStop(travel_minutes=120, arrive_minute=720, begin_minute=765, leave_minute=800)]

    assert lunch_at(LUNCH, short, free=540, home=30) == 690
    assert lunch_at(LUNCH, split, free=540, home=30) == 720
