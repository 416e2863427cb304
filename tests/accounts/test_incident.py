"""What an incident costs: a golden test re-computes the constants' arithmetic as the sources state it (rows 1, 13, 36, 68)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.incident import Estimate, estimate
from crm.constants.queries import read_register
from crm.explain import Ends, Figure, evaluate, records

pytestmark = pytest.mark.django_db

VALUE = records("annual_value", Decimal("120000.00"), unit="money", currency="CNY")


def by_name(estimated: Estimate) -> dict[str, Figure]:
    return {figure.name: figure for figure in estimated.figures}


def ends(figure: Figure) -> tuple[str, str]:
    return f"{figure.low.normalize():f}", f"{figure.high.normalize():f}"


@pytest.mark.parametrize(
    ("figure", "low", "high"),
    [
        ("reached", "50", "250"),  # 10 x (1 + 20 % x 20); 250 acquaintances
        ("make_good", "12", "12"),
        ("truly_dissatisfied", "1.1", "50"),  # 1 / 90 %; 1 / 4 % = 25; 1 / (1 - 98 %) = 50
        ("lost_when_unsolved", "0.81", "0.97"),
        ("lost_when_solved", "0.05", "0.1"),  # 1 - 95 %; 1 - 90 %
        ("at_stake_unsolved", "97200", "116400"),
        ("at_stake_solved", "6000", "12000"),
        ("customer_worth", "2400000", "2400000"),  # 20 times the sales
        ("new_for_one_lost", "10", "10"),
        ("winning_cost", "48000", "57600"),  # 8 % of 120,000 is 9,600; 5 and 6 times
    ],
)
def test_golden(figure, low, high):
    estimated = estimate(read_register(), annual_value=VALUE, keeping_share=Decimal("0.08"))

    assert ends(by_name(estimated)[figure]) == (low, high)
    assert estimated.missing == ()


def test_each_source_is_seen_by_itself():
    ways = by_name(estimate(read_register()))["truly_dissatisfied"].inputs

    assert sorted(ends(way) for way in ways) == [("1.1", "1.1"), ("10", "50"), ("25", "25")]


def test_the_other_reading_of_the_20_percent_reckons_otherwise():
    register = read_register()
    other = replace(register, readings={**register.readings, "bad_service_telling_on": "of_complainers"})

    assert ends(by_name(estimate(other))["reached"].inputs[0]) == ("12", "12")  # 10 x 80 % + 20 x 20 %


def test_more_complaints_weigh_more():
    estimated = by_name(estimate(read_register(), heard=3))

    assert ends(estimated["reached"]) == ("150", "750")
    assert ends(estimated["make_good"]) == ("36", "36")


def test_without_a_value_no_money_is_made_up():
    estimated = estimate(read_register())

    assert estimated.missing == ("annual_value", "keeping_share")
    assert not [figure.name for figure in estimated.figures if figure.unit == "money"]
    assert ends(by_name(estimated)["new_customer_cost"]) == ("5", "6")


def test_nothing_leans_on_a_constant_that_is_not_used():
    register = read_register()
    without = replace(register, constants={key: each for key, each in register.constants.items() if key != "acquaintances"})

    assert ends(by_name(estimate(without))["reached"]) == ("50", "50")


def test_an_empty_register_estimates_nothing():
    register = replace(read_register(), constants={}, questions={})

    assert estimate(register, annual_value=VALUE).figures == ()


def computed_figures(figure: Figure):
    if figure.formula:
        yield figure
    for part in figure.inputs:
        yield from computed_figures(part)


def test_every_arithmetic_that_is_shown_gives_the_number_that_is_shown():
    estimated = estimate(read_register(), heard=7, annual_value=VALUE, keeping_share=Decimal("0.08"))
    shown = [part for figure in estimated.figures for part in computed_figures(figure)]

    assert len(shown) > 10
    for figure in shown:
        again = evaluate(figure.formula, {part.name: Ends(part.low, part.high) for part in figure.inputs})
        assert figure.low == pytest.approx(again.low, abs=Decimal("0.05"))
        assert figure.high == pytest.approx(again.high, abs=Decimal("0.05"))


def leaves(figure: Figure):
    if not figure.inputs:
        yield figure
    for part in figure.inputs:
        yield from leaves(part)


def test_every_number_says_where_it_comes_from():
    estimated = estimate(read_register(), annual_value=VALUE, keeping_share=Decimal("0.08"))

    found = [leaf for figure in estimated.figures for leaf in leaves(figure)]
    assert all(leaf.source is not None for leaf in found)
    assert all(leaf.source.details["quote"] and leaf.source.details["title"] for leaf in found if leaf.source.kind == "constant")
