"""The run of an import: begun, carried through to its end however often it is interrupted, or called off."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from uuid6 import uuid7

from accounts.importing.kinds import kind_of
from accounts.importing.landing import TooManyRefusals, land_as_a_whole, land_in_batches
from accounts.importing.mappings import mapping_named, mapping_of
from accounts.importing.sheets import UnreadableFile, file_digest
from accounts.importing.staging import stage
from accounts.importing.words import worded
from accounts.models import ImportLine, ImportRun
from crm.errors import DomainError, Forbidden, Invalid
from crm.locks import one_at_a_time
from crm.models import Role, Team, User

logger = logging.getLogger("crm.imports")

Progress = Callable[[ImportRun], None]


class ImportOver(DomainError):
    """It has ended already; what landed has landed."""

    code = "import_over"


class Cancelled(Exception):
    pass


@transaction.atomic
def begin_import(
    *,
    type: str,
    path: Path,
    by: User | None,
    at: datetime,
    filename: str = "",
    mode: str = ImportRun.Mode.COMMIT,
    on_error: str = ImportRun.OnError.SKIP,
    mapping: str = "",
    team: Team | None = None,
    team_name: str = "",
    encoding: str = "",
    columns: dict[str, str] | None = None,
    identity: str = "",
    on_doubt: str = ImportRun.OnDoubt.CREATE,
    decisions: dict[str, str] | None = None,
    language: str = "en",
) -> ImportRun:
    """Note what is to be imported; `perform_import` does it. `team_name` is a team that the mapping shall make."""
    if by is not None and by.role not in kind_of(type).importers:
        raise Forbidden(f"Your role does not import {type}.")
    if by is not None and team is not None and by.reach is not None and team.pk not in by.reach:
        raise Invalid("This team is not yours.", fields={"team": ["Not one of your teams."]})
    _require_mapping_fits(type, mapping, by=by)
    _require_columns_fit(type, columns or {})
    _require_identity_fits(type, identity)
    return ImportRun.objects.create(
        id=uuid7(), type=type, mode=mode, on_error=on_error, mapping=mapping, team=team, by=by,
        team_name=team_name or mapping_named(mapping).team_name, reach=by.token_team_ids if by is not None else None,
        filename=(filename or path.name)[:255], path=str(path), file_digest=file_digest(path), created_at=at,
        encoding=encoding, columns=columns or {}, identity=identity or ImportRun.Identity.EXTERNAL_ID, on_doubt=on_doubt,
        decisions=decisions or {}, language=language,
    )  # fmt: skip


class NotATrial(DomainError):
    """Only a trial that has come to its end is followed by the import itself."""

    code = "not_a_trial"


class FileGone(DomainError):
    """Files are kept for a day."""

    code = "file_gone"


def particulars_of(trial: ImportRun) -> dict[str, Any]:
    """How a trial read its file: what `begin_import` takes to import it for good."""
    if trial.mode != ImportRun.Mode.DRY_RUN or trial.state != ImportRun.State.DONE:
        raise NotATrial("Only a finished trial is followed by its import.")
    if not Path(trial.path).is_file():
        raise FileGone("The file is not kept any more: bring it again.")
    names = ("type", "mapping", "team", "team_name", "filename", "encoding", "columns", "identity", "language")
    return {name: getattr(trial, name) for name in names} | {"path": Path(trial.path), "mode": ImportRun.Mode.COMMIT}


def _require_mapping_fits(type: str, mapping: str, *, by: User | None) -> None:
    if by is not None and by.reach is not None and mapping_named(mapping).makes_accounts:
        raise Forbidden("A foreign log makes a team of its own: this is for those who work with all teams.")
    columns = {column.name for column in kind_of(type).columns}
    if not mapping_named(mapping).columns.keys() <= columns:
        raise Invalid(f"The mapping {mapping} is not for {type}.", fields={"map": [f"Not for {type}."]})


def _require_columns_fit(type: str, columns: dict[str, str]) -> None:
    kind = kind_of(type)
    names = {column.name for column in (*kind.columns, *kind.extras()) if not column.hidden}
    chosen = [ours for ours in columns.values() if ours]
    if unknown := sorted({name for name in chosen if name not in names}):
        raise Invalid(f"Unknown columns: {', '.join(unknown)}.", fields={"columns": [f"Unknown columns: {', '.join(unknown)}."]})
    if twice := sorted({name for name in chosen if chosen.count(name) > 1}):
        raise Invalid("A column is chosen twice.", fields={"columns": [f"These columns come twice: {', '.join(twice)}."]})


def _require_identity_fits(type: str, identity: str) -> None:
    known = kind_of(type).identities()
    if identity and identity != ImportRun.Identity.EXTERNAL_ID and identity not in known:
        raise Invalid(
            f"{type} are not known by {identity}.", fields={"identity": [f"One of {', '.join(known or ['external_id'])}."]}
        )


def unfinished_import(like: ImportRun) -> ImportRun | None:
    """An interrupted run of the same file in the same way, begun on the command line: it is gone on with."""
    same = {
        name: getattr(like, name)
        for name in ("type", "mode", "on_error", "mapping", "team_name", "identity", "on_doubt", "file_digest")
    }
    rows = ImportRun.objects.filter(by=None, state__in=(ImportRun.State.QUEUED, ImportRun.State.RUNNING), **same)
    return rows.exclude(pk=like.pk).order_by("-created_at", "-id").first()


def imported_before(run: ImportRun) -> ImportRun | None:
    """The last time that the same person, or the command line, landed this very file."""
    same = {name: getattr(run, name) for name in ("type", "mapping", "file_digest", "by")}
    rows = ImportRun.objects.filter(mode=ImportRun.Mode.COMMIT, state=ImportRun.State.DONE, **same)
    return rows.exclude(pk=run.pk).order_by("-ended_at").first()


@transaction.atomic
def cancel_import(*, run: ImportRun, by: User | None, at: datetime) -> ImportRun:
    """Ask it to stop at the next batch. What has landed stays; a dry run or an all-or-nothing one leaves nothing."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if by is not None and by.role != Role.ADMIN and run.by_id != by.pk:
        raise Forbidden("Only who began an import calls it off.")
    if run.is_over:
        raise ImportOver("This import is over.")
    run.change(cancel_requested=True)
    if run.state == ImportRun.State.QUEUED:
        run.change(state=ImportRun.State.CANCELLED, ended_at=at)
    return run


