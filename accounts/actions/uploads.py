"""A file on its way in (tus 1.0): begun, continued from wherever it stands, finished once, or given up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from uuid6 import uuid7

from accounts.files import store
from accounts.files.content import Unreadable, inspect
from accounts.models import StoredFile, Upload
from crm.errors import DomainError, Invalid, Unseen
from crm.models import User

#: An upload that nobody goes on with is forgotten; a phone may be without a network for days.
LIFE = timedelta(days=7)
#: Unfinished ones a person may have at a time.
MOST_UNFINISHED = 200
CHECKSUMS = ("sha1", "sha256")


class FileTooLarge(DomainError):
    code = "file_too_large"
    status = 413


class StorageFull(DomainError):
    """The company's store is full: an operator gives it more, or files go."""

    code = "storage_full"
    status = 413


class TooManyUploads(DomainError):
    code = "too_many_uploads"


class OffsetConflict(DomainError):
    """The server has more, or less, than the sender thinks: ask where it stands and go on from there."""

    code = "upload_offset"


class UploadFinished(DomainError):
    code = "upload_finished"


class ChecksumMismatch(DomainError):
    """What arrived is not what was sent; it is not kept."""

    code = "checksum_mismatch"
    status = 460


class FileRefused(DomainError):
    """Not a file that is kept; `code` of the instance says why."""

    status = 415

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail, fields={"file": [detail]})
        self.code = code  # type: ignore[misc]


@transaction.atomic
def begin_upload(*, length: int, metadata: Mapping[str, str], by: User, at: datetime) -> Upload:
    """Raises `Invalid` for an empty file, `FileTooLarge`, `StorageFull`, `TooManyUploads`."""
    if length < 1:
        raise Invalid("The file is empty.", fields={"file": ["Empty."]})
    if length > settings.FILE_LIMIT:
        raise FileTooLarge(f"A file has at most {settings.FILE_LIMIT // 1_000_000} MB.")
    _require_room(length)
    if Upload.objects.of(by).unfinished().filter(expires_at__gt=at).count() >= MOST_UNFINISHED:
        raise TooManyUploads("Finish or give up what is under way first.")
    upload = Upload.objects.create(id=uuid7(), by=by, length=length, metadata=dict(metadata), created_at=at, expires_at=at + LIFE)
    store.begin_part(upload.pk)
    return upload


def _require_room(length: int) -> None:
    used = StoredFile.objects.aggregate(used=Sum("size"))["used"] or 0
    if used + length > settings.FILES_QUOTA:
        raise StorageFull("There is no room for more files.")


def offset_of(upload: Upload) -> int:
    """How far it has come; raises `Unseen` when its part is gone."""
    if upload.stored_id:
        return upload.length
    offset = store.received(upload.pk)
    if offset is None:
        raise Unseen("No such upload.")
    return offset


def continue_upload(*, upload: Upload, offset: int, pieces: Iterable[bytes], checksum: tuple[str, bytes] | None = None) -> int:
    """Write what comes from `offset` on; the new offset. What arrived before a sender was lost stays."""
    if upload.stored_id:
        raise UploadFinished("This upload is complete.")
    if offset != offset_of(upload):
        raise OffsetConflict(f"The upload stands at {offset_of(upload)}.")
    at, seen = offset, hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
    try:
        for piece in pieces:
            if at + len(piece) > upload.length:
                raise FileTooLarge("More arrives than was announced.")
            at = store.append(upload.pk, at, piece)
            if seen is not None:
                seen.update(piece)
        store.force_to_disk(upload.pk)
    except store.OffsetTaken:
        raise OffsetConflict("Somebody else is sending the same file.") from None
    except FileNotFoundError:
        raise Unseen("No such upload.") from None
    if checksum and seen is not None and seen.digest() != checksum[1]:
        store.cut_back(upload.pk, offset)
        raise ChecksumMismatch("What arrived is not what was sent.")
    return at


def finish_upload(*, upload: Upload, at: datetime) -> Upload:
    """Keep a complete upload under its digest; repeating it changes nothing. A file that is refused is not kept."""
    try:
        return _finish(upload, at=at)
    except (FileRefused, ChecksumMismatch):
        end_upload(upload=upload)
        raise


@transaction.atomic
def _finish(upload: Upload, *, at: datetime) -> Upload:
    locked = Upload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).first()
    if locked is None:
        raise Unseen("No such upload.")
    if locked.stored_id:
        return locked
    if offset_of(locked) != locked.length:
        raise OffsetConflict("The upload is not complete.")
    sha256 = store.digest_of_part(locked.pk)
    announced = str(locked.metadata.get("sha256", "")).lower()
    if announced and announced != sha256:
        raise ChecksumMismatch("What arrived is not what was announced.")
    try:
        content = inspect(store.part_path(locked.pk))
    except Unreadable as error:
        raise FileRefused(error.code, str(error)) from error
    lock_content(sha256)
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": locked.length, "content_type": content.type, "width": content.width, "height": content.height,
            "has_preview": content.preview is not None, "created_at": at,
        },
    )  # fmt: skip
    if content.preview is not None:
        store.keep_preview(sha256, content.preview)
    store.keep(locked.pk, sha256)
    locked.stored, locked.finished_at = stored, at
    locked.save(update_fields=["stored", "finished_at"])
    transaction.on_commit(partial(store.discard_part, locked.pk))
    return locked


def lock_content(sha256: str) -> None:
    """Whoever keeps a content, or sweeps it away, does so alone; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('file ' || %s, 0))", [sha256])


def end_upload(*, upload: Upload) -> None:
    """Given up, refused or expired: nothing of it stays. A finished one only forgets that it was on its way."""
    Upload.objects.filter(pk=upload.pk).delete()
    store.discard_part(upload.pk)


def own_upload(pk: UUID, *, by: User, at: datetime) -> Upload:
    """Raises `Unseen` for a stranger's, an expired or an unknown one alike."""
    upload = Upload.objects.of(by).filter(pk=pk, expires_at__gt=at).first()
    if upload is None:
        raise Unseen("No such upload.")
    return upload
