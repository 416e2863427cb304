"""Care for the people in an account: planned, done, and planned again for next year (row 70)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.timeline import IdTaken, note_touchpoint
from accounts.care_days import on_year
from accounts.models import Account, CareEvent, Contact, Touchpoint
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.models import User

WRITABLE = frozenset({"is_yearly", "kind", "on", "outcome", "plan", "remind_days"})


class CareEventNotPlanned(DomainError):
    code = "care_event_settled"


@transaction.atomic
def plan_care(*, contact: Contact, by: User | None, at: datetime, id: UUID | None = None, **fields: Any) -> CareEvent:
    """Note a day that matters to a person: kind, on, perhaps yearly, and what we mean to do."""
    account = lock_account(account=contact.account, by=by)
    event = _new(contact, account, fields, by=by, id=id)
    event.save(force_insert=True)
    _tell("care.planned", event, account, by=by, at=at)
    return event


@transaction.atomic
def log_care(*, contact: Contact, by: User | None, at: datetime, id: UUID | None = None, **fields: Any) -> CareEvent:
    """Something was done already: a birthday call, a visit at the sickbed. `outcome` says what."""
    account = lock_account(account=contact.account, by=by)
    event = _new(contact, account, fields, by=by, id=id)
    _require_outcome(event.outcome)
    event.state, event.settled_at, event.settled_by = CareEvent.State.DONE, at, by
    event.save(force_insert=True)
    _done(event, account, by=by, at=at)
    return event


def _new(contact: Contact, account: Account, fields: Mapping[str, Any], *, by: User | None, id: UUID | None) -> CareEvent:
    if contact.archived_at is not None:
        raise Invalid("This person has left.", fields={"contact": ["Archived."]})
    cleaned = clean_fields(CareEvent, fields, writable=WRITABLE)
    missing = {name: ["This field is needed."] for name in ("kind", "on") if not cleaned.get(name)}
    if missing:
        raise Invalid("Some fields are missing.", fields=missing)
    if id and CareEvent.objects.filter(pk=id).exists():
        raise IdTaken("Another care event has this id.")
    return CareEvent(id=id or uuid7(), account=account, contact=contact, planned_by=by, **cleaned)


@transaction.atomic
def finish_care(*, event: CareEvent, outcome: str, by: User | None, at: datetime) -> CareEvent:
    """It was done; what and how it was taken. A yearly day is planned again."""
    account, event = _lock(event, by=by)
    fields = clean_fields(CareEvent, {"outcome": outcome}, writable={"outcome"})
    _require_outcome(fields["outcome"])
    event.change(state=CareEvent.State.DONE, settled_at=at, settled_by=by, **fields)
    _done(event, account, by=by, at=at)
    _again(event, by=by)
    return event


@transaction.atomic
def drop_care(*, event: CareEvent, by: User | None, at: datetime, for_good: bool = False) -> CareEvent:
    """Not this time; a yearly day comes again unless it is dropped `for_good`."""
    account, event = _lock(event, by=by)
    event.change(state=CareEvent.State.DROPPED, settled_at=at, settled_by=by)
    _tell("care.dropped", event, account, by=by, at=at)
    if not for_good:
        _again(event, by=by)
    return event


def _require_outcome(outcome: str) -> None:
    if not outcome:
        raise Invalid("Say what was done.", fields={"outcome": ["What was done, and how was it taken?"]})


def _lock(event: CareEvent, *, by: User | None) -> tuple[Account, CareEvent]:
    account = lock_account(account=event.account, by=by)
    locked = CareEvent.objects.select_for_update(of=("self",)).select_related("contact").filter(pk=event.pk).first()
    if locked is None:
        raise Unseen("No such care event.")
    if locked.state != CareEvent.State.PLANNED:
        raise CareEventNotPlanned("This care event is settled already.")
    return account, locked


def _again(event: CareEvent, *, by: User | None) -> None:
    if not event.is_yearly or event.contact.archived_at is not None:
        return
    CareEvent.objects.create(
        account_id=event.account_id, contact_id=event.contact_id, kind=event.kind, on=next_year(event), is_yearly=True,
        remind_days=event.remind_days, plan=event.plan, planned_by=by,
    )  # fmt: skip


def next_year(event: CareEvent) -> date:
    """The 29th of February finds its day again in the next leap year by the contact's own birthday."""
    born = event.contact.birthday
    day = born if event.kind == CareEvent.Kind.BIRTHDAY and born else event.on
    return on_year(day, event.on.year + 1)


def _done(event: CareEvent, account: Account, *, by: User | None, at: datetime) -> None:
    note_touchpoint(
        account=account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=event.outcome, subject=event.pk, contact=event.contact
    )
    _tell("care.done", event, account, by=by, at=at)


def _tell(type: str, event: CareEvent, account: Account, *, by: User | None, at: datetime) -> None:
    record_event(
        type=type, subject=event.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by,
        payload={"contact": str(event.contact_id), "kind": event.kind, "on": event.on.isoformat()},
    )  # fmt: skip
