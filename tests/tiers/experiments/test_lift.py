"""The interval of a difference against SciPy's, and what may not be said (row 41)."""

import math

import pytest
from scipy import stats

from tiers.experiments.lift import Part, measure, student


def part(values):
    return Part(len(values), sum(value > 0 for value in values), float(sum(values)), float(sum(value**2 for value in values)))


TREATED = [math.exp(3 + math.sin(7 * n)) for n in range(80)]
HOLDOUT = [math.exp(2.6 + 1.4 * math.cos(5 * n)) for n in range(45)]


@pytest.mark.parametrize("shift", [0.0, 30.0, -15.0])
def test_the_interval_is_welchs(shift):
    treated = [value + max(shift, -value) for value in TREATED]
    lift = measure(part(treated), part(HOLDOUT))
    expected = stats.ttest_ind(treated, HOLDOUT, equal_var=False).confidence_interval(0.95)

    assert lift.low == pytest.approx(expected.low, rel=1e-4)
    assert lift.high == pytest.approx(expected.high, rel=1e-4)
    said = "better" if expected.low > 0 else "worse" if expected.high < 0 else "not_told_apart"
    assert lift.outcome == said


def test_each_of_the_three_is_reached():
    outcomes = {measure(part([value + shift for value in TREATED]), part(TREATED)).outcome for shift in (0, 40, -15)}

    assert outcomes == {"better", "worse", "not_told_apart"}


@pytest.mark.parametrize("freedom", [29, 45.5, 120, 4000])
def test_the_quantile_is_students(freedom):
    assert student(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=2e-5)


@pytest.mark.parametrize(
    ("treated", "holdout", "currencies", "outcome"),
    [
        (TREATED, [], 1, "no_holdout"),
        (TREATED, HOLDOUT, 2, "two_currencies"),
        (TREATED[:29], HOLDOUT, 1, "too_few"),
        (TREATED, [0.0] * 40 + HOLDOUT[:9], 1, "too_few"),
        ([5.0] * 40, [5.0] * 40, 1, "too_few"),
    ],
)
def test_what_cannot_be_said_has_a_name_and_no_number(treated, holdout, currencies, outcome):
    lift = measure(part(treated), part(holdout), currencies=currencies)

    assert (lift.outcome, lift.difference, lift.low, lift.high) == (outcome, None, None, None)
