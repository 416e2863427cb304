"""The trust line of an account (row 36): acts that built it, acts that broke it, and how much is left to make good.

How many good acts mend a bad one is a number of the sources (row 1), which come here as an argument, never as a literal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Act:
    effect: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TrustLine:
    """`state`: `none` without acts, `whole` while nothing is to be made good, `mending` while something is; without the register's
    number, `broken` while the last act broke it. `owed` good acts are still missing."""

    state: str
    built: int
    broke: int
    owed: int | None
    good_per_bad: Decimal | None
    last_broke_at: datetime | None
    last_at: datetime | None


def trust_line(acts: Iterable[Act], *, good_per_bad: Decimal | None) -> TrustLine:
    built = broke = 0
    debt = Decimal(0)
    last = last_broke = None
    for act in sorted(acts, key=lambda each: each.at):
        last = act
        if act.effect == "broke":
            broke, last_broke = broke + 1, act
            debt += good_per_bad or 0
        else:
            built, debt = built + 1, max(Decimal(0), debt - 1)
    owed = None if good_per_bad is None else int(debt.to_integral_value(rounding="ROUND_CEILING"))
    if last is None:
        state = "none"
    elif owed is None:
        state = "broken" if last.effect == "broke" else "whole"
    else:
        state = "mending" if owed else "whole"
    return TrustLine(state, built, broke, owed, good_per_bad, last_broke.at if last_broke else None, last.at if last else None)
