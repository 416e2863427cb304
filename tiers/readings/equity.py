"""What the customers will still be worth: each, all together, and why the sum changed between two nights (row 46).

Sums and changes are found by the database over all accounts that somebody sees; no row of theirs comes to Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from accounts.models import Account
from crm.models import User
from tiers.equity_causes import LOST_BELOW, NOTHING, Cause, Held, cause
from tiers.models import OrderRhythm, Worth, WorthRun
from tiers.readings.remarks import remarks_of
from tiers.readings.runs import Cohort, Outcome, cohorts_of, last_run, outcome_of, run_before, worth_in

#: More than this of a total in one account is no portfolio.
DOMINATES = 0.5


@dataclass(frozen=True)
class Equity:
    """Of one account. `outcome` is `ok`, or why there is no equity: `never_ordered`, `too_few`, `not_identified`, or
    `not_appraised` before the first night."""

    outcome: str
    run: WorthRun | None = None
    cohort: Cohort | None = None
    worth: Worth | None = None
    rhythm: OrderRhythm | None = None
    before: float | None = None
    before_on: date | None = None
    cause: Cause | None = None
    remarks: Sequence[str] = ()


def equity_of(account: Account) -> Equity:
    run = last_run()
    worth = worth_in(run, account)
    if run is None or worth is None:
        return Equity("not_appraised", run)
    cohort = cohorts_of(run)[worth.cohort]
    rhythm = OrderRhythm.objects.filter(account=account).first()
    earlier = run_before(run)
    before = worth_in(earlier, account)
    return Equity(
        outcome=outcome_of(worth, cohort), run=run, cohort=cohort, worth=worth, rhythm=rhythm,
        before=before.equity if before else None, before_on=earlier.day if earlier else None,
        cause=cause(_held(before), _held(worth)) if earlier else None, remarks=remarks_of(account, rhythm, day=cohort.day),
    )  # fmt: skip


def _held(worth: Worth | None) -> Held:
    if worth is None:
        return NOTHING
    return Held(worth.equity, worth.alive, is_known=worth.equity is not None or worth.outcome == Outcome.NEVER_ORDERED)


@dataclass(frozen=True)
class Total:
    """The accounts of one cohort that somebody sees. `outcomes` counts them by what came of each; `largest` is the share of the
    first in the total, None when the total is nothing."""

    cohort: Cohort
    accounts: int
    equity: float | None
    outcomes: Mapping[str, int]
    largest: float | None

    @property
    def dominated(self) -> bool:
        """One customer holds nearly everything."""
        return self.largest is not None and self.largest > DOMINATES


def seen_worths(user: User, run: WorthRun, team: UUID | None = None) -> QuerySet[Worth]:
    seen = Worth.objects.visible_to(user).filter(run_id=run.pk)
    return seen.filter(account__team_id=team) if team else seen


TOTALS = """
    SELECT cohort, count(*), sum(equity), max(equity), count(equity), {outcomes}
    FROM ({seen}) AS seen GROUP BY cohort ORDER BY cohort
"""


def totals(user: User, run: WorthRun, team: UUID | None = None) -> list[Total]:
    """One a cohort, in one statement."""
    outcomes = ", ".join(f"count(*) FILTER (WHERE equity IS NULL AND outcome = {outcome})" for outcome in Outcome.values)
    rows = _ask(TOTALS.format(outcomes=outcomes, seen="{}"), [seen_worths(user, run, team)], {})
    cohorts = cohorts_of(run)
    return [_total(cohorts[number], *row) for number, *row in rows]


def _total(cohort: Cohort, accounts: int, equity: float | None, most: float | None, known: int, *counts: int) -> Total:
    outcomes = {"ok": known}
    for outcome, count in zip(Outcome, counts, strict=True):
        # fitted, but what an order is worth was not: the cohort knows why
        name = cohort.outcome if outcome == Outcome.OK else outcome.name.lower()
        outcomes[name] = outcomes.get(name, 0) + count
    largest = most / equity if most is not None and equity and equity > 0 else None
    return Total(cohort, accounts, equity, {name: count for name, count in outcomes.items() if count}, largest)


#: The rule of `tiers.equity_causes.cause`, over all accounts at once. An account whose currency changed stands in both.
CHANGED = f"""
    WITH before AS (
        SELECT worth.account_id, cohort.currency, worth.equity, worth.alive, worth.outcome
        FROM ({{}}) AS worth
        JOIN unnest(%(before_cohorts)s::text[]) WITH ORDINALITY AS cohort (currency, number) ON cohort.number = worth.cohort + 1
    ), after AS (
        SELECT worth.account_id, cohort.currency, worth.equity, worth.alive, worth.outcome
        FROM ({{}}) AS worth
        JOIN unnest(%(after_cohorts)s::text[]) WITH ORDINALITY AS cohort (currency, number) ON cohort.number = worth.cohort + 1
    ), paired AS (
        SELECT account_id, currency, before.equity AS before, after.equity AS after,
               coalesce(before.alive, 0) AS alive_before, coalesce(after.alive, 0) AS alive_after,
               CASE WHEN before.account_id IS NULL
                    THEN NOT EXISTS (SELECT FROM before AS other WHERE other.account_id = after.account_id)
                    ELSE before.equity IS NOT NULL OR before.outcome = {Outcome.NEVER_ORDERED.value} END AS knew,
               CASE WHEN after.account_id IS NULL
                    THEN NOT EXISTS (SELECT FROM after AS other WHERE other.account_id = before.account_id)
                    ELSE after.equity IS NOT NULL OR after.outcome = {Outcome.NEVER_ORDERED.value} END AS knows
        FROM before FULL JOIN after USING (account_id, currency)
    ), changed AS (
        SELECT account_id, currency, before, after, alive_before, alive_after,
               coalesce(after, 0) - coalesce(before, 0) AS change,
               CASE WHEN NOT (knew AND knows) THEN '{Cause.NOT_COMPARABLE}'
                    WHEN before IS NULL THEN '{Cause.NEW}'
                    WHEN after IS NULL THEN '{Cause.LOST}'
                    WHEN after < before AND alive_after < {LOST_BELOW} AND alive_before >= {LOST_BELOW} THEN '{Cause.LOST}'
                    WHEN after < before THEN '{Cause.SHRUNK}'
                    WHEN alive_before < {LOST_BELOW} AND alive_after >= {LOST_BELOW} THEN '{Cause.RETURNED}'
                    ELSE '{Cause.GROWN}' END AS cause
        FROM paired WHERE (before IS NOT NULL OR after IS NOT NULL) AND before IS DISTINCT FROM after
    )
