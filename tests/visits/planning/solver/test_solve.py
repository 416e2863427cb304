"""The route solver on cycles small enough to know the best plan, and on odd input."""

import sys
from dataclasses import replace
from itertools import pairwise
from statistics import mean, pstdev

import pytest

from tests.visits.planning.solver.worlds import a_call, a_cycle, a_day, cheapest_travel
from visits.planning.cycle.apart import Interrupted, SolverFailed, solve_apart
from visits.planning.cycle.check import violations
from visits.planning.cycle.problem import CycleProblem, Progress, Reason

pytestmark = pytest.mark.xdist_group("solver")  # one worker compiles


def solve(problem, *, iterations=1500, seed=1, **more):
    """Imported here: only the worker that runs these tests loads the number crunchers."""
    from visits.planning.solver import run

    plan = run.solve(problem, iterations=iterations, seed=seed, **more)
    assert violations(problem, plan) == []
    return plan


LUNCH = (690, 780, 45)
MORNING, AFTERNOON = (540, 690), (840, 960)


@pytest.mark.parametrize("seed", range(6))
def test_days_and_orders_are_the_best_there_are(seed):
    """Shop hours, lunch, forbidden days and a short day, all at once."""
    calls = [
        a_call(f"a{i}", windows=(((MORNING, AFTERNOON)[i % 2 :]) if i % 3 else ()), allowed_days=frozenset({0, 1, 2} - {i % 4}))
        for i in range(6)
    ]
    problem = a_cycle(calls, days=[a_day(0, lunch=LUNCH), a_day(1, shift_end=800), a_day(2, lunch=LUNCH)], seed=seed)

    plan = solve(problem)

    assert not plan.unplaced
    assert plan.cost.total == pytest.approx(cheapest_travel(problem))


def test_the_same_seed_and_rounds_give_the_same_plan():
    problem = a_cycle([a_call(f"a{i}", interval=10, visits=2) for i in range(15)], balance=8.0)

    first, again, other = solve(problem), solve(problem), solve(problem, seed=2, iterations=40)

    assert first == again
    assert first != other


def test_the_days_are_filled_evenly():
    problem = a_cycle([a_call(f"a{i}") for i in range(40)], balance=8.0)

    work = [route.work_minutes for route in solve(problem, iterations=4000).routes]

    assert max(work) < 1.5 * sum(work) / len(work)


def test_a_backlog_and_a_late_rush_are_spread_over_the_whole_cycle():
    """Two fifths are overdue, nobody is due in the last week: a lead wants no full days before nearly empty ones."""
    calls = [a_call(f"a{i}", interval=40, last_day=(due := -5 if i < 48 else i % 15) - 40, due_day=due) for i in range(120)]

    plan = solve(a_cycle(calls, span_minutes=10, balance=10.0), iterations=4000)

    work = [route.work_minutes for route in plan.routes]
    assert not plan.unplaced
    assert pstdev(work) <= 0.15 * mean(work)
    assert min(work) >= 0.7 * mean(work)


def test_nobody_is_visited_out_of_the_due_window_for_the_sake_of_the_road():
    """Two villages apart, each with somebody due on any day: whose turn it is is driven to (row 7)."""
    calls = [a_call(f"a{i}", place_index=i % 2, interval=10, visits=2, last_day=-(i % 10) - 1) for i in range(20)]
    problem = a_cycle(calls, span_minutes=40)

    days = solve(problem, iterations=4000).days_of()

    for call in calls:
        first, second = days[call.account]
        assert 8 <= first - call.last_day <= 12
        assert 8 <= second - first <= 12


def test_a_running_plan_is_kept_where_a_new_account_comes():
    calls = [a_call(f"a{i}") for i in range(20)]
    problem = a_cycle([*calls, a_call("a20")])
    before = solve(replace(problem, calls=calls))
    days = before.days_of()

    after = solve(replace(problem, calls=[replace(call, previous=days.get(call.account)) for call in problem.calls]), start=before)

    assert sum(after.days_of()[account] == kept for account, kept in days.items()) >= 19
    assert "a20" in after.days_of()


