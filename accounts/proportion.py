"""A share with its count: three of four is not seventy-five per cent of anything yet."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

#: Below this many cases a share is shown with a word of warning.
FEW = 10
#: Two-sided 95 % of the normal distribution.
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `count`; `low` and `high` bound the true share with 95 % (Wilson). All None without a case."""

    hits: int
    count: int
    rate: float | None
    low: float | None
    high: float | None
    is_few: bool


def share(hits: int, count: int) -> Share:
    if not 0 <= hits <= count:
        raise ValueError(f"{hits} of {count}")
    if count == 0:
        return Share(0, 0, None, None, None, True)
    rate = hits / count
    spread = Z * Z / count
    middle = (rate + spread / 2) / (1 + spread)
    half = Z * sqrt(rate * (1 - rate) / count + spread / (4 * count)) / (1 + spread)
    return Share(hits, count, round(rate, 4), round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4), count < FEW)
