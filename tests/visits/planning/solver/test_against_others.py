"""The same kernel for several vehicles on a day, held against PyVRP, and against published solutions."""

import math
import random

import pytest

pytestmark = pytest.mark.xdist_group("solver")


def a_fleet(seed):
    """25 customers with shop hours, four vehicles; whole numbers."""
    chance = random.Random(seed)
    places = [(chance.randint(0, 100), chance.randint(0, 100)) for _ in range(26)]
    travel = [[math.ceil(math.dist(a, b)) for b in places] for a in places]
    opens = [chance.randint(0, 300) for _ in range(25)]
    return places, travel, [(each, each + 150) for each in opens], [chance.randint(1, 9) for _ in range(25)]


def ours(travel, windows, demands):
    import numpy as np

    from visits.planning.solver.anneal import total
    from visits.planning.solver.build import Tour, Visitee, build, unit_of
    from visits.planning.solver.schedule import Search

    visitees = [Visitee([([0], 0.0)], 1e6, 10, demand, [window]) for window, demand in zip(windows, demands, strict=True)]
    data = build(visitees, [Tour(0, 25, 25, 0, 700, 60) for _ in range(6)], np.array(travel))
    return total(Search(data, unit_of(data)).run(12_000, 1))


def theirs(places, travel, windows, demands):
    from pyvrp import Model
    from pyvrp.stop import MaxIterations

    model = Model()
    spots = [model.add_location(*place) for place in places]
    depot = model.add_depot(spots[25], tw_early=0, tw_late=700)
    model.add_vehicle_type(6, capacity=60, start_depot=depot, end_depot=depot, tw_early=0, tw_late=700)
    for i in range(25):
        opens, closes = windows[i]
        model.add_client(spots[i], delivery=demands[i], service_duration=10, tw_early=opens, tw_late=closes)
    for i, a in enumerate(spots):
        for j, b in enumerate(spots):
            model.add_edge(a, b, distance=travel[i][j], duration=travel[i][j])
    result = model.solve(MaxIterations(300), seed=1, display=False)
    assert result.is_feasible()
    return result.cost()


@pytest.mark.parametrize("seed", range(3))
def test_several_vehicles_drive_no_farther_than_with_pyvrp(seed):
    places, travel, windows, demands = a_fleet(seed)

    assert ours(travel, windows, demands) <= theirs(places, travel, windows, demands) * 1.005


@pytest.mark.reference
@pytest.mark.parametrize(
    ("kind", "name", "rounds", "gap"),
    [("pvrp", "p14", 20_000, 0.05), ("pvrp", "p02", 60_000, 1.0), ("pvrp", "pr01", 40_000, 0.5), ("solomon", "C101", 5_000, 0.05),
     ("solomon", "R101", 60_000, 0.5), ("dumas", "n80w20.001", 20_000, 0.05)],
)  # fmt: skip
def test_published_solutions_are_reached(kind, name, rounds, gap):
    from bench.routes import gaps, instances

    if not instances.FOLDER.exists():
        pytest.skip("the reference data is not beside the project")
    instance = next(each for each in getattr(instances, kind)() if each.name.removesuffix(".txt") == name)

    cost, wrong = gaps.solved(instance, rounds)

    assert wrong == []
    assert gaps.gap(cost, instance.known) <= gap
