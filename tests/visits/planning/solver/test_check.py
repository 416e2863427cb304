"""The judge of plans sees what is wrong, whoever made the plan."""

from dataclasses import replace

import pytest

from tests.visits.planning.solver.worlds import a_call, a_cycle, a_day
from visits.planning.cycle.check import violations
from visits.planning.cycle.problem import Cost, CyclePlan, DayRoute, Reason, Stop

LUNCH = (690, 780, 45)
PROBLEM = replace(
    a_cycle(
        [a_call("a0", windows=((600, 720),)), a_call("a1", allowed_days=frozenset({0})), a_call("a2", locked=frozenset({1}))],
        days=[a_day(0, lunch=LUNCH), a_day(1, lunch=LUNCH), a_day(2, is_working=False)],
    ),
    travel_seconds=[[0, 600, 600, 600], [600, 0, 600, 600], [600, 600, 0, 600], [600, 600, 600, 0]],
)
MORNING = DayRoute(
    day=0, leaves=590, returns=660, travel_minutes=30, service_minutes=40,
    stops=(Stop("a0", 600, 600, 620), Stop("a1", 630, 630, 650)),
)  # fmt: skip
SECOND = DayRoute(day=1, leaves=540, returns=580, travel_minutes=20, service_minutes=20, stops=(Stop("a2", 550, 550, 570),))
PLAN = CyclePlan((MORNING, SECOND), {}, Cost(50, 0, 0, 0, 0, 0, 0))


def with_route(**changes):
    return replace(PLAN, routes=(replace(MORNING, **changes), SECOND))


def with_stop(**changes):
    return with_route(stops=(replace(MORNING.stops[0], **changes), MORNING.stops[1]))


def test_a_good_plan_has_no_violations():
    assert violations(PROBLEM, PLAN) == []


@pytest.mark.parametrize(
    ("plan", "complaint"),
    [
        (with_route(leaves=530), "is under way"),
        (with_route(returns=1030), "is under way"),
        (with_route(returns=655), "is back at"),
        (with_route(returns=790), "has no lunch"),
        (with_route(returns=790, lunch_at=660), "has lunch at"),
        (with_route(returns=700, lunch_at=690, leaves=590), None),  # home in time: no lunch needed
        (with_route(travel_minutes=20), "of travel, drives"),
        (with_route(service_minutes=10), "of service"),
        (with_route(stops=MORNING.stops[:1]), "a1: has 0 of 1"),
        (with_route(stops=(*MORNING.stops, MORNING.stops[1])), "a1: is visited twice"),
        (with_route(stops=(Stop("stranger", 600, 600, 620),)), "not asked for"),
        (with_stop(arrival=595), "cannot before"),
        (with_stop(begin=599), "before the arrival"),
        (with_stop(begin=605), "takes 15"),
        (with_stop(arrival=599, begin=599), "outside of its hours"),
        (replace(PLAN, routes=(MORNING, replace(SECOND, day=2))), "is no working day"),
        (replace(PLAN, routes=(MORNING, MORNING, SECOND)), "2 routes"),
        (replace(PLAN, routes=(replace(MORNING, day=1), replace(SECOND, day=0))), "a1: is visited on days [1]"),
        (replace(PLAN, routes=(replace(MORNING, day=1), replace(SECOND, day=0))), "a2: is moved from a locked day"),
        (replace(PLAN, unplaced={"a2": Reason.CAPACITY}), "a2: is placed and said to be not"),
        (replace(PLAN, short={"a2": 1}), "a2: has 1 of 1"),
        (replace(PLAN, cost=replace(PLAN.cost, travel=40)), "of travel in all"),
    ],
)  # fmt: skip
def test_each_planted_fault_is_seen(plan, complaint):
    found = violations(PROBLEM, plan)

    assert found if complaint else True
    assert complaint is None or any(complaint in each for each in found), found


def test_a_lunch_needs_its_time():
    late = with_route(returns=860, lunch_at=700)

    assert violations(PROBLEM, late) == []
    assert any("no time for its lunch" in each for each in violations(PROBLEM, with_route(returns=800, lunch_at=780)))
