"""Words to avoid and better ones: data that leads and administrators look after (row 65)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.models import Phrase
from crm.errors import DomainError, Forbidden, Stale
from crm.models import Role, User

WRITABLE = frozenset({"better", "reason", "text"})
KEEPERS = (Role.LEAD, Role.ADMIN)


class PhraseTaken(DomainError):
    code = "phrase_taken"


def require_phrase_keeper(by: User | None) -> None:
    if by is not None and by.role not in KEEPERS:
        raise Forbidden("Leads and administrators look after these words.")


@transaction.atomic
def add_phrase(*, by: User | None, at: datetime, id: UUID | None = None, **fields: Any) -> Phrase:
    require_phrase_keeper(by)
    phrase = Phrase(id=id or uuid7(), **clean_fields(Phrase, {"text": "", "better": ""} | fields, writable=WRITABLE))
    _save(phrase)
    return phrase


@transaction.atomic
def change_phrase(*, phrase: Phrase, changes: Mapping[str, Any], version: int, by: User | None, at: datetime) -> Phrase:
    require_phrase_keeper(by)
    phrase = Phrase.objects.select_for_update().get(pk=phrase.pk)
    if phrase.version != version:
        raise Stale(f"This phrase is at version {phrase.version} by now.")
    fields = clean_fields(Phrase, changes, writable=WRITABLE)
    try:
        with transaction.atomic():
            phrase.change(**fields)
    except IntegrityError as error:
        raise PhraseTaken("This phrase is in the list already.", fields={"text": ["In the list already."]}) from error
    return phrase


@transaction.atomic
def archive_phrase(*, phrase: Phrase, by: User | None, at: datetime) -> Phrase:
    require_phrase_keeper(by)
    phrase = Phrase.objects.select_for_update().get(pk=phrase.pk)
    if phrase.archived_at is None:
        phrase.change(archived_at=at)
    return phrase


def _save(phrase: Phrase) -> None:
    try:
        with transaction.atomic():
            phrase.save(force_insert=True)
    except IntegrityError as error:
        raise PhraseTaken("This phrase is in the list already.", fields={"text": ["In the list already."]}) from error
