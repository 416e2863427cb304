"""What a cycle is made from, and what a change by hand costs: the rules without the solver."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.planning.calendar import Entry, calendar_text, folded
from visits.planning.cycle.check import violations
from visits.planning.cycle.grid import Week, cycle_grid
from visits.planning.cycle.overload import FULL, judge_load, planned_interval
from visits.planning.cycle.prices import Week as Plan
from visits.planning.cycle.prices import best, prices, uneven_days
from visits.planning.cycle.problem import Call, Cost, CyclePlan, CycleProblem, Day
from visits.planning.cycle.terms import Customer, call_for, open_windows, placed, visits_due
from visits.planning.cycle.timing import Roads, drive
from visits.planning.distance import leg_between
from visits.planning.geo import Place

MONDAY = date(2026, 3, 9)
WEEK = Week(frozenset({1, 2, 3, 4, 5}), 8 * 60 + 30, 17 * 60 + 30, (11 * 60 + 30, 13 * 60, 45))
START = Place(29.1, 120.2)


def customer(number: int = 0, **fields) -> Customer:
    usual = {"latitude": 29.1 + number / 200, "longitude": 120.2, "interval_days": 7, "service_minutes": 30, "tier": "key"}
    return Customer(account=f"a{number:03}", **usual | fields)


def grid(**fields):
    return cycle_grid(MONDAY, week=WEEK, **fields)


class TestGrid:
    def test_four_weeks_of_five_days_with_their_hours(self):
        assert len(grid().working) == 20
        assert grid().minutes == 20 * (9 * 60 - 45)

    def test_a_free_day_keeps_its_number(self):
        found = grid(free_days={MONDAY + timedelta(days=2)}, away={MONDAY + timedelta(days=7): "leave"})

        assert [day.index for day in found.days if not day.is_working] == [2, 5]
        assert found.closed == {2: "holiday", 5: "leave"}
        assert found.days[7].on == MONDAY + timedelta(days=9)

    def test_a_saturday_that_is_worked_is_a_day_of_the_cycle(self):
        saturday = MONDAY + timedelta(days=5)

        assert grid(extra_days={saturday}).index_of(saturday) == 5

    def test_nobody_works_a_cycle_of_holidays(self):
        assert grid(free_days={MONDAY + timedelta(days=i) for i in range(28)}) is None

    @pytest.mark.parametrize(
        ("on", "last", "due"),
        [
            (MONDAY - timedelta(days=1), -1, 0), (MONDAY - timedelta(days=3), -1, -1), (MONDAY - timedelta(days=7), -5, -5),
            (MONDAY + timedelta(days=1), -1, 1), (MONDAY + timedelta(days=5), -1, 5), (MONDAY + timedelta(days=90), -1, 20),
        ],
    )  # fmt: skip
    def test_dates_and_day_numbers(self, on, last, due):
        assert (grid().last_before(on), grid().not_before(on)) == (last, due)


class TestTerms:
    @pytest.mark.parametrize(
        ("interval", "due", "visits"),
        [(5, 0, 4), (5, -9, 4), (5, 4, 4), (5, 19, 1), (5, 20, 0), (20, 3, 1), (10, 9, 2), (40, 30, 0)],
    )
    def test_how_often_somebody_is_due(self, interval, due, visits):
        assert visits_due(interval=interval, due=due, days=20) == visits

    def test_a_window_that_closes_first_is_told_of_and_left_out(self):
        windows, notices = open_windows("a", [(600, 500), (700, 800)], None, None)

        assert windows == ((700, 800),)
        assert [(notice.code, notice.detail) for notice in notices] == [("window_reversed", "10:00-08:20")]

    def test_opening_hours_stand_in_for_windows(self):
        assert open_windows("a", [], 540, None)[0] == ((540, 1440),)
        assert open_windows("a", [], None, None) == ((), [])

    def test_who_has_no_place_stands_amid_the_neighbours_or_nowhere(self):
        lost, zero = customer(2, latitude=None, longitude=None, street="A"), customer(3, latitude=0, longitude=0)
        known, notices = placed([customer(0, street="A"), customer(1, street="A"), lost, zero])

        assert known[2].latitude in (known[0].latitude, known[1].latitude)
        assert known[3].latitude is None
        assert {(n.code, n.account) for n in notices} == {
            ("place_zero", "a003"), ("no_place", "a003"), ("place_guessed", "a002"),
        }  # fmt: skip

    def test_a_booked_day_is_locked_unless_nobody_works_then(self):
        booked = (MONDAY + timedelta(days=1), MONDAY + timedelta(days=5))
        call = call_for(customer(booked=booked), place_index=2, interval_days=7, grid=grid())

        assert call.locked == {1}

    def test_no_allowed_day_is_passed_on_for_the_solver_to_name(self):
        call = call_for(customer(weekdays=(7,)), place_index=2, interval_days=7, grid=grid())

        assert (call.allowed_days, call.visits) == (frozenset(), 1)


def seconds(a: Place, b: Place) -> int:
    return leg_between(a, b).seconds


class TestOverload:
    def test_the_parts_make_the_sum(self):
        found = judge_load([customer(i) for i in range(9)], grid=grid(), start=START, travel_seconds=seconds)

        assert found.needed == pytest.approx(found.service + found.travel_between + found.travel_out, abs=2)
        assert found.service == 9 * 4 * 30
        assert (found.is_over, found.stretch, found.vip_stretch) == (False, 1.0, 1.0)

    def test_a_customer_beyond_any_shift_takes_no_hours(self):
        near = [customer(i) for i in range(9)]
        far = customer(9, latitude=31.2, longitude=121.5)

        both = [judge_load(people, grid=grid(), start=START, travel_seconds=seconds) for people in (near, [*near, far])]

        assert both[0].needed == both[1].needed

    def test_all_but_the_vips_stretch_alike_until_the_hours_suffice(self):
        people = [customer(i, tier="vip" if i < 5 else "gold" if i < 30 else "ordinary") for i in range(80)]
        found = judge_load(people, grid=grid(), start=START, travel_seconds=seconds)

        assert found.load > 1
        assert found.planned <= FULL * found.available + 1
        assert {tier.tier: tier.stretch for tier in found.tiers} == {
            "vip": 1.0, "gold": found.stretch, "ordinary": found.stretch,
        }  # fmt: skip
        assert planned_interval(people[0], found) == 7
        assert planned_interval(people[9], found) > 7

    def test_the_vips_stretch_when_nothing_else_helps(self):
        people = [customer(i, tier="vip") for i in range(80)]

        assert judge_load(people, grid=grid(), start=START, travel_seconds=seconds).vip_stretch > 1


DAY = Day(0, MONDAY, 510, 1050, (690, 780, 45))


def line(a: int, b: int) -> int:
    """Places on a road, five minutes apart."""
    return abs(a - b) * 300


def call(number: int, **fields) -> Call:
    usual = {"service_minutes": 30, "interval": 20, "visits": 1, "allowed_days": frozenset(range(20))}
    return Call(account=f"a{number:02}", place_index=number, **usual | fields)


class TestTiming:
    @given(
        st.lists(
            st.tuples(st.integers(1, 9), st.integers(5, 60), st.lists(st.integers(8, 17), min_size=0, max_size=2, unique=True)),
            min_size=1, max_size=9, unique_by=lambda t: t[0],
        )
    )  # fmt: skip
    def test_what_is_driven_passes_the_validator(self, shops):
        calls = [
            call(place, service_minutes=minutes, windows=tuple((60 * h, 60 * h + 50) for h in sorted(hours)))
            for place, minutes, hours in shops
        ]
        route = drive(DAY, calls, Roads(line, 0, 0))

        if route is not None:
            problem = CycleProblem([DAY], calls, [[line(a, b) for b in range(10)] for a in range(10)], 0, 0)
            plan = CyclePlan((route,), {}, Cost(route.travel_minutes, 0, 0, 0, 0, 0, 0))
            assert violations(problem, plan) == []

    def test_lunch_may_be_had_while_one_waits_at_a_door(self):
        route = drive(DAY, [call(1, windows=((750, 800),), service_minutes=40)], Roads(line, 0, 0))

        assert route is not None
        assert route.stops[0].begin == 750
        assert 690 <= route.lunch_at <= 780

    def test_a_day_without_room_for_lunch_is_none(self):
        calls = [call(i, windows=((650, 800),), service_minutes=60) for i in range(1, 4)]

        assert drive(DAY, calls, Roads(line, 0, 0)) is None


class TestPrices:
    def plan(self, orders, **fields) -> Plan:
        days = [replace(DAY, index=i, on=MONDAY + timedelta(days=i + 2 * (i // 5)), is_working=i != 3) for i in range(20)]
        calls = {f"a{i:02}": call(i, **fields) for i in range(1, 8)}
        return Plan(days, calls, orders, Roads(line, 0, 0))

    def test_a_move_costs_what_it_adds_less_what_it_saves(self):
        found = {price.day: price for price in prices(self.plan({0: ["a01", "a05"], 1: ["a06"]}), "a05", leaves=0)}

        assert found[1].minutes == 0 - 2 * 4 * 5  # on the way to a06, and a01 alone is 40 minutes shorter
        assert found[2].minutes == 2 * 5 * 5 - 2 * 4 * 5
        assert next(price.day for price in best(list(found.values()))) == 1

    def test_days_that_cannot_be_say_why(self):
        plan = self.plan({0: ["a01"], 4: ["a01"]}, allowed_days=frozenset({1, 2, 3, 4, 6}), windows=((500, 505),))

        refused = {price.day: price.refusal for price in prices(plan, "a01", leaves=0)}

        assert (refused[3], refused[4], refused[5], refused[6]) == ("day_off", "visited_that_day", "weekday_not_allowed", "window")

    def test_spacing_ranks_the_days_and_is_no_part_of_the_minutes(self):
        plan = self.plan({0: ["a01"], 5: ["a01"], 10: ["a01"]}, interval=5)

        found = {price.day: price for price in prices(plan, "a01", leaves=10)}

        assert found[10 - 1].minutes == found[11].minutes == 0
        assert uneven_days(plan.calls["a01"], [0, 5, 11]) == found[11].uneven == 1


class TestCalendar:
    def test_lines_are_folded_between_characters_and_marks_escaped(self):
        entry = Entry("id", MONDAY, "福润超市, 东门; " * 9, datetime(2026, 3, 1, tzinfo=UTC), 2, text="a\nb")
        text = calendar_text("林爱丽", [entry])

        assert all(len(piece.encode()) <= 75 for piece in text.split("\r\n"))
        assert "福润超市\\, 东门\\;" in text.replace("\r\n ", "")
        assert "DESCRIPTION:a\\nb" in text
        assert "DTSTART;VALUE=DATE:20260309" in text

    @given(st.text(max_size=300))
    def test_folding_loses_nothing(self, text):
        assert "".join(piece if i == 0 else piece[1:] for i, piece in enumerate(folded(text))) == text
