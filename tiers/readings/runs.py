"""Which night is looked at, and which it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject, Round

from accounts.models import Account
from tiers.loyalty_points import MARKS, WEIGHTS
from tiers.models import Worth, WorthRun

Outcome = Worth.Outcome


@dataclass(frozen=True)
class Terms:
    """By which an equity was reckoned: the part of sales that is kept, the discount of a year, the years looked ahead."""

    margin_rate: float
    discount_rate: float
    horizon_years: float

    @property
    def years(self) -> int:
        return int(self.horizon_years)


@dataclass(frozen=True)
class Cohort:
    """Accounts of one currency judged on one day: what was fitted to them, and what came of it."""

    told: Mapping[str, Any]

    @property
    def currency(self) -> str:
        return str(self.told["currency"])

    @property
    def day(self) -> date:
        return date.fromisoformat(self.told["day"])

    @property
    def outcome(self) -> str:
        """Of the equity: `ok`, `too_few` or `not_identified`. Loyalty may be known where equity is not."""
        return str(self.told["outcome"])

    @property
    def terms(self) -> Terms:
        return Terms(**self.told["terms"])

    @property
    def weights(self) -> dict[str, float]:
        """In the order of the marks, which the database's JSON does not keep."""
        told = self.told.get("weights", WEIGHTS)
        return {name: float(told[name]) for name in MARKS if name in told}

    @property
    def policy(self) -> int | None:
        return self.told.get("policy")

    def segment(self, role: str) -> Mapping[str, Any]:
        return dict(self.told.get("segments", {}).get(role, {}))

    def average(self, team: Any, tier: str | None) -> Mapping[str, Any] | None:
        """Of the accounts of this team and tier; None where there was none with an index."""
        asked = (str(team), tier)
        return next((each for each in self.told.get("averages", ()) if (each["team"], each["tier"]) == asked), None)


def cohorts_of(run: WorthRun) -> Sequence[Cohort]:
    return [Cohort(told) for told in run.cohorts]


def done_runs() -> QuerySet[WorthRun]:
    return WorthRun.objects.filter(state=WorthRun.State.DONE).order_by("-day", "-id")


def last_run() -> WorthRun | None:
    return done_runs().first()


def run_on(day: date) -> WorthRun | None:
    """The last run of that day or before it: nights are kept by the month."""
    return done_runs().filter(day__lte=day).first()


def run_before(run: WorthRun) -> WorthRun | None:
    """The last one of an earlier month, which is kept; while there is none, the oldest before it."""
    earlier = done_runs().filter(day__lt=run.day)
    return earlier.filter(day__lt=run.day.replace(day=1)).first() or earlier.last()


def shown_worths() -> QuerySet[Worth]:
    """Everybody's row of the last night, for a subquery: the night is found by the statement itself."""
    return Worth.objects.filter(run_id=done_runs().values("id")[:1])


def loyalty_why() -> Subquery:
    """Why an account is as loyal as it is, as a JSON expression over `Account`: {as_of, coverage, marks}; null without an index."""
    marks = JSONObject(**{mark: Round(mark, precision=1) for mark in MARKS})
    told = JSONObject(as_of=F("run__day"), coverage=F("coverage"), marks=marks)
    rows = shown_worths().filter(account_id=OuterRef("pk"), loyalty__isnull=False).order_by()
    return Subquery(rows.values(told=told)[:1], output_field=JSONField())


def worth_in(run: WorthRun | None, account: Account) -> Worth | None:
    return Worth.objects.filter(run_id=run.pk, account=account).first() if run else None


def outcome_of(worth: Worth, cohort: Cohort) -> str:
    """Of an account's equity, as a word."""
    if worth.equity is not None or worth.outcome != Outcome.OK:
        return Outcome(worth.outcome).name.lower()
    return cohort.outcome
