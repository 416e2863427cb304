"""A figure is its formula: the arithmetic that is shown is the arithmetic that was done."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.explain import Figure, computed, entered, records, span


def number(name: str, low: str, high: str | None = None, **kwargs: str) -> Figure:
    return Figure(name, Decimal(low), Decimal(high or low), **kwargs)


def test_a_formula_is_carried_out_over_ranges():
    figure = computed("unhappy", "heard / share", number("heard", "1"), number("share", "0.02", "0.1"))

    assert (figure.low, figure.high) == (Decimal(10), Decimal(50))


def test_a_subtraction_takes_the_opposite_ends():
    figure = computed("heard", "1 - silent", number("silent", "0.90", "0.98"))

    assert (figure.low, figure.high) == (Decimal("0.02"), Decimal("0.10"))


def test_money_is_rounded_half_up_to_the_cent():
    figure = computed("fine", "short * quantity", number("short", "0.005"), number("quantity", "1"), places=2)

    assert figure.low == Decimal("0.01")


def test_several_ways_span_from_the_least_to_the_most():
    figure = span("times", number("a", "50", unit="times"), number("b", "2", unit="times"))

    assert (figure.low, figure.high, figure.unit) == (Decimal(2), Decimal(50), "times")


def test_ways_in_different_units_are_no_range():
    with pytest.raises(ValueError, match="units"):
        span("x", number("a", "1", unit="people"), number("b", "2", unit="times"))


@pytest.mark.parametrize("formula", ["a ** 2", "__import__('os')", "a.real", "b", "a / zero", "a if a else a", "a + 1.5"])
def test_a_formula_is_arithmetic_and_nothing_else(formula):
    with pytest.raises(ValueError, match=r"arithmetic|only"):
        computed("x", formula, number("a", "1"), number("zero", "-1", "1"))


def test_the_answer_names_every_part_and_where_it_comes_from():
    figure = computed(
        "sum", "sales + returns", records("sales", Decimal("120.00"), unit="money", currency="CNY", count=3),
        entered("returns", Decimal(-20), unit="money", currency="CNY"), unit="money", currency="CNY",
    )  # fmt: skip

    assert figure.as_json() == {
        "name": "sum", "low": "100", "high": "100", "unit": "money", "currency": "CNY", "formula": "sales + returns",
        "note": "", "source": None,
        "inputs": [
            {"name": "sales", "low": "120", "high": "120", "unit": "money", "currency": "CNY", "formula": "", "inputs": [],
             "source": {"kind": "records", "count": 3}, "note": ""},
            {"name": "returns", "low": "-20", "high": "-20", "unit": "money", "currency": "CNY", "formula": "", "inputs": [],
             "source": {"kind": "entered"}, "note": ""},
        ],
    }  # fmt: skip


def test_a_day_is_told_as_a_day_and_never_reckoned_with():
    day = records("filled_on", date(2026, 3, 1))

    assert day.as_json()["low"] == "2026-03-01"
    with pytest.raises(ValueError, match="no number"):
        computed("x", "filled_on + 1", day)


numbers = st.decimals(min_value="-1000", max_value="1000", places=2)


@given(numbers, numbers, numbers, numbers, st.floats(0, 1), st.floats(0, 1))
def test_whatever_lies_between_the_ends_comes_out_between_the_ends(a, b, c, d, s, t):
    (a, b), (c, d) = sorted((a, b)), sorted((c, d))
    figure = computed("x", "(p - q) * 3", number("p", str(a), str(b)), number("q", str(c), str(d)))
    p, q = a + (b - a) * Decimal(s), c + (d - c) * Decimal(t)

    assert figure.low - Decimal("1e-20") <= (p - q) * 3 <= figure.high + Decimal("1e-20")
