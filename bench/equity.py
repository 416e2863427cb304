"""`python -m bench equity LOG --calibrate-to DAY`: what customers will be worth, fitted to a day, held against what came."""

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bench.known import Known, know
from bench.logs import read_log
from tiers.equity.lifetime import NotIdentified, Terms, lifetimes
from tiers.equity.purchasing import NotEnough, Purchasing, choose, fit
from tiers.equity.spending import Spending, fit_spending


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench equity", description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument("--calibrate-to", type=date.fromisoformat, metavar="DAY", help="default: the middle of the log")
    parser.add_argument("--horizon-weeks", type=float, metavar="W", help="default: to the end of the log")
    parser.add_argument("--model", choices=["mbgcnbd", "bgnbd"], default="mbgcnbd")
    parser.add_argument("--margin", type=float, default=Terms.margin)
    parser.add_argument("--annual-rate", type=float, default=Terms.annual_rate)
    parser.add_argument("--horizon-years", type=float, default=Terms.horizon_years)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    try:
        terms = Terms(options.margin, options.annual_rate, options.horizon_years)
        known = know(read_log(options.log), options.calibrate_to, options.horizon_weeks)
        report = measure(known, plain=options.model == "bgnbd", terms=terms)
    except (OSError, ValueError) as error:
        print(f"{error}", file=sys.stderr)
        return 1
    print(json.dumps(report) if options.json else table(report))
    return 0


def measure(known: Known, *, plain: bool, terms: Terms) -> dict[str, Any]:
    if plain:
        model = fit(known.histories, k=1, drops_at_first=False)
        candidates = [model]
    else:
        model, candidates = choose(known.histories)
    expected = model.expected_orders(known.histories, known.weeks) if model.identified else None
    spending = _spending(known)
    return {
        "k": model.k,
        "params": {"r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b},
        "log_likelihood": model.log_likelihood,
        "identified": model.identified,
        "at_bounds": list(model.at_bounds),
        "candidates": [{"k": each.k, "log_likelihood": each.log_likelihood, "identified": each.identified} for each in candidates],
        "expected_orders": None if expected is None else float(expected.sum()),
        "actual_orders": int(known.came.sum()),
        "mae": None if expected is None else float(np.abs(expected - known.came).mean()),
        "spend": spending and {name: getattr(spending, name) for name in ("p", "q", "gamma", "log_likelihood", "correlation")},
        **_equity(model, spending, known, terms),
    }  # fmt: skip


def _spending(known: Known) -> Spending | None:
    try:
        return fit_spending(known.histories.repeats, known.mean_value)
    except NotEnough:
        return None


def _equity(model: Purchasing, spending: Spending | None, known: Known, terms: Terms) -> dict[str, Any]:
    of = {"margin": terms.margin, "annual_rate": terms.annual_rate, "horizon_years": terms.horizon_years}
    if spending is None:
        return {"equity": None, "equity_terms": of}
    try:
        worth = lifetimes(model, spending, known.histories, known.mean_value, terms)
    except NotIdentified:
        return {"equity": None, "equity_terms": of}
    return {"equity": worth.total, "equity_terms": of}


def table(report: Mapping[str, Any]) -> str:
    return "\n".join(f"{name:<16} {value}" for name, value in report.items())
