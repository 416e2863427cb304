"""What we learned of a customer, and from whom (rows 18, 23)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, lock_hanging, require_own_contact, require_words
from accounts.actions.timeline import note_touchpoint
from accounts.models import Account, Preference, Touchpoint
from crm.calendar import business_day
from crm.errors import DomainError, Invalid
from crm.events import record_event
from crm.models import User

WRITABLE = frozenset({"contact", "heard_on", "kind", "source", "teller", "text", "told_by"})


class PreferenceRetired(DomainError):
    code = "preference_retired"


@transaction.atomic
def note_preference(
    *, account: Account, by: User | None, at: datetime, heard_on: date | None = None, id: UUID | None = None, **fields: Any
) -> Preference:
    """Note a fact with its day and source. `told_by`, a neighbour among our accounts, must be visible to `by`."""
    account = lock_account(account=account, by=by)
    fields = clean_fields(Preference, fields | {"heard_on": heard_on or business_day(at)}, writable=WRITABLE)
    require_words(fields, "text", "A fact needs words.")
    preference = Preference(id=id or uuid7(), account=account, noted_by=by, noted_at=at, **fields)
    _require_sound(preference, by=by, at=at)
    insert(preference)
    note_touchpoint(
        account=account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=preference.text, subject=preference.pk,
        code="preference.noted", details={"kind": preference.kind, "source": preference.source}, contact=preference.contact,
        medium=Touchpoint.Medium.INFORMATION,
    )  # fmt: skip
    _tell("preference.noted", preference, by=by, at=at)
    return preference


@transaction.atomic
def update_preference(
    *, preference: Preference, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None
) -> Preference:
    preference = _lock_current(preference, by=by, version=version)
    fields = clean_fields(Preference, changes, writable=WRITABLE)
    if "text" in fields:
        require_words(fields, "text", "A fact needs words.")
    after = Preference(account=preference.account)
    for name in WRITABLE:
        setattr(after, name, fields.get(name, getattr(preference, name)))
    _require_sound(after, by=by, at=at, changed=fields)
    before = preference.version
    preference.change(**fields)
    if preference.version != before:
        _tell("preference.updated", preference, by=by, at=at)
    return preference


@transaction.atomic
def retire_preference(*, preference: Preference, by: User | None, at: datetime) -> Preference:
    """It is no longer so; the history keeps it."""
    preference = _lock_current(preference, by=by)
    preference.change(archived_at=at)
    _tell("preference.retired", preference, by=by, at=at)
    return preference


def _lock_current(preference: Preference, *, by: User | None, version: int | None = None) -> Preference:
    locked = lock_hanging(preference, by=by, version=version)
    if locked.archived_at is not None:
        raise PreferenceRetired("This is no longer so.")
    return locked


def _require_sound(preference: Preference, *, by: User | None, at: datetime, changed: Mapping[str, Any] | None = None) -> None:
    require_own_contact(preference.contact, preference.account)
    problems: dict[str, list[str]] = {}
    neighbour = preference.told_by
    if neighbour is not None and (changed is None or "told_by" in changed):
        if neighbour.pk == preference.account_id:
            problems["told_by"] = ["A customer is not its own neighbour."]
        elif by is not None and not Account.objects.visible_to(by).filter(pk=neighbour.pk).exists():
            problems["told_by"] = ["No such account."]
    if preference.source == Preference.Source.NEIGHBOUR and neighbour is None and not preference.teller:
        problems["teller"] = ["Which neighbour? Name a customer or a person."]
    if preference.heard_on and preference.heard_on > business_day(at):
        problems["heard_on"] = ["This day is still to come."]
    if problems:
        raise Invalid("This fact cannot be noted.", fields=problems)


def _tell(type: str, preference: Preference, *, by: User | None, at: datetime) -> None:
    record_event(
        type=type, subject=preference.pk, account_id=preference.account_id, team_id=preference.account.team_id, at=at, by=by,
        payload={"kind": preference.kind, "source": preference.source},
    )  # fmt: skip
