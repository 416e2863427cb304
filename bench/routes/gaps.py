"""Gaps to the best known of the public benchmarks; every solution is driven again before it counts."""

import sys
import time
from statistics import mean
from typing import Any

from bench.routes import instances
from bench.routes.instances import Instance
from visits.planning.solver.anneal import total
from visits.planning.solver.arrays import Data, State
from visits.planning.solver.build import build, unit_of
from visits.planning.solver.schedule import Search

SEED, TRIAL = 1, 1500


def warm_up() -> None:
    """Have the code compiled before a clock runs."""
    instance = Instance(
        "tiny", "vrptw", [instances.Visitee([([0], 0.0)], 1e6)], [instances.Tour(0, 1, 1)],
        instances.euclidean([(0, 0), (1, 1)]), [1], 1,
    )  # fmt: skip
    solved(instance, 10)


def measured(kind: str, seconds: float) -> dict[str, Any]:
    rows = {}
    for instance in getattr(instances, kind)():
        solved(instance, 50)
        started = time.process_time()
        solved(instance, TRIAL)
        rounds = int(TRIAL / (time.process_time() - started) * seconds)
        started = time.process_time()
        cost, wrong = solved(instance, rounds)
        spent = time.process_time() - started
        rows[instance.name] = {
            "cost": round(cost, 2),
            "gap": gap(cost, instance.known),
            "cpu_seconds": round(spent, 1),
            "wrong": wrong,
        }
        print(f"{instance.name}: {cost:.2f}, {rows[instance.name]['gap']} %, {spent:.1f} CPU s", file=sys.stderr, flush=True)
    found = [row["gap"] for row in rows.values()]
    return {
        "mean_gap": round(mean(found), 2),
        "worst_gap": max(found),
        "infeasible": sum(bool(row["wrong"]) for row in rows.values()),
        "instances": rows,
    }


def gap(cost: float, known: float) -> float:
    return round(100 * (cost / known - 1), 2)


def solved(instance: Instance, rounds: int, seed: int = SEED) -> tuple[float, list[str]]:
    data = build(instance.visitees, instance.tours, instance.travel)
    best = Search(data, unit_of(data)).run(rounds, seed)
    return total(best), wrong(instance, data, best)


def wrong(instance: Instance, data: Data, state: State) -> list[str]:
    """Drive every route with plain numbers, from the instance and not from the search's own arrays."""
    complaints, driven = [], 0.0
    days: dict[int, list[int]] = {}
    for r, tour in enumerate(instance.tours):
        stops = [int(node) for node in state.stops[r, 1 : state.length[r] + 1]]
        if not stops:
            continue
        now, at, load = tour.opens, tour.start, 0.0
        for node in stops:
            visitee = instance.visitees[node]
            now += instance.travel[at, node]
            driven += instance.travel[at, node]
            opens, closes = visitee.windows[0]
            now = max(now, opens)
            if now > closes + 1e-6:
                complaints.append(f"{node} is late on route {r}")
            now, at, load = now + visitee.service, node, load + visitee.demand
            days.setdefault(node, []).append(tour.day)
        driven += instance.travel[at, tour.end]
        if now + instance.travel[at, tour.end] > tour.closes + 1e-6 or load > tour.capacity + 1e-6:
            complaints.append(f"route {r} is too long or too full")
    for node, visitee in enumerate(instance.visitees):
        if sorted(days.get(node, [])) not in [sorted(pattern) for pattern, _ in visitee.patterns]:
            complaints.append(f"{node} is visited on {days.get(node)}")
    if abs(driven - total(state)) > 1e-4 * max(driven, 1):
        complaints.append(f"costs {driven}, not {total(state)}")
    return complaints
