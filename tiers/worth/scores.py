"""Fit and score one cohort: accounts of one currency that are judged on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from tiers.equity.histories import DAYS_PER_WEEK, Floats, Histories
from tiers.equity.lifetime import NotIdentified, Terms, lifetimes
from tiers.equity.purchasing import NotEnough, Purchasing, choose
from tiers.equity.spending import fit_spending
from tiers.loyalty.index import loyalty
from tiers.loyalty.marks import full_breadth, repurchase, retention
from tiers.models import Worth
from tiers.worth.accounts import Roster
from tiers.worth.evidence import Proofs
from tiers.worth.wire import Array

AHEAD_WEEKS = 90 / DAYS_PER_WEEK
#: A sample of this size gives the expected orders of a million accounts within 0.3 %.
FIT_ON = 100_000
Outcome = Worth.Outcome


@dataclass(frozen=True)
class Scores:
    """By account of the roster; NaN where there is no figure."""

    outcome: Array
    columns: dict[str, Floats]


COLUMNS = (
    "alive", "orders_ahead", "order_value", "discounted_orders", "equity",
    "repurchase", "retention", "immunity", "advocacy", "helping", "loyalty", "coverage",
)  # fmt: skip


def score(
    roster: Roster, proofs: Proofs, *, cohorts: list[tuple[str, date]], terms: Terms, weights: Mapping[str, float]
) -> tuple[Scores, list[dict[str, Any]]]:
    """All cohorts; returns the scores, and of each cohort what was fitted and what came of it."""
    scores = Scores(
        np.full(len(roster), Outcome.NEVER_ORDERED, dtype=np.int64), {name: np.full(len(roster), np.nan) for name in COLUMNS}
    )
    told = []
    for number, (currency, day) in enumerate(cohorts):
        members = np.flatnonzero(roster.cohort == number)
        fitted = _score_cohort(roster, members, scores, terms)
        segments = _segments(roster, members, proofs)
        told.append({"currency": currency, "day": day.isoformat(), "weights": dict(weights), "segments": segments, **fitted})
    for name, values in proofs.marks.items():
        scores.columns[name][:] = values
    judged = loyalty(scores.columns, dict(weights))
    scores.columns["loyalty"][:] = judged.index
    scores.columns["coverage"][:] = judged.coverage
    for number, cohort in enumerate(told):
        cohort["provisional"] = int((judged.provisional & (roster.cohort == number)).sum())
    return scores, told


def _segments(roster: Roster, members: Array, proofs: Proofs) -> dict[str, dict[str, float | None]]:
    """Of the accounts of a role that have ordered: what a mark is measured by."""
    ordered = members[roster.has_ordered[members]]
    found: dict[str, dict[str, float | None]] = {}
    for segment in np.unique(roster.segment[ordered]):
        those = ordered[roster.segment[ordered] == segment]
        usual = float(proofs.usual_kept[those[0]])
        found[roster.roles[int(segment)]] = {
            "accounts": len(those),
            "full_breadth": full_breadth(roster.breadth[those].astype(np.float64)),
            "usual_kept": None if np.isnan(usual) else usual,
        }
    return found


def _score_cohort(roster: Roster, members: Array, scores: Scores, terms: Terms) -> dict[str, Any]:
    ordered = members[roster.has_ordered[members]]
    told: dict[str, Any] = {"accounts": len(members), "ordered": len(ordered), "terms": _terms(terms)}
    histories = roster.histories(ordered)
    try:
        model, candidates = choose(_sample(histories))
    except NotEnough as refusal:
        scores.outcome[ordered] = Outcome.TOO_FEW
        return told | {"outcome": Outcome.TOO_FEW.name.lower(), "detail": str(refusal)}
    told |= {
        "k": model.k, "params": {name: getattr(model, name) for name in ("r", "alpha", "a", "b")},
        "log_likelihood": model.log_likelihood,
        "candidates": [{"k": each.k, "log_likelihood": each.log_likelihood, "identified": each.identified} for each in candidates],
        "at_bounds": list(model.at_bounds),
    }  # fmt: skip
    if not model.identified:
        scores.outcome[ordered] = Outcome.NOT_IDENTIFIED
        return told | {"outcome": Outcome.NOT_IDENTIFIED.name.lower()}
    _behaviour(roster, ordered, histories, model, scores)
    return told | _equity(roster, ordered, histories, model, scores, terms)


def _behaviour(roster: Roster, ordered: Array, histories: Histories, model: Purchasing, scores: Scores) -> None:
    columns = scores.columns
    scores.outcome[ordered] = Outcome.OK
    columns["alive"][ordered] = model.alive(histories)
    columns["orders_ahead"][ordered] = model.expected_orders(histories, AHEAD_WEEKS)
    breadth = roster.breadth[ordered].astype(np.float64)
    columns["repurchase"][ordered] = repurchase(columns["orders_ahead"][ordered], breadth, roster.segment[ordered])
    columns["retention"][ordered] = retention(columns["alive"][ordered], roster.tenure_years()[ordered])


def _equity(
    roster: Roster, ordered: Array, histories: Histories, model: Purchasing, scores: Scores, terms: Terms
) -> dict[str, Any]:
    """Without a model of what an order is worth there is no equity, but loyalty stays."""
    mean_value = roster.mean_value[ordered]
    try:
        spending = fit_spending(histories.repeats, mean_value)
        worth = lifetimes(model, spending, histories, mean_value, terms)
    except NotEnough as refusal:
        return {"outcome": Outcome.TOO_FEW.name.lower(), "detail": str(refusal)}
    except NotIdentified as refusal:
        return {"outcome": Outcome.NOT_IDENTIFIED.name.lower(), "detail": str(refusal), "at_bounds": [refusal.model]}
    for name, values in (("order_value", worth.order_value), ("discounted_orders", worth.orders), ("equity", worth.value)):
        scores.columns[name][ordered] = values
    spend = {name: getattr(spending, name) for name in ("p", "q", "gamma", "log_likelihood", "correlation")}
    return {"outcome": Outcome.OK.name.lower(), "spend": spend, "equity": round(worth.total, 2)}


def _sample(histories: Histories) -> Histories:
    """Every so-manieth account: ids say nothing of the orders, and the same accounts give the same fit."""
    step = -(-len(histories) // FIT_ON)
    if step <= 1:
        return histories
    return Histories(histories.repeats[::step], histories.last[::step], histories.watched[::step], histories.log_gaps[::step])


def _terms(terms: Terms) -> dict[str, float]:
    return {"margin_rate": terms.margin, "discount_rate": terms.annual_rate, "horizon_years": terms.horizon_years}
