"""The five components of the loyalty index, each from its own evidence, 0 to 100 (row 10).

C1 keeps buying the range · C2 stays · C3 is immune to rivals' promotions · C4 recommends · C5 helps to sell.
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from tiers.loyalty_points import (
    ADVOCACY_SCALE,
    FULL_BREADTH,
    HALF_LIFE_DAYS,
    HELP_SCALE,
    NEW_SHARE,
    PLACE_POINTS,
    PRIOR_PROMOTIONS,
    TENURE_YEARS,
    WIDTH_POINTS,
)

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


def repurchase(expected_orders: Floats, breadth: Floats, segments: Places) -> Floats:
    """C1: 80 points for the place that the orders expected in 90 days have in the segment, 20 for the breadth of the range.

    `breadth` counts the categories bought in 12 months; where it is NaN, the place alone makes the mark.
    """
    place = np.full(len(expected_orders), np.nan)
    width = np.full(len(expected_orders), np.nan)
    for segment in np.unique(segments):
        those = segments == segment
        place[those] = cume_dist(expected_orders[those])
        width[those] = _width(breadth[those])
    return np.where(np.isnan(width), 100 * place, PLACE_POINTS * place + WIDTH_POINTS * width)


def full_breadth(breadth: Floats) -> float:
    """The breadth that counts as the whole range; 0 where nobody buys anything known."""
    known = breadth[~np.isnan(breadth)]
    return float(np.quantile(known, FULL_BREADTH)) if len(known) else 0.0


def _width(breadth: Floats) -> Floats:
    full = full_breadth(breadth)
    return np.minimum(1.0, breadth / full) if full > 0 else np.where(np.isnan(breadth), np.nan, 0.0)


def cume_dist(values: Floats) -> Floats:
    """Share of the values that are no larger than each; NaN has no place and takes none."""
    known = np.sort(values[~np.isnan(values)])
    place = np.searchsorted(known, values, side="right") / max(len(known), 1)
    return np.where(np.isnan(values), np.nan, place)


def retention(alive: Floats, tenure_years: Floats) -> Floats:
    """C2: how surely it is still there, a little more for who has been for long."""
    return 100 * alive * (NEW_SHARE + (1 - NEW_SHARE) * np.minimum(1.0, tenure_years / TENURE_YEARS))


def immunity(accounts: int, account: Places, kept: Floats, weight: Floats, segment_mean: Floats) -> Floats:
    """C3: what was bought as usual while a rival's promotion ran, drawn to the segment's mean where there are few.

    One entry an event: the account's place, the share kept (1: bought as ever, 0: the line was lost) and its weight (2 for an
    offer that the account refused, or a line that it lost). `segment_mean` is by account. No event: NaN, never 100.
    """
    total = np.bincount(account, weight, minlength=accounts)
    held = np.bincount(account, weight * np.clip(kept, 0.0, 1.0), minlength=accounts)
    mark = 100 * (held + PRIOR_PROMOTIONS * segment_mean) / (total + PRIOR_PROMOTIONS)
    return np.where(total > 0, mark, np.nan)


def kept_share(orders: Floats, expected: Floats) -> Floats:
    """The share kept under one promotion: orders in its 30 days against those usual. NaN where none were to be expected."""
    return np.where(expected > 0, np.minimum(1.0, orders / np.where(expected > 0, expected, 1.0)), np.nan)


def advocacy(accounts: int, account: Places, points: Floats, age_days: Floats) -> Floats:
    """C4: recommendations, the older the less. No event: NaN."""
    return _saturating(accounts, account, points, age_days, scale=ADVOCACY_SCALE)


def helping(accounts: int, account: Places, points: Floats, age_days: Floats) -> Floats:
    """C5: reference calls, hosted visits, introductions, the older the less. No event: NaN."""
    return _saturating(accounts, account, points, age_days, scale=HELP_SCALE)


def _saturating(accounts: int, account: Places, points: Floats, age_days: Floats, *, scale: float) -> Floats:
    faded = points * np.exp(-log(2) * np.maximum(age_days, 0.0) / HALF_LIFE_DAYS)
    total = np.bincount(account, faded, minlength=accounts)
    seen = np.bincount(account, minlength=accounts) > 0
    return np.where(seen, 100 * (1 - np.exp(-total / scale)), np.nan)
