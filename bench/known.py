"""The customers of a log as one knew them at the end of a day, and what they did after it."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import log

import numpy as np

from bench.logs import Log
from tiers.equity.histories import DAYS_PER_WEEK, Floats, Histories


@dataclass(frozen=True)
class Known:
    """One entry a customer: `came` counts its order days in the `weeks` after `until`."""

    customers: tuple[str, ...]
    until: date
    histories: Histories
    mean_value: Floats
    came: Floats
    weeks: float


def know(every: Log, until: date | None, weeks: float | None) -> Known:
    """By default the first half of the log is known, and the rest comes after. Raises `ValueError` when nobody is known."""
    first, last = min(map(min, every.values())), max(map(max, every.values()))
    until = until or first + (last - first) / 2
    weeks = weeks if weeks is not None else max(0.0, (last - until).days / DAYS_PER_WEEK)
    end = until + timedelta(days=round(weeks * DAYS_PER_WEEK))
    known = {customer: seen for customer, days in every.items() if (seen := sorted(day for day in days if day <= until))}
    if not known:
        raise ValueError(f"Nobody had ordered by {until}.")
    rows = [
        (
            len(seen) - 1,
            (seen[-1] - seen[0]).days / DAYS_PER_WEEK,
            (until - seen[0]).days / DAYS_PER_WEEK,
            sum(log((later - earlier).days / DAYS_PER_WEEK) for earlier, later in pairwise(seen)),
            float(sum(every[customer][day] for day in seen[1:])) / max(len(seen) - 1, 1),
            sum(until < day <= end for day in every[customer]),
        )
        for customer, seen in known.items()
    ]
    repeats, last_repeat, watched, log_gaps, mean_value, came = np.array(rows, dtype=np.float64).T
    return Known(tuple(known), until, Histories(repeats, last_repeat, watched, log_gaps), mean_value, came, weeks)