"""
SPLIT = f"""
    {CHANGED}
    SELECT currency, cause, count(*), sum(change), coalesce(sum(before), 0), coalesce(sum(after), 0)
    FROM changed GROUP BY currency, cause ORDER BY currency, cause
"""
#: The largest first; `place` is where the page before ended.
PAGE = f"""
    {CHANGED}
    SELECT account_id, before, after, alive_before, alive_after, change, cause FROM changed
    WHERE currency = %(currency)s AND cause = %(cause)s
      AND (%(place)s::float8 IS NULL OR (abs(change), account_id) < (%(place)s, %(last)s))
    ORDER BY abs(change) DESC, account_id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Part:
    """What one cause did to the total of a currency."""

    currency: str
    cause: Cause
    accounts: int
    change: float
    before: float
    after: float


def split(user: User, before: WorthRun, after: WorthRun, team: UUID | None = None) -> list[Part]:
    """The change of the total by cause; the parts add up to it."""
    rows = _ask(SPLIT, _two(user, before, after, team), _cohorts(before, after))
    return [Part(currency, Cause(reason), *numbers) for currency, reason, *numbers in rows]


@dataclass(frozen=True)
class Changed:
    """One account's change."""

    account_id: UUID
    before: float | None
    after: float | None
    alive_before: float
    alive_after: float
    change: float
    cause: Cause


def changed_accounts(
    user: User,
    before: WorthRun,
    after: WorthRun,
    *,
    currency: str,
    reason: Cause,
    limit: int,
    place: tuple[float, UUID] | None = None,
    team: UUID | None = None,
) -> list[Changed]:
    """The accounts behind one part of the change, the largest changes first, beyond `place`."""
    params = {
        **_cohorts(before, after), "currency": currency, "cause": reason.value, "limit": limit,
        "place": place[0] if place else None, "last": place[1] if place else None,
    }  # fmt: skip
    rows = _ask(PAGE, _two(user, before, after, team), params)
    return [Changed(account, was, now, there, here, change, Cause(of)) for account, was, now, there, here, change, of in rows]


def _two(user: User, before: WorthRun, after: WorthRun, team: UUID | None) -> list[QuerySet[Worth]]:
    return [seen_worths(user, before, team), seen_worths(user, after, team)]


def _cohorts(before: WorthRun, after: WorthRun) -> dict[str, Any]:
    return {
        "before_cohorts": [cohort.currency for cohort in cohorts_of(before)],
        "after_cohorts": [cohort.currency for cohort in cohorts_of(after)],
    }


def _ask(statement: str, sources: Iterable[QuerySet[Worth]], params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """`statement` with each `{}` standing for what somebody sees of a run."""
    named = dict(params)
    parts = []
    for source in sources:
        columns = source.order_by().values("account_id", "cohort", "equity", "alive", "outcome")
        try:
            text, values = columns.query.sql_with_params()
        except EmptyResultSet:  # this person sees none
            return []
        names = [f"seen_{len(named) + place}" for place in range(len(values))]
        named |= dict(zip(names, values, strict=True))
        parts.append(text % tuple(f"%({name})s" for name in names))
    with connection.cursor() as cursor:
        cursor.execute(statement.format(*parts), named)
        return list(cursor.fetchall())
