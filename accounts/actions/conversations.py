"""Talks that end in a confirmed outcome (row 65), approaches and what came of them (row 67), and the words to avoid."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.promises import require_of_account
from accounts.actions.timeline import IdTaken, medium_of, note_touchpoint
from accounts.models import Account, Approach, Channel, Contact, Conversation, Touchpoint
from accounts.models.approach import Method
from crm.errors import Invalid
from crm.events import record_event
from crm.models import User

TALK = frozenset({"channel", "confirmed", "direction", "notes", "purpose", "questions"})
APPROACH = frozenset({"benefit", "methods", "note", "result"})


@transaction.atomic
def log_conversation(
    *, account: Account, by: User | None, at: datetime, contact: Contact | None = None, id: UUID | None = None, **fields: Any
) -> Conversation:
    """A call, a message or a talk: with whom, by what, to what end, and what both sides confirmed in the end."""
    account = lock_account(account=account, by=by)
    require_of_account(contact, account)
    cleaned = clean_fields(Conversation, fields, writable=TALK)
    _require(cleaned, channel="By what?", direction="Who sought whom?", purpose="To what end?", confirmed="What was confirmed?")
    if id and Conversation.objects.filter(pk=id).exists():
        raise IdTaken("Another conversation has this id.")
    talk = Conversation(id=id or uuid7(), account=account, contact=contact, by=by, at=at, **cleaned)
    talk.save(force_insert=True)
    note_touchpoint(
        account=account, kind=kind_of(talk.channel), medium=medium_of(talk.channel), channel=talk.channel, by=by, at=at,
        text="\n".join(filter(None, (f"{talk.purpose}：{talk.confirmed}", talk.notes))), subject=talk.pk,
        direction=talk.direction, contact=contact,
    )  # fmt: skip
    record_event(
        type="conversation.logged", subject=talk.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by,
        payload={"channel": talk.channel, "direction": talk.direction, "contact": str(contact.pk) if contact else None},
    )  # fmt: skip
    return talk


def kind_of(channel: str) -> str:
    if channel == Channel.PHONE:
        return Touchpoint.Kind.CALL
    return Touchpoint.Kind.NOTE if channel == Channel.IN_PERSON else Touchpoint.Kind.MESSAGE


def _require(fields: Mapping[str, Any], **questions: str) -> None:
    if missing := {name: [question] for name, question in questions.items() if not fields.get(name)}:
        raise Invalid("Some fields are missing.", fields=missing)


@transaction.atomic
def log_approach(
    *, account: Account, by: User | None, at: datetime, contact: Contact | None = None, id: UUID | None = None, **fields: Any
) -> Approach:
    """How a person was approached and what came of it; the type the person is taken for today is kept with it."""
    account = lock_account(account=account, by=by)
    require_of_account(contact, account)
    cleaned = clean_fields(Approach, _in_order(fields), writable=APPROACH)
    _require(cleaned, methods="Which method?", result="What came of it?")
    if cleaned.get("benefit") and Method.BENEFIT not in cleaned["methods"]:
        raise Invalid("A benefit is shown by the benefit approach.", fields={"benefit": ["Choose the benefit approach as well."]})
    approach = Approach(
        id=id or uuid7(), account=account, contact=contact, personality=contact.personality if contact else None, by=by, at=at,
        **cleaned,
    )  # fmt: skip
    try:
        with transaction.atomic():
            approach.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken("Another approach has this id.") from error
    record_event(
        type="approach.logged", subject=approach.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by,
        payload={"methods": approach.methods, "result": approach.result, "personality": approach.personality},
    )  # fmt: skip
    return approach


def _in_order(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Methods in the order of the source, so that one combination is written in one way."""
    methods = fields.get("methods")
    if isinstance(methods, Collection) and not isinstance(methods, str) and set(methods) <= set(Method.values):
        return {**fields, "methods": [method for method in Method.values if method in methods]}
    return dict(fields)
