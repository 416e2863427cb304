"""The day plan: told days, the drawn ones that the phone is held to as well, and what holds on every day."""

from datetime import date, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectors.day_cases import CASES
from tests.vectors.reading import plan_as_json, plan_from, vectors
from visits.planning.agenda import Candidate, DayPlan, Shift, Window
from visits.planning.day import plan_day
from visits.planning.distance import leg_between
from visits.planning.geo import Place

DAY = date(2025, 3, 12)
START = Place(29.0, 120.0)
VECTORS = vectors("day_plan")


def outline(plan: DayPlan) -> tuple[list[str], dict[str, str]]:
    return [f"{stop.account} {stop.reason.code}" for stop in plan.stops], {out.account: out.code for out in plan.left_out}


@pytest.mark.parametrize(("request_", "stops", "left_out"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_told_days(request_: dict[str, Any], stops: list[str], left_out: dict[str, str]) -> None:
    assert outline(plan_from(request_)) == (stops, left_out)


@pytest.mark.parametrize("case", VECTORS["told"] + VECTORS["drawn"], ids=lambda case: case["name"])
def test_the_plans_are_those_the_phone_is_held_to(case: dict[str, Any]) -> None:
    assert plan_as_json(plan_from(case["request"])) == case["plan"]


def test_the_parts_explain_the_times() -> None:
    plan = plan_day(
        day=DAY,
        today=DAY,
        start=START,
        candidates=[
            Candidate("a", 29.0, 120.01, next_visit_on=DAY),
            Candidate("b", 29.0, 120.02, next_visit_on=DAY - timedelta(days=3), service_minutes=45),
        ],
    )

    # 973 m straight a step, times 1.3 on the road, at 18 km/h: 1265 m in 253 s, 2529 m (of 1945 straight) in 506 s
    assert [(s.account, s.travel_minutes, s.distance_m, s.arrive_minute, s.leave_minute) for s in plan.stops] == [
        ("b", 9, 2529, 519, 564),
        ("a", 5, 1265, 569, 589),
    ]
    assert (plan.travel_minutes, plan.distance_m, plan.distance_km, plan.overrun_minutes) == (14, 3794, 3.8, 0)
    assert plan.engine == "estimate"


def test_an_unknown_place_takes_time_but_is_no_travel() -> None:
    plan = plan_day(
        day=DAY,
        today=DAY,
        start=START,
        candidates=[Candidate("here", 29.0, 120.0, next_visit_on=DAY), Candidate("somewhere", next_visit_on=DAY)],
    )

    assert [(s.account, s.travel_minutes, s.distance_m, s.arrive_minute) for s in plan.stops] == [
        ("here", 0, 0, 510),
        ("somewhere", None, None, 545),
    ]
    assert plan.travel_minutes == 0


def test_replanning_from_where_one_stands() -> None:
    """At three in the afternoon two hours are left: the day goes on from here, not from home."""
    candidates = [Candidate(f"c{i}", 29.0, round(120 + i / 100, 2), next_visit_on=DAY) for i in range(10)]

    plan = plan_day(
        day=DAY, today=DAY, candidates=candidates, start=Place(29.0, 120.05), shift=Shift(15 * 60, 17 * 60, service_minutes=25)
    )

    assert {stop.account for stop in plan.stops} == {"c4", "c5", "c6", "c7"}
    assert plan.stops[0].arrive_minute >= 900
    assert plan.stops[-1].leave_minute <= 17 * 60


def test_waiting_at_a_door_is_told() -> None:
    plan = plan_day(
        day=DAY, today=DAY, start=START, candidates=[Candidate("a", 29.0, 120.0, orders_today=1, window=Window(540, 600))]
    )

    stop = plan.stops[0]
    assert (stop.arrive_minute, stop.wait_minutes, stop.leave_minute, stop.reason.code) == (510, 30, 560, "order_today")


@pytest.mark.parametrize("seed", range(8))
def test_the_road_is_within_one_percent_of_the_best_of_all_orders(seed: int) -> None:
    """Seven customers of one class, against all 5,040 orders."""
    east = [(seed * 37 + i * i * 53) % 200 / 5000 for i in range(7)]
    north = [(seed * 91 + i * 71 + i * i * 17) % 200 / 5000 for i in range(7)]
    candidates = [Candidate(f"c{i}", 29 + north[i], 120 + east[i], next_visit_on=DAY) for i in range(7)]
    places = {c.account: Place(c.latitude or 0, c.longitude or 0) for c in candidates}

    plan = plan_day(day=DAY, today=DAY, candidates=candidates, start=START)

    def seconds(order: tuple[str, ...]) -> int:
        path = [START, *(places[account] for account in order)]
        return sum(leg_between(a, b).seconds for a, b in pairwise(path))

    assert seconds(tuple(stop.account for stop in plan.stops)) <= 1.01 * min(map(seconds, permutations(places)))


windows = st.builds(lambda opens, length: Window(opens, opens + length), st.integers(420, 1000), st.integers(0, 240))
days_around = st.integers(-40, 12).map(lambda n: DAY + timedelta(days=n))
degrees = st.integers(-3000, 3000).map(lambda n: n / 50_000)


@st.composite
def candidates(draw: st.DrawFn, number: int) -> Candidate:
    located = draw(st.integers(0, 9)) > 0
    return Candidate(
        account=f"a{number}",
        latitude=29 + draw(degrees) if located else None,
        longitude=120 + draw(degrees) if located else None,
        street=draw(st.sampled_from(["", "北街", "南街"])),
        village=draw(st.sampled_from(["", "", "石桥村"])),
        tier=draw(st.sampled_from(["vip", "gold", "key", "ordinary", None])),
        orders_today=draw(st.sampled_from([0, 0, 0, 1, 3])),
        order_weekdays=draw(st.sampled_from([(), (3,), (1, 5)])),
        next_visit_on=draw(st.none() | days_around),
        last_visit_on=draw(st.none() | days_around),
        interval_days=draw(st.sampled_from([None, 7, 28])),
        window=draw(st.none() | windows),
        service_minutes=draw(st.none() | st.integers(0, 90)),
        visit=draw(st.sampled_from([None, None, None, "v"])),
        position=draw(st.none() | st.integers(1, 50)),
        added=draw(st.sampled_from([False, False, False, True])),
    )


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    start_minute = draw(st.integers(360, 700))
    return {
        "day": DAY,
        "today": draw(st.sampled_from([DAY, DAY, DAY - timedelta(days=1), DAY + timedelta(days=1)])),
        "candidates": [draw(candidates(number)) for number in range(draw(st.integers(0, 14)))],
        "start": draw(st.none() | st.just(START)),
        "shift": Shift(start_minute, start_minute + draw(st.integers(60, 600)), draw(st.integers(0, 60))),
    }


@settings(max_examples=150, deadline=None)
@given(requests())
def test_on_every_day(request: dict[str, Any]) -> None:
    plan = plan_day(**request)
    by_account = {candidate.account: candidate for candidate in request["candidates"]}

    everybody_is_placed_once_or_left_out(plan, by_account)
    times_run_forward(plan, request["shift"])
    orders_come_first_unless_a_window_says_so(plan, request["day"] > request["today"])
    nobody_planned_or_by_hand_is_left_out(plan, by_account)
    only_those_can_overrun_the_shift_or_miss_a_window(plan, by_account)


def everybody_is_placed_once_or_left_out(plan: DayPlan, by_account: dict[str, Candidate]) -> None:
    mentioned = [stop.account for stop in plan.stops] + [out.account for out in plan.left_out]
    assert sorted(mentioned) == sorted(by_account)
    assert [stop.position for stop in plan.stops] == list(range(1, len(plan.stops) + 1))


def times_run_forward(plan: DayPlan, shift: Shift) -> None:
    times = [shift.start_minute]
    for stop in plan.stops:
        times += [stop.arrive_minute, stop.arrive_minute + stop.wait_minutes, stop.leave_minute]
    assert times == sorted(times)


def orders_come_first_unless_a_window_says_so(plan: DayPlan, is_later: bool) -> None:
    codes = [stop.reason.code for stop in plan.stops]
    order = "order_day" if is_later else "order_today"
    last_order = max((i for i, code in enumerate(codes) if code == order), default=-1)
    assert set(codes[: last_order + 1]) <= {order, "window"}
    if is_later:
        assert not any(stop.orders_today for stop in plan.stops)
    else:
        assert all((stop.orders_today > 0) == (stop.reason.code == order) for stop in plan.stops)


def nobody_planned_or_by_hand_is_left_out(plan: DayPlan, by_account: dict[str, Candidate]) -> None:
    out = [by_account[left.account] for left in plan.left_out]
    assert not any(candidate.added or candidate.visit for candidate in out)


def only_those_can_overrun_the_shift_or_miss_a_window(plan: DayPlan, by_account: dict[str, Candidate]) -> None:
    stops = [(stop, by_account[stop.account]) for stop in plan.stops]
    if any(candidate.added or candidate.visit for _, candidate in stops):
        return
    assert plan.overrun_minutes == 0
    assert all(c.window is None or stop.arrive_minute <= c.window.closes_minute for stop, c in stops)


@settings(max_examples=40, deadline=None)
@given(requests(), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(request: dict[str, Any], draw: Any) -> None:
    shuffled = draw.sample(request["candidates"], len(request["candidates"]))

    assert plan_day(**(request | {"candidates": shuffled})) == plan_day(**request)


def test_ten_thousand_candidates_are_cut_to_those_a_shift_can_hold() -> None:
    late = [
        Candidate(
            f"{i:05}",
            29 + i % 97 / 1000,
            120 + i % 89 / 1000,
            tier="vip" if i % 100 == 99 else None,
            next_visit_on=DAY - timedelta(days=1),
        )
        for i in range(10_000)
    ]

    plan = plan_day(day=DAY, today=DAY, candidates=[*late, Candidate("by hand", 29.0, 120.0, added=True)], start=START)

    assert len(plan.stops) + len(plan.left_out) == 10_001
    assert {stop.account[-2:] for stop in plan.stops if stop.account != "by hand"} == {"99"}
    assert "by hand" in {stop.account for stop in plan.stops}
    assert {out.code for out in plan.left_out} == {"shift_full"}
