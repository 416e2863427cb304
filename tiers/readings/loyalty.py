"""An account's loyalty to the last point: the marks, what each weighs, and the evidence behind it (row 10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp
from typing import Any

from accounts.models import Account
from crm.models import User
from tiers.loyalty_points import (
    ADVOCACY_POINTS,
    ADVOCACY_SCALE,
    ENOUGH,
    ESTIMATED_WEIGHT,
    HELP_POINTS,
    HELP_SCALE,
    KEPT_BY_KIND,
    NEW_SHARE,
    PLACE_POINTS,
    PRIOR_PROMOTIONS,
    SEEN_WEIGHT,
    TENURE_YEARS,
    UNDER_PROMOTION,
    WIDTH_POINTS,
    band_of,
    faded,
)
from tiers.models import LoyaltyEvidence, OrderRhythm, Worth, WorthRun
from tiers.readings.remarks import remarks_of
from tiers.readings.runs import Cohort, Outcome, cohorts_of, last_run, run_before, worth_in

#: More than anybody reads at once; older ones prove next to nothing.
MOST_ROWS = 100
Parts = dict[str, Any]


@dataclass(frozen=True)
class Proof:
    """One row of evidence. `state`: `counts`, or why not: `tonight`, `ahead`, `running`, `nothing_expected`. `proves` is what
    it adds: points faded by age, or the share kept under a promotion, with its weight."""

    row: LoyaltyEvidence
    state: str
    proves: float | None = None
    weight: float | None = None
    age_days: int | None = None


@dataclass(frozen=True)
class Mark:
    """`value` is None where nothing was observed. `points` is what it adds to the index."""

    name: str
    value: float | None
    weight: float
    points: float | None
    average: float | None
    before: float | None
    parts: Parts = field(default_factory=dict)
    proofs: Sequence[Proof] = ()


@dataclass(frozen=True)
class Loyalty:
    """`outcome` is `ok`, `never_ordered`, `too_few`, `not_identified`, or `not_appraised` before the first night."""

    outcome: str
    run: WorthRun | None = None
    cohort: Cohort | None = None
    index: float | None = None
    coverage: float | None = None
    average: float | None = None
    average_accounts: int = 0
    before: float | None = None
    before_on: date | None = None
    marks: Sequence[Mark] = ()
    remarks: Sequence[str] = ()

    @property
    def band(self) -> str | None:
        return None if self.index is None else band_of(self.index)

    @property
    def is_provisional(self) -> bool | None:
        """Too little was observed to promote anybody by it."""
        return None if self.index is None or self.coverage is None else self.coverage < ENOUGH


def loyalty_of(account: Account, *, user: User) -> Loyalty:
    """Of an account that `user` sees. A constant number of statements."""
    run = last_run()
    worth = worth_in(run, account)
    proofs = _evidence(account, user)
    if run is None or worth is None:
        return Loyalty("not_appraised", run, marks=_unweighed(proofs))
    cohort = cohorts_of(run)[worth.cohort]
    earlier = run_before(run)
    before = worth_in(earlier, account)
    average = cohort.average(account.team_id, account.tier) or {}
    rhythm = OrderRhythm.objects.filter(account=account).first()
    proved = [_prove(row, run=run, day=cohort.day) for row in proofs]
    seen = sum(weight for name, weight in cohort.weights.items() if getattr(worth, name) is not None)
    marks = [
        Mark(
            name=name, value=getattr(worth, name), weight=weight,
            points=None if getattr(worth, name) is None else weight * getattr(worth, name) / seen,
            average=average.get(name), before=getattr(before, name, None),
            parts=_parts(name, worth, cohort, account, rhythm, proved),
            proofs=[proof for proof in proved if proof.row.mark == name],
        )
        for name, weight in cohort.weights.items()
    ]  # fmt: skip
    return Loyalty(
        outcome=Outcome(worth.outcome).name.lower(), run=run, cohort=cohort, index=worth.loyalty, coverage=worth.coverage,
        average=average.get("loyalty"), average_accounts=average.get("accounts", 0), before=before.loyalty if before else None,
        before_on=earlier.day if before and earlier else None, marks=marks, remarks=remarks_of(account, rhythm, day=cohort.day),
    )  # fmt: skip


def _evidence(account: Account, user: User) -> list[LoyaltyEvidence]:
    rows = LoyaltyEvidence.objects.visible_to(user).standing().filter(account=account)
    return list(rows.select_related("about", "by").order_by("-on", "-id")[:MOST_ROWS])


def _unweighed(rows: Iterable[LoyaltyEvidence]) -> list[Mark]:
    """Evidence that no night has looked at."""
    return [
        Mark(mark, None, 0.0, None, None, None, proofs=[Proof(row, "tonight") for row in rows if row.mark == mark])
        for mark in LoyaltyEvidence.Mark.values
    ]


def _prove(row: LoyaltyEvidence, *, run: WorthRun, day: date) -> Proof:
    if row.on > day:
        return Proof(row, "ahead")
    if run.ended_at is None or max(row.created_at, row.updated_at) > run.ended_at:
        return Proof(row, "tonight")
    age = (day - row.on).days
    if row.mark == LoyaltyEvidence.Mark.ADVOCACY:
        return Proof(row, "counts", faded(ADVOCACY_POINTS[row.kind], age), age_days=age)
    if row.mark == LoyaltyEvidence.Mark.HELPING:
        return Proof(row, "counts", faded(HELP_POINTS[row.kind], age), age_days=age)
    if row.kind in KEPT_BY_KIND:
        return Proof(row, "counts", KEPT_BY_KIND[row.kind], SEEN_WEIGHT, age)
    if row.on + timedelta(days=UNDER_PROMOTION) > day or row.orders_expected is None:
        return Proof(row, "running", age_days=age)
    if not row.orders_expected > 0:
        return Proof(row, "nothing_expected", age_days=age)
    return Proof(row, "counts", min(1.0, (row.orders_under or 0) / row.orders_expected), ESTIMATED_WEIGHT, age)


def _parts(name: str, worth: Worth, cohort: Cohort, account: Account, rhythm: OrderRhythm | None, proofs: Sequence[Proof]) -> Parts:
    """What the mark was reckoned from, by the names that the screen words."""
    counting = [proof for proof in proofs if proof.row.mark == name and proof.state == "counts"]
    match name:
        case "repurchase":
            return _range_parts(worth, cohort, account, rhythm)
        case "retention":
            return _staying_parts(worth, cohort, rhythm)
        case "immunity":
            return _immunity_parts(cohort, account, counting)
        case _:
            scale = ADVOCACY_SCALE if name == "advocacy" else HELP_SCALE
            total = sum(proof.proves or 0.0 for proof in counting)
            return {"sum": total, "scale": scale, "now": 100 * (1 - exp(-total / scale))} if counting else {}


def _range_parts(worth: Worth, cohort: Cohort, account: Account, rhythm: OrderRhythm | None) -> Parts:
    """The mark is 80 · place + 20 · width: with the width known, the place is what remains."""
    if worth.repurchase is None or rhythm is None:
        return {}
    segment = cohort.segment(account.role)
    full = segment.get("full_breadth") or 0.0
    width = min(1.0, rhythm.breadth / full) if full > 0 else 0.0
    return {
        "orders_ahead": worth.orders_ahead, "role": account.role, "peers": segment.get("accounts"),
        "place": max(0.0, (worth.repurchase - WIDTH_POINTS * width) / PLACE_POINTS), "place_points": PLACE_POINTS,
        "breadth": rhythm.breadth, "full_breadth": full, "width": width, "width_points": WIDTH_POINTS,
    }  # fmt: skip


def _staying_parts(worth: Worth, cohort: Cohort, rhythm: OrderRhythm | None) -> Parts:
    if worth.retention is None or rhythm is None:
        return {}
    return {
        "alive": worth.alive, "tenure_years": (cohort.day - rhythm.first_on).days / 365.25, "full_years": TENURE_YEARS,
        "new_share": NEW_SHARE, "first_on": rhythm.first_on, "last_on": rhythm.last_on, "order_days": rhythm.repeats + 1,
    }  # fmt: skip


def _immunity_parts(cohort: Cohort, account: Account, counting: Sequence[Proof]) -> Parts:
    if not counting:
        return {}
    usual = cohort.segment(account.role).get("usual_kept") or 0.0
    held = sum((proof.proves or 0.0) * (proof.weight or 0.0) for proof in counting)
    weights = sum(proof.weight or 0.0 for proof in counting)
    now = 100 * (held + PRIOR_PROMOTIONS * usual) / (weights + PRIOR_PROMOTIONS)
    return {"usual_kept": usual, "prior": PRIOR_PROMOTIONS, "held": held, "weights": weights, "now": now}
