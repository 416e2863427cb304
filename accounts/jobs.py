"""What the worker does for this app."""

import logging
from datetime import datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.actions.attachments import sweep_files
from accounts.actions.consumption import refresh_consumptions
from accounts.actions.deals import expire_deals
from accounts.actions.escalation import escalate_overdue
from accounts.actions.journey import refresh_journeys
from accounts.actions.pool import recycle
from accounts.actions.promises import remind_of_promises
from accounts.actions.trials import settle_trials
from accounts.duplicates import scan_duplicates
from accounts.importing.refusals import imports_folder
from accounts.importing.runs import begin_import, give_up_import, particulars_of, perform_import
from accounts.importing.undoing import ask_undo, undo_import
from accounts.importing.uploads import forget_upload
from accounts.models import ImportRun, ImportUpload, PoolRule
from crm.calendar import nightly, today
from crm.history.trimming import trim_history
from crm.models import User

logger = logging.getLogger("crm.jobs")


@transaction.atomic
def enqueue_import(**particulars: Any) -> ImportRun:
    """Begin an import and leave it to the worker; both or neither. Takes what `begin_import` takes."""
    run = begin_import(**particulars)
    import_file.defer(run_id=str(run.pk))
    return run


def enqueue_commit(*, trial: ImportRun, by: User, at: datetime, **choices: Any) -> ImportRun:
    """Import for good what was tried: the same file, read in the same way. `choices` are what the trial was made to decide.

    Raises `NotATrial`, `FileGone`."""
    return enqueue_import(**particulars_of(trial), by=by, at=at, **choices)


@app.task(name="accounts.import_file", queue="imports", retry=5)
def import_file(run_id: str) -> None:
    """Carry an import through. A worker that is killed leaves it to the next one, which goes on where this one stopped."""
    run = ImportRun.objects.filter(pk=UUID(run_id)).first()
    if run is None:
        return
    try:
        run = perform_import(run)
    except OperationalError:
        raise  # the database was away: the retry goes on from the last batch
    except Exception:
        logger.exception("import failed", extra={"import": run_id})
        give_up_import(run, error="The program failed at this file. The log says where; nothing that landed is lost.")
        raise
    discard_upload(run)


def discard_upload(run: ImportRun) -> None:
    """What somebody uploaded is kept no longer than it is needed; the error file stays."""
    is_wanted_again = run.mode == ImportRun.Mode.DRY_RUN or run.state != ImportRun.State.DONE
    if not run.is_over or Path(run.path).parent != imports_folder():
        return
    if is_wanted_again and ImportUpload.objects.filter(path=run.path).exists():
        return  # it was tried or called off: the person goes on with it, or it goes after a day
    forget_upload(run.path)


@transaction.atomic
def enqueue_undo(*, run: ImportRun, by: User | None, at: datetime) -> ImportRun:
    """Note that an import shall be taken back, and leave it to the worker."""
    run = ask_undo(run=run, by=by, at=at)
    take_back_import.defer(run_id=str(run.pk))
    return run


@app.task(name="accounts.undo_import", queue="imports", retry=5)
def take_back_import(run_id: str) -> None:
    if run := ImportRun.objects.filter(pk=UUID(run_id)).first():
        undo_import(run=run, at=timezone.now())


#: A registration's last day is over.
AFTER_MIDNIGHT = time(0, 10)


@app.periodic(cron=nightly(AFTER_MIDNIGHT))
@app.task(name="accounts.expire_deals", queueing_lock="accounts.expire_deals")
def expire_deals_tonight(timestamp: int) -> None:
    """Let registrations go whose protection has ended. Run twice, the second changes nothing."""
    expire_deals(day=today(), at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="accounts.escalate_overdue", queueing_lock="accounts.escalate_overdue")
def escalate_overdue_requests(timestamp: int) -> None:
    """Tell who answers for a step of what has become late. Run twice, the second finds nothing."""
    escalate_overdue(at=timezone.now())


#: Before the managers set out.
IN_THE_MORNING = time(6, 30)


@app.periodic(cron=nightly(IN_THE_MORNING))
@app.task(name="accounts.remind_of_promises", queueing_lock="accounts.remind_of_promises")
def remind_this_morning(timestamp: int) -> None:
    """Tell of promises that fall due or are overdue (row 22). Run twice, the second tells nothing."""
    remind_of_promises(day=today(), at=timezone.now())


#: When nobody is at work.
LATE = time(3, 20)


@app.periodic(cron=nightly(LATE))
@app.task(name="accounts.sweep_files", queueing_lock="accounts.sweep_files")
def sweep_files_tonight(timestamp: int) -> None:
    """Remove what was uploaded and never attached. Run twice, the second finds nothing."""
    removed = sweep_files(at=timezone.now())
    logger.info("files swept", extra={"removed": removed})


@app.periodic(cron=nightly(LATE))
@app.task(name="accounts.trim_history", queueing_lock="accounts.trim_history")
def trim_history_tonight(timestamp: int) -> None:
    """Let go of the history that is older than the setting allows; by default nothing. Run twice, the second finds nothing."""
    if removed := trim_history(years=settings.HISTORY_YEARS, at=timezone.now()):
        logger.info("history trimmed", extra={"removed": removed})


#: After the tier review and the visits' figures, which the stages stand on.
LATE_AT_NIGHT = time(1, 30)


@app.periodic(cron=nightly(LATE_AT_NIGHT))
@app.task(name="accounts.follow_customers", queueing_lock="accounts.follow_customers")
def follow_customers_tonight(timestamp: int) -> None:
    """Run-out days, trials whose window has passed, stages that change by silence alone. Run twice, the second changes nothing."""
    refresh_consumptions()
    settle_trials()
    refresh_journeys()


#: After the review of the tiers, which a rule may spare.
POOL_AT = time(1, 30)


@app.periodic(cron=nightly(POOL_AT))
@app.task(name="accounts.recycle", queueing_lock="accounts.recycle")
def recycle_tonight(timestamp: int) -> None:
    """Warn and take back, team by team. Run twice, the second changes nothing."""
    for rule in PoolRule.objects.filter(is_active=True).select_related("team"):
        recycle(rule, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="accounts.scan_duplicates", queueing_lock="accounts.scan_duplicates")
def scan_for_duplicates(timestamp: int) -> None:
    """What has changed since the last scan is compared; with nothing changed it costs two statements."""
    scan_duplicates(at=timezone.now())
