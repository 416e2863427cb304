"""Managers' cycles among real shops: the stores nearest to a centre, tiers 10 / 30 / 60 %, shop hours for a third."""

import csv
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from visits.planning.cycle.problem import Call, CycleProblem, Day
from visits.planning.cycle.terms import visits_due
from visits.planning.geo import Place, haversine_m

STORES = Path(__file__).resolve().parents[3] / "shared" / "data" / "places" / "osm_japan_convenience_2014.csv"
FROM, SHIFT, LUNCH = date(2026, 3, 2), (540, 1080), (690, 810, 45)
#: Longer than the crow flies, and metres per second: a town.
DETOUR, SPEED = 1.3, 18 / 3.6
VIP = 4.0
HOURS = ((480, 720), (840, 1080))
CENTRES = {"Nagoya": Place(35.17, 136.90), "Sapporo": Place(43.06, 141.35), "Osaka": Place(34.70, 135.50)}


def stores() -> list[Place]:
    with STORES.open(encoding="utf-8", newline="") as rows:
        return [Place(float(row["lat"]), float(row["lon"])) for row in csv.DictReader(rows)]


def town(shops: list[Place], centre: Place, accounts: int, seed: int) -> CycleProblem:
    """Four weeks of one manager; service 10 to 25 minutes."""
    chance = random.Random(seed)
    near = sorted(shops, key=lambda shop: haversine_m(centre, shop))[:accounts]
    days = [Day(i, FROM + timedelta(days=i // 5 * 7 + i % 5), *SHIFT, LUNCH) for i in range(20)]
    calls = [a_call(f"a{i}", i, chance) for i in range(accounts)]
    return CycleProblem(days, calls, seconds([*near, centre]), accounts, accounts)


def a_call(name: str, place: int, chance: random.Random) -> Call:
    share = chance.random()
    interval, weight = (5, VIP) if share < 0.1 else (10, 2.0) if share < 0.4 else (20, 1.0)
    return Call(
        account=name, place_index=place, service_minutes=chance.randint(10, 25), interval=interval, visits=20 // interval,
        allowed_days=frozenset(range(20)), windows=HOURS if chance.random() < 0.33 else (), weight=weight,
    )  # fmt: skip


def rolling(problem: CycleProblem, seed: int) -> CycleProblem:
    """The same town amid its rhythm: the last visits are spread over the interval before."""
    chance = random.Random(seed)
    calls = []
    for call in problem.calls:
        last = -chance.randint(1, call.interval)
        due = last + call.interval
        visits = visits_due(interval=call.interval, due=due, days=len(problem.days))
        calls.append(replace(call, last_day=last, due_day=due, visits=visits))
    return replace(problem, calls=[call for call in calls if call.visits])


def one_day(shops: list[Place], stops: int, seed: int) -> CycleProblem:
    """One day of so many stops around a centre; short visits, so that they fit."""
    chance = random.Random(seed)
    centre = list(CENTRES.values())[seed % len(CENTRES)]
    near = sorted(shops, key=lambda shop: haversine_m(centre, shop))[: stops * 3]
    picked = chance.sample(near, stops)
    calls = [
        replace(a_call(f"a{i}", i, chance), service_minutes=8, interval=1, visits=1, allowed_days=frozenset({0}))
        for i in range(stops)
    ]  # fmt: skip
    return CycleProblem([Day(0, FROM, *SHIFT, LUNCH)], calls, seconds([*picked, centre]), stops, stops, balance=0.0)


def exchanged(problem: CycleProblem, shops: list[Place], seed: int, share: float = 0.05) -> CycleProblem:
    """Some accounts go, as many others come, elsewhere in the same town."""
    chance = random.Random(seed)
    gone = set(chance.sample(range(len(problem.calls)), round(len(problem.calls) * share)))
    places = chance.sample(range(len(problem.calls)), len(gone))
    kept = [call for i, call in enumerate(problem.calls) if i not in gone]
    return replace(problem, calls=[*kept, *(a_call(f"new{n}", place, chance) for n, place in enumerate(places))])


def seconds(places: list[Place]) -> list[list[int]]:
    return [list(_row(place, places)) for place in places]


def _row(place: Place, places: list[Place]) -> Iterator[int]:
    return (round(haversine_m(place, other) * DETOUR / SPEED) for other in places)
