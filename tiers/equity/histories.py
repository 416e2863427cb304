"""What the models know of each account: how often it came back, when last, and since when we watch it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAYS_PER_WEEK = 7.0
WEEKS_PER_YEAR = 365.25 / DAYS_PER_WEEK


@dataclass(frozen=True)
class Histories:
    """One entry an account; times in weeks from its first order day. Orders of one day are one.

    `repeats` counts the order days after the first, `last` is when the last of them was, `watched` how long ago the first
    was, and `log_gaps` the sum of the logarithms of the gaps between order days.
    """

    repeats: Floats
    last: Floats
    watched: Floats
    log_gaps: Floats

    def __post_init__(self) -> None:
        if not len(self.repeats) == len(self.last) == len(self.watched) == len(self.log_gaps):
            raise ValueError("Every account needs all four numbers.")
        everything = np.concatenate([self.repeats, self.last, self.watched, self.log_gaps])
        if not np.isfinite(everything).all():
            raise ValueError("A number is missing or not finite.")
        if (self.repeats < 0).any() or (self.last < 0).any() or (self.last > self.watched).any():
            raise ValueError("An account was watched for less time than it ordered in: is an order in the future?")
        if ((self.repeats == 0) != (self.last == 0)).any():
            raise ValueError("Who never came back has no last repeat, and who did has one.")

    def __len__(self) -> int:
        return len(self.repeats)

    def grouped(self) -> tuple[Histories, Floats]:
        """Equal histories once, and how many accounts have each: a million accounts are far fewer histories.

        Log gaps are summed over the group; they only shift the likelihood of a regularity, never its parameters.
        """
        keys = np.stack([self.repeats, self.last, self.watched], axis=1)
        order = np.lexsort(keys.T)
        keys = keys[order]
        is_new = np.ones(len(keys), dtype=bool)
        is_new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
        starts = np.flatnonzero(is_new)
        counts = np.diff(np.append(starts, len(keys))).astype(np.float64)
        gaps = np.add.reduceat(self.log_gaps[order], starts) if len(starts) else np.zeros(0)
        first = keys[starts]
        return Histories(first[:, 0], first[:, 1], first[:, 2], gaps), counts
