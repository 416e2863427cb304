"""What an order day brings: drawn from a known world, in any currency, and refused where it means nothing."""

import numpy as np
import pytest

from tiers.equity.purchasing import NotEnough
from tiers.equity.spending import Spending, fit_spending

#: Fader & Hardie 2013: the CDNOW sample.
CDNOW = Spending(6.25, 3.74, 15.44, -4055.92, 0.11)


def spenders(*, accounts: int = 20_000, p: float = 6.0, q: float = 3.7, gamma: float = 15.0, seed: int = 5):
    draw = np.random.default_rng(seed)
    repeats = draw.integers(1, 12, accounts).astype(float)
    nu = draw.gamma(q, 1 / gamma, accounts)
    return repeats, draw.gamma(p * repeats, 1 / (nu * repeats))


def test_the_mean_of_all_is_that_of_the_published_parameters():
    assert CDNOW.population_mean == pytest.approx(6.25 * 15.44 / 2.74)
    assert CDNOW.expected_value(np.array([0.0]), np.array([0.0]))[0] == pytest.approx(CDNOW.population_mean)


def test_an_accounts_own_mean_counts_the_more_the_oftener_it_came():
    repeats = np.array([1.0, 5.0, 50.0])

    expected = CDNOW.expected_value(repeats, np.full(3, 100.0))

    assert (np.diff(expected) > 0).all()
    assert CDNOW.population_mean < expected[0] < expected[2] < 100


def test_a_mean_of_nothing_is_no_evidence():
    expected = CDNOW.expected_value(np.array([3.0, 3.0]), np.array([0.0, -20.0]))

    assert expected == pytest.approx([CDNOW.population_mean] * 2)


def test_a_fit_finds_the_parameters_that_made_the_values():
    found = fit_spending(*spenders())

    assert (found.p, found.q, found.gamma) == pytest.approx((6.0, 3.7, 15.0), rel=0.1)
    assert found.identified
    assert abs(found.correlation) < 0.05


@pytest.mark.parametrize("rate", [1e-3, 1e5])
def test_the_currency_changes_nothing_but_gamma(rate):
    repeats, mean = spenders(accounts=2_000)
    here, there = fit_spending(repeats, mean), fit_spending(repeats, mean * rate)

    assert (there.p, there.q, there.gamma / rate) == pytest.approx((here.p, here.q, here.gamma), rel=1e-4)
    assert there.log_likelihood == pytest.approx(here.log_likelihood - len(repeats) * np.log(rate), rel=1e-6)


def test_too_few_payers_are_no_ground_for_a_fit():
    with pytest.raises(NotEnough):
        fit_spending(np.array([1.0, 2.0, 0.0]), np.array([5.0, 0.0, 0.0]))


def test_values_without_a_mean_are_named_not_identified():
    """A tail so heavy that no mean exists: q is below one."""
    assert not fit_spending(*spenders(q=0.6, gamma=3.0, accounts=3_000)).identified
