"""On which sets of days an account may be visited (row 79)."""

from dataclasses import replace

import pytest

from tests.visits.planning.solver.worlds import a_call, a_day
from visits.planning.cycle.patterns import MOST, patterns

DAYS = [a_day(i) for i in range(20)]


def test_a_weekly_account_keeps_its_weekday():
    found = patterns(a_call(interval=5, visits=4), DAYS)

    assert sorted(each.days for each in found if each.cost == 0) == [(d, d + 5, d + 10, d + 15) for d in range(5)]
    assert len(found) == MOST


def test_a_fortnightly_gap_costs_little_within_a_fifth_of_it_and_an_hour_more_beyond_it():
    call = a_call(interval=10, visits=2, allowed_days=frozenset({0, 7, 8, 9, 10}))

    found = {each.days: each.cost for each in patterns(call, DAYS)}

    assert found == {(0, 7): 12.0 + 60.0, (0, 8): 6.0, (0, 9): 3.0, (0, 10): 0.0}


def test_a_day_off_an_eight_weeks_rhythm_is_worth_less_than_one_off_a_week():
    weekly = {each.days: each.cost for each in patterns(a_call(interval=5, visits=1, last_day=-1), DAYS)}
    rare = {each.days: each.cost for each in patterns(a_call(interval=40, visits=1, last_day=-36), DAYS)}

    assert (weekly[(4,)], weekly[(5,)], weekly[(6,)]) == (0.0, 6.0, 12.0 + 60.0)
    assert (rare[(4,)], rare[(5,)], rare[(12,)], rare[(13,)]) == (0.0, 0.75, 6.0, 12.0 + 60.0)


def test_whose_due_window_is_over_pays_for_every_day_to_come():
    found = {each.days: each.spacing for each in patterns(a_call(interval=40, visits=1, last_day=-50), DAYS)}

    assert (found[(0,)], found[(1,)], found[(5,)]) == (0.0, 6.0, 30.0)


def test_the_last_visit_before_the_cycle_counts():
    best = patterns(a_call(last_day=-6), DAYS)[0]

    assert best.days == (14,)


def test_who_has_long_been_waiting_comes_first():
    best = patterns(a_call(last_day=-60, due_day=-40, weight=4.0), DAYS)[0]

    assert best.days == (0,)
    assert best.cost == 0


def test_a_visit_behind_its_due_day_costs_by_tier():
    found = {each.days: each.lateness for each in patterns(a_call(due_day=3, weight=2.0), DAYS)}

    assert found[(3,)] == 0
    assert found[(5,)] == 2  # half of the window of a fifth of twenty days
    assert found[(9,)] == 4 + 8 + 40


def test_the_running_plan_and_the_order_weekday_are_worth_something():
    found = {each.days: each for each in patterns(a_call(previous=(4,), order_weekday=0), DAYS)}

    assert (found[(4,)].moved, found[(4,)].order_day) == (0, 1)
    assert (found[(5,)].moved, found[(5,)].order_day) == (5, 0)


def test_a_locked_day_stays_whatever_else_is_allowed():
    found = patterns(a_call(interval=10, visits=2, allowed_days=frozenset(range(10, 20)), locked=frozenset({3})), DAYS)

    assert found
    assert all(3 in each.days for each in found)


@pytest.mark.parametrize(
    ("allowed", "visits"),
    [(frozenset(), []), (frozenset({40}), []), (frozenset({2, 7, 12}), [3]), (frozenset({2, 3}), [1])],
)
def test_where_days_are_missing_there_are_fewer_visits(allowed, visits):
    found = patterns(a_call(interval=5, visits=4, allowed_days=allowed), DAYS)

    assert sorted({len(each.days) for each in found}) == visits


def test_a_holiday_is_no_day():
    holiday = [replace(day, is_working=day.index != 6) for day in DAYS]

    assert all(6 not in each.days for each in patterns(a_call(interval=5, visits=4), holiday))
