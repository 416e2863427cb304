"""`python -m bench routes FILE… --seconds S`: instances that anybody brings, solved in so many CPU seconds of one core each."""

import sys
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from bench.routes.gaps import warm_up, wrong
from bench.routes.instances import Instance, read_instance
from visits.planning.solver.arrays import Data, State
from visits.planning.solver.build import build, unit_of
from visits.planning.solver.schedule import Search

#: Of the seconds this part goes into finding out how many rounds the others hold.
TRIAL = 0.04
#: Later rounds take a little longer than the first: what is left of the seconds is not promised to the last.
SAFETY = 0.96


class Driven(NamedTuple):
    """One route: the day from 1 on, the vehicle of that day from 1 on, and the customers by their numbers in the file."""

    day: int
    vehicle: int
    customers: list[int]

    def line(self) -> str:
        return " ".join(map(str, (self.day, self.vehicle, 0, *self.customers, 0)))


def solve_files(paths: Sequence[Path], *, seconds: float, seed: int, solutions: Path | None) -> dict[str, Any]:
    """The report. All files are read first, so that a bad one is told of before hours are spent. Raises `UnreadableInstance`."""
    read = [read_instance(path) for path in paths]
    warm_up()
    results = []
    for instance in read:
        started = time.process_time()
        data, best = solved_within(instance, seconds, seed)
        spent = time.process_time() - started
        routes = routes_of(instance, best)
        result = {
            "name": instance.name, "kind": instance.kind, "cost": driven(instance, routes),
            "feasible": not wrong(instance, data, best), "cpu_seconds": round(spent, 2), "routes": len(routes),
        }  # fmt: skip
        results.append(result)
        print(f"{instance.name}: {result['cost']:.2f} on {len(routes)} routes, {spent:.1f} CPU s", file=sys.stderr, flush=True)
        if solutions is not None:
            solutions.mkdir(parents=True, exist_ok=True)
            (solutions / f"{instance.name}.sol").write_text("".join(f"{route.line()}\n" for route in routes))
    return {"results": results}


def solved_within(instance: Instance, seconds: float, seed: int) -> tuple[Data, State]:
    """The search cools by rounds, so a trial says first how many there is time for; it ends with the seconds in any case, and what
    the rounds left of them is spent on more."""
    started = time.process_time()

    def left() -> float:
        return seconds - (time.process_time() - started)

    data = build(instance.visitees, instance.tours, instance.travel)
    unit = unit_of(data)
    rounds, spent = 25, 0.0
    while spent < TRIAL * seconds and left() > 0:
        rounds *= 2
        before = time.process_time()
        Search(data, unit).run(rounds, seed)
        spent = time.process_time() - before
    search = Search(data, unit, tell=lambda _done, _best: left() > 0)
    begun = time.process_time()
    best = search.run(max(50, int(rounds / max(spent, 1e-6) * left() * SAFETY)), seed)
    rate = search.done / max(time.process_time() - begun, 1e-6)
    if not search.is_cancelled and left() > seconds * TRIAL:
        best = search.go_on(int(rate * left()), seed)
    return data, best


def routes_of(instance: Instance, state: State) -> list[Driven]:
    routes, vehicles = [], dict[int, int]()
    for r, tour in enumerate(instance.tours):
        stops = [instance.numbers[int(node)] for node in state.stops[r, 1 : state.length[r] + 1]]
        if stops:
            vehicles[tour.day] = vehicles.get(tour.day, 0) + 1
            routes.append(Driven(tour.day + 1, vehicles[tour.day], stops))
    return routes


def driven(instance: Instance, routes: Sequence[Driven]) -> float:
    """In the file's own distance, not rounded."""
    place = {number: node for node, number in enumerate(instance.numbers)}
    depot = len(instance.numbers)
    total = 0.0
    for route in routes:
        nodes = [depot, *(place[number] for number in route.customers), depot]
        total += sum(float(instance.travel[a, b]) for a, b in pairwise(nodes))
    return total


def as_table(report: Mapping[str, Any]) -> str:
    names = ("name", "kind", "cost", "feasible", "cpu_seconds", "routes")
    told = [{**row, "cost": round(row["cost"], 2)} for row in report["results"]]
    rows = [names, *([str(row[name]) for name in names] for row in told)]
    return "\n".join("  ".join(cell.ljust(14) for cell in row).rstrip() for row in rows)
