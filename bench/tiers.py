"""`python -m bench tiers LOG`: how steady tiers are, month by month, with the bare cuts and with our hysteresis.

Reviews stand on the first of each month and look back on 180 days; cuts are the 80th, 95th and 99th percentile of the active
customers. `hysteresis` is the band on money (enter at 1.10, leave below 0.80, two months of grace), `rank_band` the one on
places that the first policy uses. The rules are those of the program: `tiers.scoring` and `tiers.hysteresis`.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

from bench.logs import Log, read_log
from tiers.hysteresis import Held, Patience, decide, month_end_on_or_before
from tiers.scoring import CUT_TIERS, LADDER, ORDINARY, Cuts, Method, Place, highest, places

LOOKS_BACK, LOOKS_AHEAD = timedelta(days=180), timedelta(days=30)
SHARES = dict(zip(CUT_TIERS, (Decimal("0.01"), Decimal("0.05"), Decimal("0.20")), strict=True))
PATIENCE = Patience(grace_months=2, minimum_age_days=0, protection_days=0)

Tiers = dict[str, str]


@dataclass(frozen=True)
class Month:
    """One review: what each active customer bought in the 180 days before, and in the 30 days after (None: the log ends)."""

    day: date
    bought: Mapping[str, Decimal]
    ahead: Mapping[str, Decimal] | None


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench tiers", description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    try:
        report = measure(read_log(options.log))
    except (OSError, ValueError) as error:
        print(f"{error}", file=sys.stderr)
        return 1
    print(json.dumps(report) if options.json else table(report))
    return 0


def measure(log: Log) -> dict[str, dict[str, Any]]:
    months = reviews(log)
    if len(months) < 3:
        raise ValueError("The log is too short: three reviews, half a year after its first order, are the least.")
    return {
        "raw": stability(months, [bare(month) for month in months]),
        "hysteresis": stability(months, steadied(months, by_money)),
        "rank_band": stability(months, steadied(months, by_place)),
    }


def reviews(log: Log) -> list[Month]:
    """Every first of a month from half a year after the first order to the end."""
    first, last = min(map(min, log.values())), max(map(max, log.values()))
    days = [day for day in _firsts(first, last) if day - LOOKS_BACK >= first]
    return [Month(day, bought(log, day - LOOKS_BACK, day), _ahead(log, day, last)) for day in days]


def _ahead(log: Log, day: date, last: date) -> dict[str, Decimal] | None:
    return bought(log, day, day + LOOKS_AHEAD) if day + LOOKS_AHEAD <= last + timedelta(days=1) else None


def _firsts(first: date, last: date) -> list[date]:
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def bought(log: Log, since: date, until: date) -> dict[str, Decimal]:
    """Sales by customer from `since` to the day before `until`; who bought nothing is not in it."""
    sums = {
        customer: sum((value for day, value in days.items() if since <= day < until), Decimal(0)) for customer, days in log.items()
    }
    return {customer: value for customer, value in sums.items() if value > 0}


def by_place(month: Month) -> Cuts:
    return Cuts(Method.PERCENTILE, SHARES, Decimal("0.90"), Decimal("1.30"))


def by_money(month: Month) -> Cuts:
    values = sorted(month.bought.values())
    return Cuts(
        Method.ABSOLUTE, {tier: percentile(values, 1 - share) for tier, share in SHARES.items()}, Decimal("1.10"), Decimal("0.80")
    )


def percentile(values: Sequence[Decimal], part: Decimal) -> Decimal:
    """Between the two values around it, as spreadsheets do."""
    place = (len(values) - 1) * part
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def bare(month: Month) -> Tiers:
    cuts = by_money(month)
    return {customer: highest(cuts, place) for customer, place in places(month.bought).items()}


def steadied(months: Sequence[Month], cuts_of: Any) -> list[Tiers]:
    """The tiers of every review; customers stay known when they stop buying."""
    held: dict[str, Held] = {}
    seen = []
    for month in months:
        cuts, found, opening = cuts_of(month), places(month.bought), not held
        gone = Place(Decimal(0), None, len(month.bought))
        month_end = month_end_on_or_before(month.day - timedelta(days=1))
        for customer in held.keys() | found.keys():
            decision = decide(
                held=held.get(customer, Held()), rated=True, place=found.get(customer, gone), cuts=cuts, patience=PATIENCE,
                day=month.day, month_end=month_end, opening=opening,
            )  # fmt: skip
            held[customer] = Held(decision.tier, decision.months_beyond, decision.last_month_end)
        seen.append({customer: each.tier or ORDINARY for customer, each in held.items()})
    return seen


def stability(months: Sequence[Month], seen: Sequence[Tiers]) -> dict[str, Any]:
    """`change_rate`: changes a month by customer that ever stood above ordinary. A reversal goes against the change before."""
    steps = {customer: [LADDER.index(tiers.get(customer, ORDINARY)) for tiers in seen] for tiers in seen for customer in tiers}
    tiered = [path for path in steps.values() if any(path)]
    moves = [[after - before for before, after in pairwise(path) if after != before] for path in tiered]
    changes = [move for path in moves for move in path]
    return {
        "change_rate": round(len(changes) / (len(tiered) * (len(seen) - 1)), 4),
        "reversals": sum(one * other < 0 for path in moves for one, other in pairwise(path)),
        "next30_share": round(mean(_held_ahead(month, tiers) for month, tiers in zip(months, seen, strict=True) if month.ahead), 4),
        "promotions": sum(move > 0 for move in changes),
        "demotions": sum(move < 0 for move in changes),
        "tiered_share": round(mean(_tiered_share(month, tiers) for month, tiers in zip(months, seen, strict=True)), 4),
    }


def _held_ahead(month: Month, tiers: Tiers) -> float:
    """The part of the next 30 days' sales that comes from customers above ordinary."""
    ahead = month.ahead or {}
    return float(sum(value for customer, value in ahead.items() if tiers.get(customer, ORDINARY) != ORDINARY) / sum(ahead.values()))


def _tiered_share(month: Month, tiers: Tiers) -> float:
    return sum(tier != ORDINARY for tier in tiers.values()) / len(month.bought)


def table(report: Mapping[str, Mapping[str, Any]]) -> str:
    names = list(report["raw"])
    head = " " * 12 + "".join(f"{name:>14}" for name in names)
    return "\n".join(
        [head, *(f"{kind:<12}" + "".join(f"{figures[name]:>14}" for name in names) for kind, figures in report.items())]
    )
