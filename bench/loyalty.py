"""`python -m bench loyalty LOG --split DAY`: does the behavioural part of the loyalty index tell who orders again within 90 days?

Repurchase and retention exactly as the program defines them, from the orders up to the day; the other marks are not in a log.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.known import Known, know
from bench.logs import Sale, read_sales, summed
from tiers.equity.histories import WEEKS_PER_YEAR, Floats
from tiers.equity.purchasing import choose
from tiers.loyalty.index import loyalty
from tiers.loyalty.marks import repurchase, retention
from tiers.loyalty_points import BANDS

AHEAD_WEEKS = 90 / 7
YEAR = timedelta(days=365)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench loyalty", description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument("--split", type=date.fromisoformat, metavar="DAY", help="default: the middle of the log")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    try:
        report = measure(list(read_sales(options.log)), options.split)
    except (OSError, ValueError) as error:
        print(f"{error}", file=sys.stderr)
        return 1
    print(json.dumps(report) if options.json else "\n".join(f"{name:<12} {value}" for name, value in report.items()))
    return 0


def measure(sales: Sequence[Sale], split: date | None) -> dict[str, Any]:
    known = know(summed(sales), split, AHEAD_WEEKS)
    model, _ = choose(known.histories)
    if not model.identified:
        raise ValueError(f"Loyalty cannot be judged: the fit ran into its bounds ({', '.join(model.at_bounds)}).")
    everybody = np.zeros(len(known.customers), dtype=np.int64)
    expected = model.expected_orders(known.histories, AHEAD_WEEKS)
    alive = model.alive(known.histories)
    found = loyalty(
        {
            "repurchase": repurchase(expected, breadth(sales, known), everybody),
            "retention": retention(alive, known.histories.watched / WEEKS_PER_YEAR),
        },
        {"repurchase": 30.0, "retention": 25.0},
    )
    again = known.came > 0
    return {
        "auc": auc(found.index, again),
        "auc_alive": auc(alive, again),
        "bands": {name: _share(again[found.band == name]) for name, _ in reversed(BANDS)},
        "customers": {name: int((found.band == name).sum()) for name, _ in reversed(BANDS)},
        "base_rate": _share(again),
    }


def breadth(sales: Sequence[Sale], known: Known) -> Floats:
    """Different products by customer in the year up to the day; NaN in a log that does not name them."""
    products: Mapping[str, set[str]] = defaultdict(set)
    for customer, day, _, product in sales:
        if product and known.until - YEAR < day <= known.until:
            products[customer].add(product)
    if not products:
        return np.full(len(known.customers), np.nan)
    return np.array([len(products.get(customer, ())) for customer in known.customers], dtype=np.float64)


def auc(scores: Floats, happened: Any) -> float:
    """Probability that one to whom it happened has the higher score than one to whom it did not; ties count half."""
    values, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    yes = int(happened.sum())
    no = len(values[places]) - yes
    if not yes or not no:
        raise ValueError("Everybody, or nobody, ordered again: there is nothing to tell apart.")
    return round(float((ranks[happened].sum() - yes * (yes + 1) / 2) / (yes * no)), 4)


def _share(happened: Any) -> float | None:
    return round(float(happened.mean()), 4) if len(happened) else None
