"""How much an order day brings: the Gamma-Gamma model of Fader & Hardie 2013.

The value of an account's order days is gamma (p, nu), with a nu that differs between accounts as gamma (q, gamma). The first
order day is left out, as trial orders differ. The model takes frequency and value as independent: `correlation` says how far
that is from true.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import ClassVar

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, psi

from tiers.equity.histories import Floats
from tiers.equity.purchasing import AT_BOUND, LEAST, MOST, NotEnough


@dataclass(frozen=True)
class Spending:
    """A fitted model; `gamma` in the currency of the values. `scale` is what the values were divided by while fitting."""

    p: float
    q: float
    gamma: float
    log_likelihood: float
    correlation: float
    scale: float = 1.0

    LEAST_REPEATERS: ClassVar[int] = 10

    @property
    def identified(self) -> bool:
        """Whether a mean exists (q > 1), and no parameter ran into its bound."""
        within = (LEAST * AT_BOUND < value < MOST / AT_BOUND for value in (self.p, self.q, self.gamma / self.scale))
        return self.q > 1 and all(within)

    @property
    def population_mean(self) -> float:
        """What an order day of an unknown account is expected to bring."""
        return self.p * self.gamma / (self.q - 1)

    def expected_value(self, repeats: Floats, mean_value: Floats) -> Floats:
        """Expected value of an order day by account, between its own mean and that of all. Who never came back has the latter.

        A mean of zero or less is no evidence of what an order is worth, and counts as none.
        """
        seen = np.where(mean_value > 0, repeats, 0.0)
        return np.asarray(self.p * (self.gamma + seen * mean_value) / (self.p * seen + self.q - 1), dtype=np.float64)


def fit_spending(repeats: Floats, mean_value: Floats) -> Spending:
    """Maximum likelihood over the accounts that came back and paid. Raises `NotEnough`."""
    paid = (repeats > 0) & (mean_value > 0)
    x, m = repeats[paid], mean_value[paid]
    if len(x) < Spending.LEAST_REPEATERS:
        raise NotEnough(f"{len(x)} accounts with paid repeat orders are too few.")
    # An account in yen and one in dinar shall fit alike: bounds and start are for values around one hundred.
    scale = float(np.median(m)) / 100
    found = minimize(
        _lost, np.log([1.0, 2.0, 10.0]), args=(x, m / scale), jac=True, method="L-BFGS-B",
        bounds=[(log(LEAST), log(MOST))] * 3, options={"ftol": 1e-14, "gtol": 1e-10, "maxiter": 1000},
    )  # fmt: skip
    p, q, gamma = (float(value) for value in np.exp(found.x))
    likelihood = -float(found.fun) * len(x) - len(x) * log(scale)
    return Spending(p, q, gamma * scale, likelihood, _correlation(x, m), scale)


def _lost(logarithms: Floats, x: Floats, m: Floats) -> tuple[float, Floats]:
    p, q, g = np.exp(logarithms)
    px = p * x
    reached = np.log(g + x * m)
    likelihood = (
        gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(g) + (px - 1) * np.log(m) + px * np.log(x) - (px + q) * reached
    )
    by_p = x * (psi(px + q) - psi(px) + np.log(m) + np.log(x) - reached)
    by_q = psi(px + q) - psi(q) + np.log(g) - reached
    by_g = q / g - (px + q) / (g + x * m)
    gradient = np.array([by_p.mean(), by_q.mean(), by_g.mean()]) * np.array([p, q, g])
    return -float(likelihood.mean()), -gradient


def _correlation(x: Floats, m: Floats) -> float:
    """Of frequency and value; nothing to correlate counts as none."""
    if x.std() == 0 or m.std() == 0:
        return 0.0
    return float(np.corrcoef(x, m)[0, 1])
