"""Jobs that ask as a client asks: bulk actions and exports carry the filters of a list."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.bulk.runs import begin_bulk, give_up_bulk, perform_bulk
from accounts.models import Account, BulkAction, ExportRun
from api.exporting.runs import drop_expired, give_up_export, perform_export
from api.v1.account_filters import AccountFilter, narrow_accounts, narrow_by, query_of
from api.v1.segment_rules import sound_rule
from crm.models import User
from tiers.actions.experiments import NotRunning, draw_experiment, measure_experiment, start_experiment
from tiers.actions.segments import require_keeper
from tiers.actions.trials import begin_trial, drop_old_trials, give_up_trial, perform_trial
from tiers.models import Experiment, PolicyTrial, Segment
from visits.bulk import verb_of

logger = logging.getLogger("crm.jobs")

BROKEN = "The program failed at this. The log says where; what was done is done."


def selected(run: BulkAction) -> QuerySet[Account]:
    """What matches now, of what the person sees."""
    assert run.by is not None
    return narrow_accounts(Account.objects.visible_to(run.by), query_of(run.filters or {}), person=run.by)


@transaction.atomic
def enqueue_bulk(**particulars: Any) -> BulkAction:
    """Begin a bulk action and leave it to the worker; both or neither. Takes what `begin_bulk` takes."""
    run = begin_bulk(find_verb=verb_of, **particulars)
    if run.filters is not None:
        selected(run)  # a filter that cannot be asked is refused now
    bulk_action.defer(run_id=str(run.pk))
    return run


@app.task(name="api.bulk_action", queue="bulk", retry=5)
def bulk_action(run_id: str) -> None:
    """A worker that is killed leaves it to the next one, which goes on where this one stopped."""
    run = BulkAction.objects.filter(pk=UUID(run_id)).first()
    if run is None:
        return
    try:
        perform_bulk(run, select=selected, find_verb=verb_of)
    except OperationalError:
        raise  # the database was away: the retry goes on from the last batch
    except Exception:
        logger.exception("bulk action failed", extra={"bulk_action": run_id})
        give_up_bulk(run, error=BROKEN)
        raise


@app.task(name="api.export", queue="exports", retry=5)
def export(run_id: str) -> None:
    run = ExportRun.objects.filter(pk=UUID(run_id)).first()
    if run is None:
        return
    try:
        perform_export(run)
    except OperationalError:
        raise
    except Exception:
        logger.exception("export failed", extra={"export": run_id})
        give_up_export(run, error=BROKEN)
        raise


@app.periodic(cron="17 * * * *")
@app.task(name="api.drop_expired_exports", queue="exports")
def drop_expired_exports(timestamp: int) -> None:
    drop_expired(at=timezone.now())


@transaction.atomic
def enqueue_trial(**particulars: Any) -> PolicyTrial:
    """Begin a trial of terms and leave it to the worker; both or neither. Takes what `begin_trial` takes."""
    trial, is_new = begin_trial(**particulars)
    if is_new:
        policy_trial.defer(trial_id=str(trial.pk))
    return trial


@app.task(name="api.policy_trial", queue="trials", retry=5)
def policy_trial(trial_id: str) -> None:
    """A worker that is killed leaves it to the next one, which begins anew."""
    trial = PolicyTrial.objects.filter(pk=UUID(trial_id)).first()
    if trial is None:
        return
    try:
        perform_trial(trial)
    except OperationalError:
        raise
    except Exception:
        logger.exception("policy trial failed", extra={"policy_trial": trial_id})
        give_up_trial(trial, error=BROKEN)
        raise


@app.periodic(cron="23 * * * *")
@app.task(name="api.drop_old_trials", queue="trials")
def drop_trials(timestamp: int) -> None:
    drop_old_trials(at=timezone.now())


def members_of(segment: Segment, person: User) -> QuerySet[Account]:
    """Who is in it now, of what the person sees. Raises `SegmentBroken`."""
    return narrow_by(AccountFilter, Account.objects.visible_to(person), query_of(sound_rule(segment)), person=None)


@transaction.atomic
def begin_experiment(*, experiment: Experiment, by: User, at: datetime) -> Experiment:
    """Start it and leave the drawing to the worker; both or neither. A rule that is broken is refused now."""
    started = start_experiment(experiment=experiment, by=by, at=at)
    if started.status == Experiment.Status.DRAWING:
        sound_rule(started.segment)
        draw.defer(experiment_id=str(started.pk))
    return started


@transaction.atomic
def ask_for_measurement(*, experiment: Experiment, by: User) -> None:
    require_keeper(by=by, team=experiment.segment.team)
    if experiment.starts_on is None:
        raise NotRunning("It has not begun.")
    measure.defer(experiment_id=str(experiment.pk))


@app.task(name="api.draw_experiment", queue="bulk", retry=5)
def draw(experiment_id: str) -> None:
    """In one transaction: a worker that is killed leaves nothing half drawn, and the next one draws the same parts."""
    found = Experiment.objects.filter(pk=UUID(experiment_id)).first()
    if found is not None:
        draw_experiment(experiment=found, members=members_of, at=timezone.now())


@app.task(name="api.measure_experiment", queue="bulk", retry=5)
def measure(experiment_id: str) -> None:
    found = Experiment.objects.filter(pk=UUID(experiment_id)).first()
    if found is not None:
        measure_experiment(experiment=found, at=timezone.now())
