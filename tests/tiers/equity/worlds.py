"""Customers that behave exactly as the models say, so that a fit must find what made them."""

import numpy as np

from tiers.equity.histories import Histories


def world(*, accounts: int, k: int, r: float, alpha: float, a: float, b: float, weeks: float, seed: int = 7) -> Histories:
    """`accounts` whose gaps are gamma(k) with rates gamma(r, alpha), leaving as beta(a, b) after each order, also the first."""
    draw = np.random.default_rng(seed)
    rows = []
    for rate, leaving in zip(draw.gamma(r, 1 / alpha, accounts), draw.beta(a, b, accounts), strict=True):
        moment, repeats, last, gaps = 0.0, 0, 0.0, 0.0
        while draw.random() > leaving:
            gap = draw.gamma(k, 1 / rate)
            moment += gap
            if moment > weeks:
                break
            repeats, last, gaps = repeats + 1, moment, gaps + np.log(gap)
        rows.append((repeats, last, weeks, gaps))
    return Histories(*np.array(rows).T)
