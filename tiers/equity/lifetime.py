"""Customer equity: the discounted value of what the accounts will still bring, each for itself and all together (row 46).

A finite horizon H, as nobody plans for ever (Gupta, Lehmann & Stuart 2004; Blattberg & Deighton 1996). With E[Y(t)] order days
expected until t, an annual rate i, delta = ln(1 + i):
discounted order days = delta ∫₀ᴴ e^(−delta t) E[Y(t)] dt + e^(−delta H) E[Y(H)], by eight Gauss-Legendre nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

import numpy as np

from tiers.equity.histories import WEEKS_PER_YEAR, Floats, Histories
from tiers.equity.purchasing import Purchasing
from tiers.equity.spending import Spending

NODES = 8


@dataclass(frozen=True)
class Terms:
    """`margin`: the share of sales that is kept; `annual_rate`: the discount of a year; `yearly_cost`: of serving an account."""

    margin: float = 0.30
    annual_rate: float = 0.15
    horizon_years: float = 3.0
    yearly_cost: float = 0.0

    def __post_init__(self) -> None:
        if not 0 < self.margin <= 1:
            raise ValueError("A margin is a share between 0 and 1.")
        if not 0 < self.annual_rate <= 1 or not 0 < self.horizon_years <= 20 or self.yearly_cost < 0:
            raise ValueError("The rate lies between 0 and 1, the horizon between 0 and 20 years, the cost at 0 or above.")

    @property
    def weekly_discount(self) -> float:
        return log(1 + self.annual_rate) / WEEKS_PER_YEAR

    @property
    def weeks(self) -> float:
        return self.horizon_years * WEEKS_PER_YEAR

    @property
    def discounted_cost(self) -> float:
        """Of serving an account to the horizon, as long as it stays."""
        delta = log(1 + self.annual_rate)
        return self.yearly_cost * (1 - exp(-delta * self.horizon_years)) / delta


@dataclass(frozen=True)
class Lifetime:
    """What an account is worth, by account, with the factors that make it: `value = margin · order_value · orders − cost`."""

    alive: Floats
    orders: Floats
    order_value: Floats
    cost: Floats
    value: Floats

    @property
    def total(self) -> float:
        return float(self.value.sum())


def discounted_orders(purchasing: Purchasing, histories: Histories, terms: Terms) -> Floats:
    """Order days expected to the horizon, each counted for what it is worth today."""
    points, weights = np.polynomial.legendre.leggauss(NODES)
    middle = terms.weeks / 2
    delta = terms.weekly_discount
    total = np.zeros(len(histories))
    for point, weight in zip(points, weights, strict=True):
        week = middle * (1 + float(point))
        total += middle * weight * delta * exp(-delta * week) * purchasing.expected_orders(histories, week)
    return total + exp(-delta * terms.weeks) * purchasing.expected_orders(histories, terms.weeks)


def lifetimes(purchasing: Purchasing, spending: Spending, histories: Histories, mean_value: Floats, terms: Terms) -> Lifetime:
    """Raises `NotIdentified` where a model ran into its bounds: a figure from it would look normal and mean nothing."""
    if not purchasing.identified:
        raise NotIdentified("purchasing", purchasing.at_bounds)
    if not spending.identified:
        raise NotIdentified("spending", ("q",) if spending.q <= 1 else ())
    alive = purchasing.alive(histories)
    orders = discounted_orders(purchasing, histories, terms)
    order_value = spending.expected_value(histories.repeats, mean_value)
    cost = alive * terms.discounted_cost
    return Lifetime(alive, orders, order_value, cost, terms.margin * order_value * orders - cost)


class NotIdentified(ValueError):
    """The fit degenerated: `model` says which, `at_bounds` where."""

    def __init__(self, model: str, at_bounds: tuple[str, ...]) -> None:
        super().__init__(f"The {model} of these accounts is not identified ({', '.join(at_bounds) or 'no mean exists'}).")
        self.model, self.at_bounds = model, at_bounds
