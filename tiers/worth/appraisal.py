"""The night's appraisal of all accounts, as one action: everything lands, or the old figures stay whole (rows 10, 46)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from accounts.actions.figures import write_figures
from crm.calendar import business_day
from crm.models import Team
from tiers.equity.lifetime import Terms
from tiers.loyalty_points import BANDS, MARKS
from tiers.models import TierPolicy, WorthRun
from tiers.worth.accounts import COHORTS, Roster, read_roster
from tiers.worth.evidence import read_proofs
from tiers.worth.referrals import adopt_arrivals, advance_referrals
from tiers.worth.rhythm import refresh_rhythms
from tiers.worth.scores import COLUMNS, Scores, score
from tiers.worth.wire import write_arrays

#: One appraisal at a time, whoever asks.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('tiers.appraisal', 0))"
HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
FIGURES = ("loyalty_index", "loyalty_band")

_BAND = " ".join(f"WHEN round(loyalty::numeric, 2) >= {least} THEN '{name}'" for name, least in BANDS)
#: The account shows whole points: a nightly tenth more or less is nothing to tell every phone of.
FIGURES_SOURCE = f"""
    SELECT account_id, round(loyalty::numeric), CASE {_BAND} END
    FROM {{part}}
"""
GONE = """
    SELECT id, NULL::numeric, NULL::text FROM accounts_account AS account
    WHERE loyalty_index IS NOT NULL AND NOT EXISTS (SELECT FROM {part} AS worth WHERE worth.account_id = account.id)
"""

#: By cohort, team and tier. A mean is of those in which the mark was observed.
AVERAGED = ("loyalty", *MARKS)
AVERAGES = f"""
    SELECT worth.cohort, account.team_id, account.tier, count(worth.loyalty), {", ".join(f"avg({name})" for name in AVERAGED)}
    FROM {{part}} AS worth JOIN accounts_account AS account ON account.id = worth.account_id
    WHERE worth.loyalty IS NOT NULL
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

Progress = Callable[[str], None]


def appraise(*, at: datetime, progress: Progress | None = None) -> WorthRun | None:
    """Fit, score and show. None where no policy holds yet. Run twice on unchanged facts, the second shows the same."""
    tell = progress or (lambda _: None)
    day = business_day(at)
    policy = TierPolicy.objects.in_force_on(day).first()
    if policy is None:
        return None
    days = {team.pk: team.review_on or day for team in Team.objects.order_by("id")}
    fixed = {str(team): judged_on.isoformat() for team, judged_on in days.items() if judged_on != day}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(HORIZON)
        run = WorthRun.objects.create(day=day, started_at=at, orders_until=cursor.fetchone()[0], fixed_days=fixed)
        tell("orders")
        last = _last_like(run)
        refresh_rhythms(days=days, day=day, since=last.orders_until if last else None, since_at=last.started_at if last else None)
        adopt_arrivals(at=at)
        advance_referrals(at=at)
        tell("accounts")
        roster = read_roster(days)
        cursor.execute(COHORTS, {"teams": list(days), "days": list(days.values())})
        tell("fit")
        terms = Terms(float(policy.margin_rate), float(policy.discount_rate), float(policy.horizon_years))
        cohorts = cursor.fetchall()
        scores, told = score(roster, read_proofs(roster, days), cohorts=cohorts, terms=terms, weights=policy.loyalty_weights)
        tell("store")
        part = _attach(run, roster, scores)
        run.cohorts = _with_averages(told, part, policy)
        write_figures(columns=FIGURES, source=FIGURES_SOURCE.format(part=part))
        write_figures(columns=FIGURES, source=GONE.format(part=part))
        _end(run)
        _forget_old(run)
    return run


def _last_like(run: WorthRun) -> WorthRun | None:
    """The run whose rhythms can be carried on; None when they must be found anew."""
    last = WorthRun.objects.filter(state=WorthRun.State.DONE).order_by("-id").first()
    return last if last and last.fixed_days == run.fixed_days and last.day <= run.day else None


def _attach(run: WorthRun, roster: Roster, scores: Scores) -> str:
    """The run's own part of the table, filled before it is attached: readers see the old one until the end."""
    part = f"tiers_worth_{run.pk}"
    count = len(roster)
    columns: dict[str, tuple[str, Any]] = {
        "run_id": ("int8", np.full(count, run.pk)),
        "account_id": ("uuid", roster.ids),
        "cohort": ("int2", roster.cohort),
        "outcome": ("int2", scores.outcome),
        **{name: ("float8", scores.columns[name]) for name in COLUMNS},
    }
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {part} (LIKE tiers_worth INCLUDING DEFAULTS, CHECK (run_id = {run.pk}))")
        write_arrays(part, columns)
        cursor.execute(f"ALTER TABLE {part} ADD PRIMARY KEY (run_id, account_id)")
        cursor.execute(f"CREATE INDEX ON {part} (equity DESC NULLS LAST, account_id DESC)")
        cursor.execute(f"ALTER TABLE tiers_worth ATTACH PARTITION {part} FOR VALUES IN ({run.pk})")
        cursor.execute(f"ANALYZE {part}")
    return part


def _with_averages(cohorts: list[dict[str, Any]], part: str, policy: TierPolicy) -> list[dict[str, Any]]:
    """Each cohort with the policy it was judged by, and the means of every team's tiers, which an account is compared with."""
    with connection.cursor() as cursor:
        cursor.execute(AVERAGES.format(part=part))
        found = cursor.fetchall()
    return [
        {
            **cohort,
            "policy": policy.number,
            "averages": [
                {"team": str(team), "tier": tier, "accounts": count, **dict(zip(AVERAGED, means, strict=True))}
                for of, team, tier, count, *means in found
                if of == number
            ],
        }
        for number, cohort in enumerate(cohorts)
    ]


def _end(run: WorthRun) -> None:
    run.state, run.ended_at, run.is_kept = WorthRun.State.DONE, timezone.now(), True
    run.save(update_fields=["state", "ended_at", "cohorts", "is_kept"])
    # the last run of each month stays, to compare with; the others of this month need not
    month = date(run.day.year, run.day.month, 1)
    WorthRun.objects.filter(day__gte=month, is_kept=True).exclude(pk=run.pk).update(is_kept=False)


def _forget_old(run: WorthRun) -> None:
    """Runs that nobody compares with, but for the one before: somebody may be reading it."""
    others = list(WorthRun.objects.filter(is_kept=False).exclude(pk=run.pk).order_by("-id")[1:])
    with connection.cursor() as cursor:
        for old in others:
            cursor.execute(f"DROP TABLE IF EXISTS tiers_worth_{old.pk}")
            old.delete()
