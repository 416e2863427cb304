"""What was said (row 57)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.figures import is_spoken, refresh_spoken_figures
from accounts.models import Account, Channel, Contact, Touchpoint
from crm.copying import copy_objects
from crm.errors import DomainError, Invalid
from crm.events import record_event
from crm.models import User


class IdTaken(DomainError):
    """A client chose an id that another row has."""

    code = "id_taken"


def note_touchpoint(
    *,
    account: Account,
    kind: str,
    by: User | None,
    at: datetime,
    text: str = "",
    channel: str | None = None,
    medium: str = Touchpoint.Medium.PERSON,
    subject: UUID | None = None,
    code: str = "",
    details: Mapping[str, Any] | None = None,
    contact: Contact | None = None,
    direction: str | None = None,
    id: UUID | None = None,
) -> Touchpoint:
    """Add to the timeline; called by other actions inside their transaction, after their own question of rights."""
    noted = Touchpoint.objects.create(
        id=id or uuid7(), account=account, kind=kind, by=by, at=at, text=text, channel=channel, medium=medium, subject=subject,
        code=code, details=dict(details or {}), contact=contact, direction=direction,
    )  # fmt: skip
    if is_spoken(noted):
        refresh_spoken_figures(accounts=[account.pk])
    return noted


def note_touchpoints(touchpoints: Iterable[Touchpoint]) -> None:
    """Many at once, for bulk writes."""
    noted = list(touchpoints)
    copy_objects(noted)
    refresh_spoken_figures(accounts={touchpoint.account_id for touchpoint in noted if is_spoken(touchpoint)})


@transaction.atomic
def add_note(
    *,
    account: Account,
    text: str,
    by: User | None,
    at: datetime,
    channel: str | None = None,
    kind: str = Touchpoint.Kind.NOTE,
    id: UUID | None = None,
) -> Touchpoint:
    """A person's own entry: a note, a call or a message. `at` is when it was said, not when the server heard of it."""
    account = lock_account(account=account, by=by)
    fields = clean_fields(Touchpoint, {"text": text, "channel": channel, "kind": kind}, writable={"text", "channel", "kind"})
    if not fields["text"]:
        raise Invalid("A note needs words.", fields={"text": ["Say something."]})
    if fields["kind"] not in (Touchpoint.Kind.NOTE, Touchpoint.Kind.CALL, Touchpoint.Kind.MESSAGE):
        raise Invalid("Only notes, calls and messages are written by hand.", fields={"kind": ["note, call or message"]})
    if id and Touchpoint.objects.filter(pk=id).exists():
        raise IdTaken("Another entry has this id.")
    note = note_touchpoint(account=account, by=by, at=at, medium=medium_of(channel), id=id, **fields)
    record_event(
        type="note.added", subject=note.id, account_id=account.id, team_id=account.team_id, at=at, by=by,
        payload={"kind": note.kind, "channel": note.channel},
    )  # fmt: skip
    return note


def medium_of(channel: str | None) -> str:
    """Row 57 knows three kinds of contact: people, things, information."""
    in_writing = channel in (Channel.WEB, Channel.LETTER, Channel.EMAIL, Channel.MESSENGER, Channel.MOBILE)
    return Touchpoint.Medium.INFORMATION if in_writing else Touchpoint.Medium.PERSON
