"""The loyalty index: the weighted mean of what was observed, how much that was, and the band (row 10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tiers.loyalty.marks import Floats
from tiers.loyalty_points import BANDS, ENOUGH, WEIGHTS


@dataclass(frozen=True)
class Loyalty:
    """By account: the index (NaN: nothing was observed), the share of the weights that was observed (0-100), and the band."""

    index: Floats
    coverage: Floats
    band: NDArray[np.str_]

    @property
    def provisional(self) -> NDArray[np.bool_]:
        return self.coverage < ENOUGH


def loyalty(components: dict[str, Floats], weights: dict[str, float] | None = None) -> Loyalty:
    """Raises `ValueError` when a weight has no component, or a mark lies outside 0 to 100."""
    weights = weights or WEIGHTS
    if set(weights) - set(components) or any(weight < 0 for weight in weights.values()) or not sum(weights.values()) > 0:
        raise ValueError("Every weight needs its component; weights are positive.")
    marks = np.stack([components[name] for name in weights])
    observed = ~np.isnan(marks)
    if ((marks < -1e-9) | (marks > 100 + 1e-9)).any():
        raise ValueError("A mark lies between 0 and 100.")
    each = np.array(list(weights.values()))[:, None]
    seen = (each * observed).sum(axis=0)
    with np.errstate(invalid="ignore"):
        index = np.where(seen > 0, (each * np.where(observed, marks, 0.0)).sum(axis=0) / np.where(seen > 0, seen, 1.0), np.nan)
    return Loyalty(index, 100 * seen / each.sum(), _band(index))


def _band(index: Floats) -> NDArray[np.str_]:
    # as the index is shown, with two places: a 75.00 that is 74.999 to the machine is loyal
    shown = np.round(index, 2)
    return np.select([shown >= least for _, least in BANDS], [name for name, _ in BANDS], default="")
