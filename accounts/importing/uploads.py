"""Files that people bring and look at before they import them: kept for a day, known again by their id."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.importing.refusals import imports_folder
from accounts.importing.sheets import file_digest
from accounts.models import ImportRun, ImportUpload
from crm.errors import Invalid
from crm.models import User

KEPT_FOR = timedelta(hours=24)


def keep_upload(*, pieces: Iterable[bytes], filename: str, by: User, at: datetime) -> ImportUpload:
    """The file under a name of ours; its own name is only told, never opened."""
    forget_old_uploads(at=at)
    id = uuid7()
    path = imports_folder() / f"{id}.upload"
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
    path.chmod(0o600)
    try:
        return ImportUpload.objects.create(
            id=id, by=by, filename=filename[:255], path=str(path), size=path.stat().st_size, file_digest=file_digest(path),
            created_at=at,
        )  # fmt: skip
    except BaseException:
        path.unlink()
        raise


def upload_of(id: UUID, *, by: User) -> ImportUpload:
    """Raises `Invalid` for one that is not this person's, or is gone."""
    upload = ImportUpload.objects.filter(pk=id, by=by).first()
    if upload is None or not Path(upload.path).is_file():
        raise Invalid("This file is gone: send it again.", fields={"upload": ["This file is gone: send it again."]})
    return upload


@transaction.atomic
def forget_old_uploads(*, at: datetime) -> None:
    """Files of yesterday that no import is still reading."""
    for upload in ImportUpload.objects.select_for_update(skip_locked=True).filter(created_at__lt=at - KEPT_FOR):
        forget_upload(upload.path)


def forget_upload(path: str) -> None:
    """Unless an import waits for it or reads it."""
    if ImportRun.objects.filter(path=path, state__in=(ImportRun.State.QUEUED, ImportRun.State.RUNNING)).exists():
        return
    ImportUpload.objects.filter(path=path).delete()
    Path(path).unlink(missing_ok=True)
