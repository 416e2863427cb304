"""Run-out days with their interval (row 2). The arithmetic is written out, so that a wrong part shows."""

from datetime import date

import pytest

from accounts.consumption import (
    LEAST_SPREAD,
    Count,
    Delivery,
    best_rate,
    capacity_of,
    deliver_by,
    figures,
    rate_from_counts,
    rate_from_household,
    rate_from_orders,
    rate_stated,
    run_out,
    volume_litres,
)

MARCH = [date(2026, 3, 1), date(2026, 3, 11), date(2026, 3, 21), date(2026, 3, 31)]


def deliveries(*quantities: float) -> list[Delivery]:
    return [Delivery(day, quantity) for day, quantity in zip(MARCH, quantities, strict=False)]


def test_a_vat_is_measured_and_holds_so_much_of_the_product():
    litres = volume_litres(width_cm=40, depth_cm=40, height_cm=50)

    assert litres == 80
    assert capacity_of(stated=None, litres=litres, units_per_litre=0.8) == 64
    assert capacity_of(stated=50, litres=litres, units_per_litre=0.8) == 50
    assert capacity_of(stated=None, litres=None, units_per_litre=0.8) is None


def test_a_household_eats_so_much_a_day():
    rate = rate_from_household(heads=6, per_head=0.25)

    assert (rate.per_day, rate.low, rate.high, rate.basis) == (1.5, 1.125, 1.875, "household")


def test_each_delivery_lasted_until_the_next_and_the_last_one_counts_only_by_its_day():
    rate = rate_from_orders(deliveries(20, 20, 20, 999))

    assert rate is not None
    assert (rate.per_day, rate.used, rate.days, rate.gaps) == (2.0, 60, 30, 3)
    assert rate.low == pytest.approx(2 * (1 - LEAST_SPREAD)), "perfectly even, yet never quite certain"


def test_uneven_deliveries_widen_the_interval():
    even, uneven = rate_from_orders(deliveries(20, 20, 20, 1)), rate_from_orders(deliveries(10, 30, 20, 1))

    assert even is not None
    assert uneven is not None
    assert uneven.per_day == even.per_day == 2
    assert uneven.high - uneven.low > 5 * (even.high - even.low)


def test_one_delivery_says_nothing_of_the_rate():
    assert rate_from_orders(deliveries(20)) is None
    assert rate_from_orders([]) is None


def test_from_one_look_to_the_next_what_came_counts_with_what_was_there():
    counts = [Count(MARCH[0], 10), Count(MARCH[2], 6)]

    rate = rate_from_counts(counts, [Delivery(MARCH[1], 26)])

    assert rate is not None
    assert (rate.used, rate.days, rate.per_day) == (30, 20, 1.5)


def test_a_vat_that_was_filled_behind_our_back_says_nothing():
    assert rate_from_counts([Count(MARCH[0], 5), Count(MARCH[1], 9)], []) is None


def test_the_chosen_basis_wins_where_it_can_be_computed():
    rates = {"stated": rate_stated(1), "household": rate_from_household(heads=4, per_head=1), "orders": None, "counts": None}

    assert best_rate(rates, chosen="household").basis == "household"  # type: ignore[union-attr]
    assert best_rate(rates, chosen="orders").basis == "stated"  # type: ignore[union-attr]


def test_what_somebody_said_is_firmer_than_a_single_gap_between_orders():
    rates = {"orders": rate_from_orders(deliveries(20, 20)), "stated": rate_stated(1)}

    assert best_rate(rates, chosen=None).basis == "stated"  # type: ignore[union-attr]
    assert best_rate({"orders": rates["orders"]}, chosen=None).basis == "orders"  # type: ignore[union-attr]


def test_the_old_stock_is_used_first_and_a_delivery_adds_to_what_it_finds():
    rate = rate_stated(2)

    found = run_out(count=Count(MARCH[0], 30), deliveries=[Delivery(MARCH[1], 40)], rate=rate)

    assert found is not None
    assert (found.level, found.level_on) == (50, MARCH[1]), "30 less 10 days of 2, and 40 more"
    assert found.on == date(2026, 4, 5)
    assert found.earliest < found.on < found.latest


def test_a_vat_that_had_run_dry_starts_anew():
    found = run_out(count=Count(MARCH[0], 4), deliveries=[Delivery(MARCH[1], 40)], rate=rate_stated(2))

    assert found is not None
    assert found.level == 40


def test_without_a_count_the_last_delivery_is_all_that_is_known_of_the_level():
    found = run_out(count=None, deliveries=deliveries(20, 20, 10), rate=rate_stated(2))

    assert found is not None
    assert (found.level, found.level_on, found.on) == (10, MARCH[2], date(2026, 3, 26))


@pytest.mark.parametrize(("count", "rate"), [(None, rate_stated(2)), (Count(MARCH[0], 4), None)])
def test_nobody_foresees_what_nobody_has_seen(count, rate):
    assert run_out(count=count, deliveries=[], rate=rate) is None


def test_we_come_before_it_may_be_empty_on_a_day_of_the_customers():
    assert deliver_by(earliest=date(2026, 3, 20), lead_days=2, weekdays=[]) == date(2026, 3, 18)
    assert deliver_by(earliest=date(2026, 3, 20), lead_days=2, weekdays=[1, 4]) == date(2026, 3, 16), "the Monday before"


def test_a_rate_next_to_nothing_ends_within_ten_years():
    found = run_out(count=Count(MARCH[0], 1_000_000), deliveries=[], rate=rate_stated(0.0001))

    assert found is not None
    assert (found.on - MARCH[0]).days == 3650


def test_every_figure_comes_with_its_parts():
    found = figures(
        capacity=None, litres=80, units_per_litre=0.8, stated_per_day=None, household=6, per_head_per_day=0.25, chosen=None,
        counts=[Count(MARCH[0], 15)], deliveries=[], lead_days=2, weekdays=[],
    )  # fmt: skip

    assert found.run_out is not None
    assert (found.run_out.on, found.run_out.earliest, found.run_out.latest) == (
        date(2026, 3, 11), date(2026, 3, 9), date(2026, 3, 14),
    )  # fmt: skip
    assert found.deliver_by == date(2026, 3, 7)
    assert found.parts["rate"] == {
        "per_day": 1.5, "low": 1.125, "high": 1.875, "basis": "household", "days": 0, "used": 0.0, "gaps": 0,
    }  # fmt: skip
    assert (found.parts["capacity"], found.parts["level"], found.parts["level_on"]) == (64, 15, "2026-03-01")
