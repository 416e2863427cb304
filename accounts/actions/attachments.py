"""Photos and papers of an account (row 17): attached, put away and brought back; the bytes are kept once for all of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.timeline import IdTaken
from accounts.actions.uploads import LIFE, lock_content
from accounts.files import store
from accounts.files.content import plain_name
from accounts.models import Account, Attachment, StoredFile, Upload
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.models import User

WRITABLE = frozenset({"kind", "note", "taken_at", "latitude", "longitude", "accuracy_m"})
MOST_OF_AN_ACCOUNT = 1_000


class TooManyFiles(DomainError):
    code = "too_many_files"


class NotAttached(DomainError):
    """It was put away already, or is there already."""

    code = "attachment_state"


@transaction.atomic
def attach(
    *,
    account: Account,
    sha256: str,
    by: User | None,
    at: datetime,
    filename: str = "",
    subject: UUID | None = None,
    id: UUID | None = None,
    **fields: Any,
) -> Attachment:
    """Hang a stored file on an account. Only who brought the bytes, or sees them elsewhere, may: a digest is no key to a stranger's
    file. The same again answers with what is there."""
    account = lock_account(account=account, by=by)
    stored = _reachable(sha256, by=by)
    fields = clean_fields(Attachment, {"kind": Attachment.Kind.DOCUMENT} | fields, writable=WRITABLE)
    _require_place(fields)
    if there := _there(account, stored, subject, fields["kind"], id):
        return there
    if Attachment.objects.filter(account=account).current().count() >= MOST_OF_AN_ACCOUNT:
        raise TooManyFiles(f"An account keeps at most {MOST_OF_AN_ACCOUNT} files.")
    attachment = Attachment.objects.create(
        id=id or uuid7(), account=account, stored=stored, subject=subject, by=by, created_at=at,
        filename=plain_name(filename, stored.content_type), **fields,
    )  # fmt: skip
    _tell("attachment.added", attachment, account, by=by, at=at)
    return attachment


def _there(account: Account, stored: StoredFile, subject: UUID | None, kind: str, id: UUID | None) -> Attachment | None:
    if id is not None:
        known = Attachment.objects.filter(pk=id).first()
        if known is not None and (known.account_id, known.stored_id) != (account.pk, stored.pk):
            raise IdTaken("Another file has this id.")
        if known is not None:
            return known
    return Attachment.objects.filter(account=account, stored=stored, subject=subject, kind=kind).current().first()


def _reachable(sha256: str, *, by: User | None) -> StoredFile:
    stored = StoredFile.objects.select_for_update(no_key=True).filter(pk=sha256.lower()).first()
    if stored is not None and by is not None:
        brought = Upload.objects.of(by).filter(stored=stored).exists()
        if not brought and not Attachment.objects.visible_to(by).filter(stored=stored).exists():
            stored = None
    if stored is None:
        raise Unseen("No such file: upload it first.", fields={"sha256": ["No such file."]})
    return stored


def _require_place(fields: Mapping[str, Any]) -> None:
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    if (latitude is None) != (longitude is None):
        raise Invalid("A place needs latitude and longitude.", fields={"latitude": ["A place needs both."]})
    if latitude is not None and not (abs(latitude) <= 90 and abs(longitude or 0) <= 180):
        raise Invalid("No such place.", fields={"latitude": ["-90 to 90, and longitude -180 to 180."]})


def attach_brought(*, account: Account, digests: Iterable[str], subject: UUID, by: User | None, at: datetime) -> None:
    """Of a visit's photos those that have arrived already; the others say where they belong when they do."""
    for sha256 in digests:
        upload = Upload.objects.filter(stored=sha256, by=by).first() if by is not None else None
        if upload is not None and not Attachment.objects.filter(account=account, stored=sha256, subject=subject).exists():
            name = str(upload.metadata.get("filename", ""))
            attach(account=account, sha256=sha256, kind=Attachment.Kind.PHOTO, filename=name, subject=subject, by=by, at=at)


def archive_attachment(*, attachment: Attachment, by: User | None, at: datetime) -> Attachment:
    """Put a file away; its bytes stay, so that it can be brought back."""
    return _turn(attachment, at, by=by, at=at)


def restore_attachment(*, attachment: Attachment, by: User | None, at: datetime) -> Attachment:
    return _turn(attachment, None, by=by, at=at)


@transaction.atomic
def _turn(attachment: Attachment, archived_at: datetime | None, *, by: User | None, at: datetime) -> Attachment:
    account = lock_account(account=attachment.account, by=by)
    locked = Attachment.objects.select_for_update(of=("self",)).filter(pk=attachment.pk).first()
    if locked is None:
        raise Unseen("No such file.")
    if (locked.archived_at is None) == (archived_at is None):
        raise NotAttached("This file is put away already." if archived_at else "This file is there already.")
    locked.change(archived_at=archived_at)
    _tell("attachment.archived" if archived_at else "attachment.restored", locked, account, by=by, at=at)
    return locked


def _tell(type: str, attachment: Attachment, account: Account, *, by: User | None, at: datetime) -> None:
    record_event(
        type=type, subject=attachment.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by,
        payload={"kind": attachment.kind, "filename": attachment.filename, "sha256": attachment.stored_id},
    )  # fmt: skip


#: A file is written before its row: so long it may lie without one.
GRACE = timedelta(days=1)


def sweep_files(*, at: datetime) -> int:
    """Remove uploads that expired, contents that nothing hangs on, and what a killed process left on disk; says how many."""
    expired = list(Upload.objects.filter(expires_at__lte=at).values_list("pk", flat=True))
    Upload.objects.filter(pk__in=expired).delete()
    for pk in expired:
        store.discard_part(pk)
    unused = StoredFile.objects.filter(
        ~Exists(Attachment.objects.filter(stored=OuterRef("pk"))), ~Exists(Upload.objects.filter(stored=OuterRef("pk"))),
        created_at__lte=at - LIFE,
    )  # fmt: skip
    removed = sum(_remove(sha256) for sha256 in list(unused.values_list("pk", flat=True)))
    known = set(StoredFile.objects.values_list("pk", flat=True))
    removed += sum(_remove(sha256) for sha256, path in list(store.stored_digests()) if sha256 not in known and _is_old(path))
    for pk, path in list(store.parts()):
        if _is_old(path) and not Upload.objects.filter(pk=pk).exists():
            store.discard_part(pk)
            removed += 1
    return removed + len(expired)


@transaction.atomic
def _remove(sha256: str) -> bool:
    """Row and file together, unless somebody has brought or attached the same content meanwhile."""
    lock_content(sha256)
    stored = StoredFile.objects.select_for_update().filter(pk=sha256).first()
    if stored is not None:
        if stored.attachments.exists() or stored.uploads.exists():
            return False
        stored.delete()
    store.discard(sha256)
    return True


def _is_old(path: Any) -> bool:
    try:
        return bool(time.time() - path.stat().st_mtime > GRACE.total_seconds())
    except FileNotFoundError:
        return False