def test_a_start_is_never_made_worse_and_may_be_nonsense():
    problem = a_cycle([a_call(f"a{i}") for i in range(12)])
    good = solve(problem)
    shuffled = replace(good, routes=tuple(replace(route, day=19 - route.day) for route in good.routes))

    assert solve(problem, start=good, iterations=1).cost.total <= good.cost.total + 1e-6
    assert not solve(problem, start=shuffled).unplaced
    assert not solve(replace(problem, days=problem.days[:5]), start=good).unplaced


def test_it_tells_how_far_it_is_and_can_be_called_off():
    problem, told = a_cycle([a_call(f"a{i}") for i in range(12)]), []

    plan = solve(problem, iterations=9000, on_progress=told.append, is_cancelled=lambda: len(told) == 3)

    assert plan.is_cancelled
    assert not plan.unplaced
    assert [each.done for each in told] == sorted(each.done for each in told)
    assert all(later.cost <= sooner.cost + 1e-6 for sooner, later in pairwise(told))
    assert plan.iterations == told[-1].done < 9000


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ({"allowed_days": frozenset()}, Reason.NO_DAY),
        ({"windows": ((720, 600),)}, Reason.WINDOW),
        ({"windows": ((0, 300),)}, Reason.WINDOW),
        ({"service_minutes": 470}, Reason.DISTANCE),
    ],
)
def test_who_cannot_be_visited_is_named_with_the_reason(call, reason):
    problem = a_cycle([a_call("a0", **call), a_call("a1")])

    plan = solve(problem, iterations=200)

    assert plan.unplaced == {"a0": reason}
    assert list(plan.days_of()) == ["a1"]


def test_in_a_full_cycle_the_lower_tiers_stay_out():
    """Thirteen morning windows on one day."""
    calls = [a_call(f"a{i}", windows=((540, 660),), allowed_days=frozenset({0}), weight=4.0 if i < 3 else 1.0) for i in range(13)]

    plan = solve(a_cycle(calls))

    assert set(plan.unplaced.values()) == {Reason.CAPACITY}
    assert not {"a0", "a1", "a2"} & plan.unplaced.keys()
    assert len(plan.days_of()) + len(plan.unplaced) == 13


@pytest.mark.parametrize(
    "problem",
    [
        a_cycle([]),
        a_cycle([], days=[a_day(0, is_working=False)]),
        a_cycle([a_call()], days=[a_day(0, is_working=False)]),
        a_cycle([a_call()], days=[a_day(0, shift_start=1020, shift_end=540)]),
        a_cycle([a_call()]),
        a_cycle([a_call(windows=((600, 600),))], days=[a_day(0, shift_start=800, shift_end=1020, lunch=LUNCH)]),
        CycleProblem([a_day(0)], [a_call("a0"), replace(a_call("a1"), place_index=0)], [[0]], 0, 0),
    ],
    ids=["nobody", "nobody, no day", "no day", "a shift backwards", "one", "a shift behind lunch", "all in one spot"],
)
def test_odd_cycles_are_planned_without_a_crash(problem):
    plan = solve(problem, iterations=100)

    assert len(plan.days_of()) + len(plan.unplaced) == len(problem.calls)


def test_a_process_of_its_own_finds_the_same():
    problem, told = a_cycle([a_call(f"a{i}") for i in range(8)]), []

    apart = solve_apart(problem, iterations=1500, seed=1, on_progress=told.append)

    assert apart == solve(problem)
    assert all(isinstance(each, Progress) for each in told)


def test_a_process_that_fails_is_heard():
    with pytest.raises(SolverFailed, match="Error"):
        solve_apart(replace(a_cycle([a_call()]), travel_seconds=[[0]]), iterations=10, seed=1)


def test_who_has_to_go_waits_for_nothing():
    problem = a_cycle([a_call(f"a{i}") for i in range(8)])

    with pytest.raises(Interrupted):
        solve_apart(problem, iterations=2_000_000, seed=1, is_interrupted=lambda: True)


def test_only_the_solver_needs_a_number_cruncher():
    import subprocess

    program = "import sys, visits.planning.cycle.apart, visits.planning.cycle.check, visits.planning.cycle.patterns; print('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