def perform_import(run: ImportRun, *, progress: Progress | None = None) -> ImportRun:
    """Carry the run through, from wherever it stands. Running it again after it is over changes nothing.

    Files that cannot be read end in state `failed`; what goes wrong with the database is raised, and the run can be gone on with.
    """
    mapping = mapping_named(run.mapping)
    with one_at_a_time(f"import of {run.type} from {mapping.source}"):
        run = _as_it_stands(run)
        if run.is_over:
            return run
        if run.state == ImportRun.State.QUEUED:
            run.change(state=ImportRun.State.RUNNING, started_at=timezone.now())
        try:
            _carry_through(run, progress=progress)
        except Cancelled:
            _stop(run, ImportRun.State.CANCELLED)
        except (UnreadableFile, TooManyRefusals) as error:
            _stop(run, ImportRun.State.FAILED, error=error.detail)
    return run


def _as_it_stands(run: ImportRun) -> ImportRun:
    """The stored run; a token reaches no further while its file lands than when it brought it."""
    run = ImportRun.objects.select_related("by", "team").get(pk=run.pk)
    if run.by is not None and run.reach is not None:
        run.by.token_team_ids = tuple(run.reach)
    return run


def _carry_through(run: ImportRun, *, progress: Progress | None) -> None:
    kind = kind_of(run.type)

    def after_step() -> None:
        if ImportRun.objects.filter(pk=run.pk, cancel_requested=True).exists():
            raise Cancelled
        if progress is not None:
            progress(run)

    stage(run, kind=kind, mapping=mapping_of(run), after_chunk=after_step)
    mapping = mapping_of(run)  # with what the header turned out to mean
    if run.mode == ImportRun.Mode.DRY_RUN or run.on_error == ImportRun.OnError.ABORT:
        keep = run.mode == ImportRun.Mode.COMMIT
        land_as_a_whole(run, kind=kind, mapping=mapping, keep=keep, after_batch=after_step)
    else:
        land_in_batches(run, kind=kind, mapping=mapping, after_batch=after_step)


@transaction.atomic
def _stop(run: ImportRun, state: str, *, error: str = "") -> None:
    """End before the end; the counts of what has landed stay as they were committed."""
    stopped = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    ImportLine.objects.filter(run_id=run.pk).delete()
    stopped.change(state=state, error=worded(error, run.language), ended_at=timezone.now())
    run.refresh_from_db()


def give_up_import(run: ImportRun, *, error: str) -> None:
    """End a run that the program itself cannot carry through."""
    if not ImportRun.objects.get(pk=run.pk).is_over:
        _stop(run, ImportRun.State.FAILED, error=error)
