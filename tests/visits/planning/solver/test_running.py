"""A plan that starts from the running one: nearly everybody keeps the day, at a price that follows the road."""

import random
from dataclasses import replace

import pytest

from tests.visits.planning.solver.worlds import a_call, a_cycle
from visits.planning.cycle.patterns import patterns
from visits.planning.cycle.problem import CyclePlan, CycleProblem, advised_iterations
from visits.planning.solver.run import solve
from visits.planning.solver.running import LEAST_MINUTES, PRICES, taken_up
from visits.planning.solver.told import Found


def a_round(accounts: int, *, span_minutes: float, seed: int = 1) -> CycleProblem:
    calls = [a_call(f"a{i}", interval=10, visits=2) for i in range(accounts)]
    return a_cycle(calls, span_minutes=span_minutes, seed=seed, balance=10.0)


def exchanged(problem: CycleProblem, before: CyclePlan, some: int, seed: int) -> CycleProblem:
    """The first `some` accounts give their places to others, who are new; everybody else has the days of the plan."""
    chance, days = random.Random(seed), before.days_of()
    others = chance.sample(range(some, len(problem.calls)), some)
    place = dict(enumerate(others))  # in one street with somebody else
    calls = [
        replace(call, place_index=place[i]) if i < some else replace(call, previous=days[call.account])
        for i, call in enumerate(problem.calls)
    ]
    return replace(problem, calls=calls)


def planned(problem: CycleProblem, *, warm: bool) -> CyclePlan:
    return solve(problem, iterations=advised_iterations(len(problem.calls), warm=warm), seed=1)


@pytest.mark.parametrize("span_minutes", [4, 40, 90])
@pytest.mark.parametrize("seed", [1, 2])
def test_after_an_exchange_nineteen_of_twenty_keep_their_days(span_minutes, seed):
    problem = a_round(40, span_minutes=span_minutes, seed=seed)
    before = planned(problem, warm=False)
    asked = exchanged(problem, before, 2, seed)

    after = planned(asked, warm=True)

    then = {(account, day) for account, days in before.days_of().items() for day in days if account not in ("a0", "a1")}
    now = {(account, day) for account, days in after.days_of().items() for day in days}
    assert len(then & now) >= 0.95 * len(then)
    assert not after.unplaced


def test_leaving_a_day_costs_a_part_of_the_road_that_a_visit_takes():
    for span_minutes in (1, 30, 90):
        problem = a_round(40, span_minutes=span_minutes)
        before = planned(problem, warm=False)
        running = exchanged(problem, before, 2, 1)
        found = Found(running, [patterns(call, running.days) for call in running.calls])
        road = before.cost.travel / sum(len(route.stops) for route in before.routes)

        taken = list(taken_up(found, pilot=500, seed=1))

        prices = [one.minutes for one in taken]
        assert prices == sorted(set(prices))  # none is tried twice
        assert prices[0] == pytest.approx(max(LEAST_MINUTES, PRICES[0] * road), rel=0.3)
        assert prices[-1] == pytest.approx(max(LEAST_MINUTES, PRICES[-1] * road), rel=0.3)
        for one in taken:
            other_days = next(choice for choice in one.found.choices[5] if not set(choice.days) & set(before.days_of()["a5"]))
            assert other_days.moved == pytest.approx(2 * one.minutes)
            assert other_days.cost == pytest.approx(other_days.spacing + other_days.lateness + 2 * one.minutes)
            assert one.is_kept(one.first)
        assert [one.is_dearest for one in taken] == [False] * (len(taken) - 1) + [True]


def test_who_cannot_keep_the_days_costs_nobody_else_theirs():
    problem = a_round(30, span_minutes=30)
    before = planned(problem, warm=False)
    days = before.days_of()
    calls = [replace(call, previous=days[call.account]) for call in problem.calls]
    gone = days["a3"][0]

    after = planned(
        replace(problem, calls=calls, days=[replace(day, is_working=day.index != gone) for day in problem.days]), warm=True
    )

    stayed = [account for account, on in days.items() if gone not in on]
    assert sum(after.days_of()[account] == days[account] for account in stayed) >= 0.9 * len(stayed)
    assert all(gone not in on for on in after.days_of().values())
