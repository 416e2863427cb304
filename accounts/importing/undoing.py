"""Taking an import back, for as long as people still remember what it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import ImportRun
from crm.errors import DomainError, Forbidden
from crm.history.undoing import Undone, undo_batch
from crm.models import Role, User

UNDONE_WITHIN = timedelta(hours=24)

#: Rows that were kept, as the report names them.
MOST_TOLD = 100


class ImportNotUndoable(DomainError):
    """It landed nothing, still lands, was taken back already, or lies too long ago."""

    code = "import_not_undoable"


#: What `ImportRun.undone` says of an undo that has been asked for, and the worker has not done yet.
ASKED = {"state": "asked"}


@transaction.atomic
def ask_undo(*, run: ImportRun, by: User | None, at: datetime) -> ImportRun:
    """Note that it shall be taken back; `undo_import` does it, which takes a while for a large file."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if by is not None and by.role != Role.ADMIN and run.by_id != by.pk:
        raise Forbidden("Only who began an import takes it back.")
    _require_undoable(run, at=at)
    return run.change(undone=ASKED, undone_by=by)


@transaction.atomic
def undo_import(*, run: ImportRun, at: datetime) -> ImportRun:
    """Put back what the import did, where nobody has changed it since; the report on the run says what was kept and why. Doing it
    again changes nothing."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("undone_by").get(pk=run.pk)
    if run.undone_at is not None:
        return run
    undone = undo_batch(batch=run.pk, by=run.undone_by, at=at)
    return run.change(undone_at=at, undone=_report(undone))


def _require_undoable(run: ImportRun, *, at: datetime) -> None:
    if not run.is_over:
        raise ImportNotUndoable("This import still runs: cancel it first.")
    if run.undone_at is not None:
        raise ImportNotUndoable("This import was taken back already.")
    if run.mode == ImportRun.Mode.DRY_RUN or not (run.created or run.updated):
        raise ImportNotUndoable("This import changed nothing.")
    if run.ended_at is None or at - run.ended_at > UNDONE_WITHIN:
        raise ImportNotUndoable("An import can be taken back for 24 hours.")


def _report(undone: Undone) -> dict[str, Any]:
    return {
        "state": "done",
        "batch": str(undone.batch),
        "removed": dict(undone.removed),
        "restored": dict(undone.restored),
        "kept": undone.kept_count,
        "kept_rows": [
            {
                "table": row.table,
                "row": str(row.row_id),
                "account": row.account_id and str(row.account_id),
                "why": str(row.why),
                "what": row.what,
            }
            for row in undone.kept[:MOST_TOLD]
        ],
    }
