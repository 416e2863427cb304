"""How often accounts will order: the published example, the gradient, and worlds whose making is known."""

import numpy as np
import pytest

from tests.tiers.equity.worlds import world
from tiers.equity.histories import Histories
from tiers.equity.purchasing import NotEnough, Purchasing, _Logs, choose, fit

#: Fader, Hardie & Lee 2005: the parameters of the CDNOW sample.
CDNOW = Purchasing(1, False, 0.2425945, 4.4136019, 0.7929199, 2.4258881, -9582.429)


def history(repeats: float, last: float, watched: float, log_gaps: float = 0.0) -> Histories:
    return Histories(*(np.array([value]) for value in (repeats, last, watched, log_gaps)))


def test_the_published_example_of_bg_nbd():
    """x = 2, t_x = 30.43, T = 38.86: 1.226 orders in 39 weeks."""
    account = history(2, 30.43, 38.86)

    assert CDNOW.expected_orders(account, 39)[0] == pytest.approx(1.226, abs=0.0005)
    assert CDNOW.alive(account)[0] == pytest.approx(0.7266, abs=0.0001)


def test_who_never_came_back_may_have_left_only_where_leaving_at_first_is_possible():
    account = history(0, 0, 30)
    can = Purchasing(1, True, 0.5, 6.0, 0.9, 1.6, 0)

    assert CDNOW.alive(account)[0] == 1
    assert 0 < can.alive(account)[0] < 1


def test_silence_makes_leaving_likelier():
    silent = Histories(np.full(4, 5.0), np.full(4, 20.0), np.array([20.0, 30.0, 50.0, 100.0]), np.zeros(4))

    alive = CDNOW.alive(silent)

    assert (np.diff(alive) < 0).all()
    assert alive[0] > 0.8
    assert alive[-1] < 0.1


@pytest.mark.parametrize("k", [1, 2, 3, 4])
@pytest.mark.parametrize("drops_at_first", [False, True])
def test_the_gradient_is_that_of_the_likelihood(k, drops_at_first):
    histories = world(accounts=60, k=2, r=1, alpha=3, a=0.5, b=2, weeks=40)
    at = np.array([0.5, 4.0, 0.7, 2.0])

    gradient = _Logs(histories, k, drops_at_first, at).gradient.sum(axis=1)

    for place in range(4):
        step = np.zeros(4)
        step[place] = at[place] * 1e-6
        above, below = (_Logs(histories, k, drops_at_first, at + sign * step).likelihood.sum() for sign in (1, -1))
        assert gradient[place] == pytest.approx((above - below) / (2 * step[place]), rel=1e-5)


def test_the_likelihood_is_found_whatever_the_grouping():
    histories = world(accounts=300, k=1, r=0.8, alpha=5, a=0.7, b=2, weeks=30)
    twice = Histories(*(np.repeat(part, 2) for part in (histories.repeats, histories.last, histories.watched, histories.log_gaps)))

    one, two = fit(histories), fit(twice)

    assert two.log_likelihood == pytest.approx(2 * one.log_likelihood, rel=1e-9)
    assert (two.r, two.alpha, two.a, two.b) == pytest.approx((one.r, one.alpha, one.a, one.b), rel=1e-4)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_regularity_that_made_the_orders_is_chosen(k):
    histories = world(accounts=2_000, k=k, r=1.2, alpha=6 / k, a=0.6, b=2.5, weeks=52)

    chosen, candidates = choose(histories)

    assert chosen.k == k
    assert chosen.identified
    assert [each.k for each in candidates] == [1, 2, 3, 4]


def test_a_fit_finds_the_parameters_that_made_the_orders():
    made = {"r": 1.2, "alpha": 6.0, "a": 0.8, "b": 2.5}
    histories = world(accounts=20_000, k=1, weeks=78, **made)

    found = fit(histories)

    for name, value in made.items():
        assert getattr(found, name) == pytest.approx(value, rel=0.1), name


def test_expected_orders_meet_those_that_come():
    made = Purchasing(1, True, 1.2, 6.0, 0.8, 2.5, 0)
    short = world(accounts=20_000, k=1, r=1.2, alpha=6, a=0.8, b=2.5, weeks=30)
    long = world(accounts=20_000, k=1, r=1.2, alpha=6, a=0.8, b=2.5, weeks=50, seed=8)

    expected = short.repeats.sum() + made.expected_orders(short, 20).sum()

    assert expected == pytest.approx(long.repeats.sum(), rel=0.03)


def test_a_log_in_which_nobody_leaves_is_named_not_identified():
    histories = world(accounts=1_000, k=1, r=1.5, alpha=4, a=1e-6, b=1.0, weeks=52)

    found = fit(histories, drops_at_first=False)

    assert not found.identified
    assert "a" in found.at_bounds


@pytest.mark.parametrize(("accounts", "came_back"), [(10, 10), (500, 5)])
def test_too_few_accounts_are_no_ground_for_a_fit(accounts, came_back):
    repeats = np.zeros(accounts)
    repeats[:came_back] = 2
    last = np.where(repeats > 0, 5.0, 0.0)

    with pytest.raises(NotEnough):
        fit(Histories(repeats, last, np.full(accounts, 20.0), np.zeros(accounts)))


@pytest.mark.parametrize(
    "wrong",
    [(2, 30, 20, 0), (2, 0, 20, 0), (0, 3, 20, 0), (-1, 0, 20, 0), (2, np.nan, 20, 0), (2, 5, np.inf, 0)],
    ids=["ordered in the future", "came back at no time", "a time without a return", "negative", "missing", "endless"],
)
def test_impossible_histories_are_refused(wrong):
    with pytest.raises(ValueError, match=r"account|number|came back"):
        history(*wrong)
