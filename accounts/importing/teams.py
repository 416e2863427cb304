"""The team that a foreign log is brought into: with its own currency and its own review day, so that its tiers are cut on the
log's last day and not on today's."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from accounts.importing.batches import Batch
from accounts.models import ImportRun
from crm.calendar import business_day
from crm.models import Team


def team_for(batch: Batch, *, ordered_at: str) -> Team:
    """The run's team, made when the first account needs it. `ordered_at` is the SQL of a staged line's instant."""
    run = batch.run
    if run.team is None:
        run.team = _team_named(run.team_name, batch, last_day=_last_day(run, ordered_at))
        ImportRun.objects.filter(pk=run.pk).update(team=run.team)
    return run.team


def _team_named(name: str, batch: Batch, *, last_day: date | None) -> Team:
    team, _ = Team.objects.get_or_create(name=name, defaults={"currency": batch.mapping.currency, "review_on": last_day})
    return team


def settle_review_day(run: ImportRun, *, ordered_at: str) -> None:
    """A team that lives in a log moves on with it; one that lives by today's calendar has no day of its own."""
    team = run.team or Team.objects.filter(name=run.team_name).first()
    last_day = _last_day(run, ordered_at)
    if team is not None and team.review_on is not None and last_day is not None and last_day > team.review_on:
        team.review_on = last_day
        team.save(update_fields=["review_on"])


def _last_day(run: ImportRun, ordered_at: str) -> date | None:
    """The business day of the last order in the file."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT max(({ordered_at})::timestamptz) FROM accounts_importline AS staged WHERE staged.run_id = %s", [run.pk]
        )
        last: datetime | None = cursor.fetchone()[0]
    return business_day(last) if last else None
