"""What an experiment has shown: the difference of two means, with the interval that holds it 95 times in 100 (row 41).

Welch's way: the parts may differ in size and in spread. Of a part we know how many accounts, the sum and the sum of squares.

    mean = sum / n          variance = (squares − sum² / n) / (n − 1)
    difference = mean of the treated − mean of the left alone
    error = √(variance₁ / n₁ + variance₂ / n₂)
    freedom = error⁴ / ((variance₁ / n₁)² / (n₁ − 1) + (variance₂ / n₂)² / (n₂ − 1))
    interval = difference ± t(0.975, freedom) × error
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any

#: Below these nothing is said: the interval leans on sums of many accounts, and on some that bought at all.
FEWEST_ACCOUNTS, FEWEST_BUYERS = 30, 10
CONFIDENCE = 0.95
MEASURED = ("better", "worse", "not_told_apart")


@dataclass(frozen=True)
class Part:
    """One part over one window: `buyers` are the accounts with an order in it."""

    accounts: int
    buyers: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.accounts if self.accounts else 0.0

    @property
    def variance(self) -> float:
        if self.accounts < 2:
            return 0.0
        return max(0.0, (self.squares - self.total**2 / self.accounts) / (self.accounts - 1))


@dataclass(frozen=True)
class Lift:
    """`outcome` is one of better, worse, not_told_apart, too_few, no_holdout, two_currencies, not_begun; only the first three have
    an interval."""

    outcome: str
    treated: Part
    holdout: Part
    difference: float | None = None
    error: float | None = None
    freedom: float | None = None
    quantile: float | None = None
    low: float | None = None
    high: float | None = None

    def told(self) -> dict[str, Any]:
        """Every part of the formula, as it is kept and shown."""
        parts = {name: {**asdict(part), "mean": part.mean, "variance": part.variance} for name, part in self._parts()}
        return {**asdict(self), **parts, "confidence": CONFIDENCE, "fewest": {"accounts": FEWEST_ACCOUNTS, "buyers": FEWEST_BUYERS}}

    def _parts(self) -> tuple[tuple[str, Part], ...]:
        return (("treated", self.treated), ("holdout", self.holdout))


def measure(treated: Part, holdout: Part, *, currencies: int = 1) -> Lift:
    """What the two parts allow to say."""
    if holdout.accounts == 0:
        return Lift("no_holdout", treated, holdout)
    if currencies > 1:
        return Lift("two_currencies", treated, holdout)
    if min(treated.accounts, holdout.accounts) < FEWEST_ACCOUNTS or min(treated.buyers, holdout.buyers) < FEWEST_BUYERS:
        return Lift("too_few", treated, holdout)
    spread = [part.variance / part.accounts for part in (treated, holdout)]
    error = sqrt(sum(spread))
    if error == 0:
        return Lift("too_few", treated, holdout)
    freedom = error**4 / sum(each**2 / (part.accounts - 1) for each, part in zip(spread, (treated, holdout), strict=True))
    quantile = student((1 + CONFIDENCE) / 2, freedom)
    difference = treated.mean - holdout.mean
    low, high = difference - quantile * error, difference + quantile * error
    outcome = "better" if low > 0 else "worse" if high < 0 else "not_told_apart"
    return Lift(outcome, treated, holdout, difference, error, freedom, quantile, low, high)


def student(share: float, freedom: float) -> float:
    """The quantile of Student's t by the expansion of Cornish and Fisher: to 4 digits from 10 degrees of freedom on; we have 29."""
    z = NormalDist().inv_cdf(share)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
