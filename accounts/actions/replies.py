"""Courteous words for difficult moments: texts that leads and administrators look after (row 6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, require_words
from accounts.models import CourteousReply
from crm.errors import Forbidden, Stale, Unseen
from crm.models import Role, User

WRITABLE = frozenset({"occasion", "text_zh", "text_en"})


@transaction.atomic
def add_reply(*, by: User | None, at: datetime, id: UUID | None = None, **fields: Any) -> CourteousReply:
    _require_keeper(by)
    cleaned = clean_fields(CourteousReply, fields, writable=WRITABLE)
    for name in ("occasion", "text_zh", "text_en"):
        require_words(cleaned, name, "A reply has an occasion, and words in both languages.")
    return insert(CourteousReply(id=id or uuid7(), **cleaned))


@transaction.atomic
def change_reply(
    *, reply: CourteousReply, changes: Mapping[str, Any], version: int, by: User | None, at: datetime
) -> CourteousReply:
    locked = _lock(reply, by)
    if locked.version != version:
        raise Stale(f"This reply is at version {locked.version} by now.")
    fields = clean_fields(CourteousReply, changes, writable=WRITABLE)
    for name in fields:
        require_words(fields, name, "A reply has an occasion, and words in both languages.")
    return locked.change(**fields)


@transaction.atomic
def archive_reply(*, reply: CourteousReply, by: User | None, at: datetime) -> CourteousReply:
    """No longer offered. Twice changes nothing."""
    locked = _lock(reply, by)
    return locked if locked.archived_at else locked.change(archived_at=at)


def _require_keeper(by: User | None) -> None:
    if by is not None and not (by.is_active and by.role in (Role.LEAD, Role.ADMIN)):
        raise Forbidden("Leads and administrators look after these words.")


def _lock(reply: CourteousReply, by: User | None) -> CourteousReply:
    _require_keeper(by)
    locked = CourteousReply.objects.select_for_update(of=("self",)).filter(pk=reply.pk).first()
    if locked is None:
        raise Unseen("No such reply.")
    return locked
