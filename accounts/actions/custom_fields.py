"""Defining the fields of one's own: what may be written into `Account.custom`."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.models import Account, AccountKind, CustomField, TierName
from accounts.models.account import EXTERNAL_ROLES, INTERNAL_ROLES
from crm.errors import DomainError, Forbidden, Invalid, Stale, Unseen
from crm.events import record_event
from crm.models import Role, User

UPDATABLE = frozenset(
    {"label_zh", "label_en", "roles", "choices", "unit", "currency", "required_roles", "required_tiers", "position"}
)
DEFINABLE = UPDATABLE | {"key", "type", "kind"}
KEEPERS = (Role.LEAD, Role.ADMIN)
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_FIELDS, MOST_CHOICES = 100, 100


class FieldKeyTaken(DomainError):
    """Another field has this key, perhaps an archived one: its values are kept under it."""

    code = "custom_field_key_taken"


class ChoiceInUse(DomainError):
    """Accounts have this choice: archive it in the list, so that they keep it and nobody chooses it anew."""

    code = "custom_choice_in_use"


@transaction.atomic
def define_field(*, by: User | None, at: datetime, id: UUID | None = None, **fields: Any) -> CustomField:
    """A new field for all accounts of a kind, or of some roles. Raises `Forbidden`, `Invalid`, `FieldKeyTaken`."""
    _require_keeper(by)
    if missing := [name for name in ("key", "label_zh", "type") if not fields.get(name)]:
        raise Invalid("A field needs a key, a name and a type.", fields={name: ["This field is needed."] for name in missing})
    field = CustomField(id=id or uuid7(), **clean_fields(CustomField, fields, writable=DEFINABLE))
    _require_whole(field)
    if CustomField.objects.count() >= MOST_FIELDS:
        raise Invalid("There are too many fields.", fields={"key": [f"At most {MOST_FIELDS} fields."]})
    try:
        with transaction.atomic():
            field.save(force_insert=True)
    except IntegrityError as error:
        raise FieldKeyTaken("Another field has this key.", fields={"key": ["Taken by another field."]}) from error
    _tell("custom_field.defined", field, by=by, at=at)
    return field


@transaction.atomic
def update_field(
    *, field: CustomField, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None
) -> CustomField:
    """Rename it, offer other choices, ask it of others. Key, type and kind stand, since values were written under them."""
    field = _lock(field, by=by)
    if version is not None and version != field.version:
        raise Stale(f"This field is at version {field.version} by now.")
    before = field.choices
    cleaned = clean_fields(CustomField, changes, writable=UPDATABLE)
    after = CustomField(**{name: cleaned.get(name, getattr(field, name)) for name in DEFINABLE})
    _require_whole(after)
    gone = {choice["value"] for choice in before} - {choice["value"] for choice in after.choices}
    if used := sorted(value for value in gone if Account.objects.filter(custom__contains={field.key: value}).exists()):
        raise ChoiceInUse(f"Accounts have this choice: {', '.join(used)}.", fields={"choices": [f"In use: {', '.join(used)}."]})
    field.change(**{name: getattr(after, name) for name in cleaned})
    _tell("custom_field.updated", field, by=by, at=at)
    return field


@transaction.atomic
def archive_field(*, field: CustomField, by: User | None, at: datetime) -> CustomField:
    """Nobody sees or writes it any more; the values stay and come back with it."""
    field = _lock(field, by=by)
    if field.archived_at is None:
        field.change(archived_at=at)
        _tell("custom_field.archived", field, by=by, at=at)
    return field


@transaction.atomic
def restore_field(*, field: CustomField, by: User | None, at: datetime) -> CustomField:
    field = _lock(field, by=by)
    if field.archived_at is not None:
        field.change(archived_at=None)
        _tell("custom_field.restored", field, by=by, at=at)
    return field


def _lock(field: CustomField, *, by: User | None) -> CustomField:
    _require_keeper(by)
    locked = CustomField.objects.select_for_update(of=("self",)).filter(pk=field.pk).first()
    if locked is None:
        raise Unseen("No such field.")
    return locked


def _require_keeper(by: User | None) -> None:
    if by is not None and by.role not in KEEPERS:
        raise Forbidden("Leads and administrators define fields.")


def _require_whole(field: CustomField) -> None:
    problems: dict[str, list[str]] = {}
    roles = INTERNAL_ROLES if field.kind == AccountKind.INTERNAL else EXTERNAL_ROLES
    for name in ("roles", "required_roles"):
        if strange := sorted(set(getattr(field, name)) - set(roles)):
            problems[name] = [f"Not a role of this kind: {', '.join(strange)}."]
    if strange := sorted(set(field.required_tiers) - set(TierName.values)):
        problems["required_tiers"] = [f"Not a tier: {', '.join(strange)}."]
    if why := _wrong_choices(field):
        problems["choices"] = [why]
    if not KEY.fullmatch(field.key):
        problems["key"] = ["Small letters, digits and _, beginning with a letter."]
    if problems:
        raise Invalid("The definition does not fit together.", fields=problems)


def _wrong_choices(field: CustomField) -> str | None:
    if field.type != CustomField.Type.CHOICE:
        return "Only a choice has choices." if field.choices else None
    if not field.choices or len(field.choices) > MOST_CHOICES:
        return f"From 1 to {MOST_CHOICES} choices."
    for choice in field.choices:
        if not isinstance(choice, dict) or not choice.keys() <= {"value", "zh", "en", "archived"}:
            return 'Each as {"value", "zh", "en", "archived"?}.'
        if not all(isinstance(choice.get(name), str) and 0 < len(choice[name].strip()) <= 60 for name in ("value", "zh")):
            return "Each choice needs a value and a name of at most 60 characters."
        if "," in choice["value"] or not isinstance(choice.get("en", ""), str) or len(choice.get("en", "")) > 60:
            return "A value has no comma, an English name at most 60 characters."
        if not isinstance(choice.get("archived", False), bool):
            return "archived is true or false."
    values = [choice["value"] for choice in field.choices]
    return None if len(set(values)) == len(values) else "Each value once."


def _tell(type: str, field: CustomField, *, by: User | None, at: datetime) -> None:
    record_event(type=type, subject=field.pk, at=at, by=by, payload={"key": field.key, "type": field.type})
