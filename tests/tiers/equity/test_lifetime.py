"""What accounts will be worth: the integral, its parts, and what is not a figure."""

from math import exp, log

import numpy as np
import pytest

from tests.tiers.equity.worlds import world
from tiers.equity.histories import Histories
from tiers.equity.lifetime import NotIdentified, Terms, discounted_orders, lifetimes
from tiers.equity.purchasing import Purchasing
from tiers.equity.spending import Spending

BUYS = Purchasing(1, True, 0.525, 6.18, 0.891, 1.614, -9582.1)
SPENDS = Spending(6.25, 3.74, 15.44, -4055.9, 0.11)
TERMS = Terms(margin=0.3, annual_rate=0.15, horizon_years=3)


def some(accounts: int = 50) -> Histories:
    return world(accounts=accounts, k=1, r=0.8, alpha=5, a=0.7, b=2, weeks=40)


def test_eight_nodes_are_as_good_as_a_thousand_steps():
    histories = some()

    steps = np.linspace(0, TERMS.weeks, 4_001)
    counts = np.stack([BUYS.expected_orders(histories, week) for week in steps])
    middles = (counts[1:] + counts[:-1]) / 2
    discounts = np.exp(-TERMS.weekly_discount * (steps[1:] + steps[:-1]) / 2)
    by_steps = TERMS.weekly_discount * (middles * discounts[:, None] * (steps[1] - steps[0])).sum(axis=0)
    by_steps += exp(-TERMS.weekly_discount * TERMS.weeks) * counts[-1]

    assert discounted_orders(BUYS, histories, TERMS) == pytest.approx(by_steps, rel=1e-6)


def test_a_discount_costs_and_a_longer_horizon_brings():
    histories = some()
    usual = discounted_orders(BUYS, histories, TERMS).sum()

    assert discounted_orders(BUYS, histories, Terms(annual_rate=0.30)).sum() < usual
    assert discounted_orders(BUYS, histories, Terms(horizon_years=5)).sum() > usual
    assert usual < BUYS.expected_orders(histories, TERMS.weeks).sum()


def test_every_value_is_the_product_of_its_parts():
    histories = some()
    terms = Terms(yearly_cost=10)

    worth = lifetimes(BUYS, SPENDS, histories, np.full(len(histories), 40.0), terms)

    assert worth.value == pytest.approx(terms.margin * worth.order_value * worth.orders - worth.cost)
    assert worth.cost == pytest.approx(worth.alive * 10 * (1 - exp(-3 * log(1.15))) / log(1.15))
    assert worth.total == pytest.approx(worth.value.sum())


@pytest.mark.parametrize(
    ("purchasing", "spending", "model"),
    [
        (Purchasing(1, False, 0.79, 10.8, 1e-4, 1e4, -10344), SPENDS, "purchasing"),
        (BUYS, Spending(2.0, 0.6, 15.0, 0, 0), "spending"),
    ],
)
def test_a_degenerate_fit_yields_no_figure(purchasing, spending, model):
    histories = some()

    with pytest.raises(NotIdentified) as refused:
        lifetimes(purchasing, spending, histories, np.full(len(histories), 40.0), TERMS)

    assert refused.value.model == model


@pytest.mark.parametrize(
    "wrong", [{"margin": 0}, {"margin": 1.2}, {"annual_rate": 0}, {"annual_rate": 15}, {"horizon_years": 0}, {"yearly_cost": -1}]
)
def test_terms_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="between"):
        Terms(**wrong)
