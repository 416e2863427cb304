"""How often an account will order, and whether it is still there: MBG/CNBD-k and BG/CNBD-k.

Reutterer, Platzer & Schröder 2021 (International Journal of Research in Marketing); k = 1 without drop-out at the first order
is BG/NBD of Fader, Hardie & Lee 2005 (Marketing Science 24(2)), k = 1 with it is MBG/NBD of Batislam et al. 2007. Between two
orders lie gamma times of shape k (k = 1: no rhythm, larger: the more regular), with a rate that differs between accounts as
gamma(r, alpha); after an order an account leaves with a probability that differs as beta(a, b).

On some logs nothing tells those who left from those who pause: a fit then runs into its bounds ("nobody ever leaves"). Such a
fit is `identified = False`, and no figure may be made from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import lgamma, log
from typing import ClassVar

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, expit, gammaln, hyp2f1, psi

from tiers.equity.histories import Floats, Histories

REGULARITIES = (1, 2, 3, 4)
LEAST, MOST = 1e-4, 1e4
START = (1.0, 3.0, 1.0, 3.0)
#: A parameter so near its bound has run into it.
AT_BOUND = 1.01


class NotEnough(ValueError):
    """Too little came back for any fit."""


@dataclass(frozen=True)
class Purchasing:
    """A fitted model; `alpha` in weeks. Compare `log_likelihood` between regularities `k` of the same histories."""

    k: int
    drops_at_first: bool
    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    LEAST_ACCOUNTS: ClassVar[int] = 30
    LEAST_REPEATERS: ClassVar[int] = 10

    @property
    def at_bounds(self) -> tuple[str, ...]:
        """The parameters that ran into a bound."""
        values = {"r": self.r, "alpha": self.alpha, "a": self.a, "b": self.b}
        return tuple(name for name, value in values.items() if value <= LEAST * AT_BOUND or value >= MOST / AT_BOUND)

    @property
    def identified(self) -> bool:
        """Whether the histories could tell leaving from pausing, and fast from slow."""
        return not self.at_bounds

    def alive(self, histories: Histories) -> Floats:
        """Probability, by account, that it has not left."""
        logs = _Logs(histories, self.k, self.drops_at_first, np.array([self.r, self.alpha, self.a, self.b]))
        return np.asarray(1.0 - logs.share_left, dtype=np.float64)

    def expected_orders(self, histories: Histories, weeks: float) -> Floats:
        """Order days expected of each account in the next `weeks`. Exact for k = 1, close for more regular ones."""
        return self.alive(histories) * self._if_alive(histories, weeks)

    def _if_alive(self, histories: Histories, weeks: float) -> Floats:
        orders = self.r + histories.repeats
        stays = self.b + histories.repeats + self.drops_at_first
        # The formula divides by a - 1, where it is continuous.
        a = 1.01 if abs(self.a - 1) < 0.005 else self.a
        scale = self.k * self.alpha + histories.watched
        share = (scale / (scale + weeks)) ** orders
        bend = hyp2f1(orders, stays, a + stays - 1, weeks / (scale + weeks))
        return np.asarray((a + stays - 1) / (a - 1) * (1 - share * bend), dtype=np.float64)


def fit(histories: Histories, *, k: int = 1, drops_at_first: bool = True) -> Purchasing:
    """Maximum likelihood by L-BFGS-B on the logarithms of the parameters, with the analytic gradient.

    Raises `NotEnough` where too few accounts ever came back.
    """
    _require_enough(histories)
    grouped, counts = histories.grouped()
    total = float(counts.sum())

    def lost(logarithms: Floats) -> tuple[float, Floats]:
        values = np.exp(logarithms)
        logs = _Logs(grouped, k, drops_at_first, values)
        return -float(counts @ logs.likelihood) / total, -(logs.gradient @ counts) * values / total

    bounds = [(log(LEAST), log(MOST))] * 4
    found = minimize(
        lost, np.log(START), jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 500}
    )
    r, alpha, a, b = (float(value) for value in np.exp(found.x))
    constant = _constant(histories, k)
    return Purchasing(k, drops_at_first, r, alpha, a, b, -float(found.fun) * total + constant)


def choose(histories: Histories, *, regularities: Iterable[int] = REGULARITIES) -> tuple[Purchasing, list[Purchasing]]:
    """The regularity that the histories speak for most, and all that were tried."""
    candidates = [fit(histories, k=k) for k in regularities]
    return max(candidates, key=lambda each: each.log_likelihood), candidates


def _require_enough(histories: Histories) -> None:
    repeaters = int((histories.repeats > 0).sum())
    if len(histories) < Purchasing.LEAST_ACCOUNTS or repeaters < Purchasing.LEAST_REPEATERS:
        raise NotEnough(f"{len(histories)} accounts, of which {repeaters} came back, are too few.")


def _constant(histories: Histories, k: int) -> float:
    """What the gaps add to the likelihood of a regularity, whatever the parameters are."""
    return (k - 1) * float(histories.log_gaps.sum()) - float(histories.repeats.sum()) * lgamma(k)


class _Logs:
    """Likelihood by history at one set of parameters, without what does not depend on them; gradient of shape (4, n)."""

    def __init__(self, histories: Histories, k: int, drops_at_first: bool, values: Floats) -> None:
        r, alpha, a, b = values
        x, last, watched, d = histories.repeats, histories.last, histories.watched, float(drops_at_first)
        stages = r + k * x
        reached = alpha + watched
        # as an account that has left after its last order …
        can_leave = (x > 0) | drops_at_first
        exits = b + x - 1 + d
        ratio = np.log(reached / (alpha + last))
        with np.errstate(divide="ignore", invalid="ignore"):
            left = np.where(can_leave, np.log(a) - np.log(exits) + stages * ratio, -np.inf)
        # … and as one that is there and has not come back yet
        series = _Series(stages, (watched - last) / reached, k)
        both = np.logaddexp(left, np.log(series.value))
        self.share_left = expit(left - np.log(series.value))
        self.likelihood = (
            betaln(a, b + x + d) - betaln(a, b) + gammaln(stages) - gammaln(r) + r * np.log(alpha) - stages * np.log(reached) + both
        )
        self._parts = (r, alpha, a, b, x, d, stages, reached, last, exits, ratio, can_leave, series)

    @property
    def gradient(self) -> Floats:
        """By r, alpha, a, b."""
        r, alpha, a, b, x, d, stages, reached, last, exits, ratio, can_leave, series = self._parts
        gone, there = self.share_left, 1 - self.share_left
        by_r = psi(stages) - psi(r) + np.log(alpha) - np.log(reached) + gone * ratio + there * series.by_stages / series.value
        by_alpha = (
            r / alpha
            - stages / reached
            + gone * stages * (1 / reached - 1 / (alpha + last))
            - there * series.weighted / series.value / reached
        )
        common = psi(a + b) - psi(a + b + x + d)
        by_a = common + gone / a
        by_b = common + psi(b + x + d) - psi(b) - np.where(can_leave, gone / np.where(can_leave, exits, 1), 0)
        return np.stack([by_r, by_alpha, by_a, by_b])


class _Series:
    """The sum over j < k of (c)_j u^j / j!, with its derivative by c and the sum weighted by j."""

    def __init__(self, c: Floats, u: Floats, k: int) -> None:
        term, slope = np.ones_like(c), np.zeros_like(c)
        self.value, self.by_stages, self.weighted = term.copy(), slope.copy(), slope.copy()
        for j in range(1, k):
            slope = (slope * (c + j - 1) + term) * u / j
            term = term * (c + j - 1) * u / j
            self.value += term
            self.by_stages += slope
            self.weighted += j * term
