"""Edits that come late: made on a phone from an old copy of the row, while somebody else wrote to it.

Each field is merged on its own. What nobody else touched is written; where two people wrote different things into one field, the
server's stays, and the caller gets both to show. No clock decides.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.actions.access import lock_account
from accounts.actions.account_fields import UPDATABLE, clean_account
from accounts.actions.accounts import update_account
from accounts.actions.contacts import UPDATABLE as CONTACT_UPDATABLE
from accounts.actions.contacts import clean_contact, update_contact
from accounts.models import Account, Contact
from crm.errors import Invalid, Unseen
from crm.models import Event, User
from crm.models.events import EDITS

#: A place is one fact in two columns.
INSEPARABLE = (frozenset({"latitude", "longitude"}),)


@dataclass(frozen=True, slots=True)
class Merged:
    """`contested`: the fields that were not written, with what the late edit proposed."""

    contested: Mapping[str, Any]


@transaction.atomic
def merge_account(
    *, account: Account, changes: Mapping[str, Any], base_version: int | None, by: User | None, at: datetime
) -> Merged:
    """Write what differs from the account as the writer saw it at `base_version` (None: as it is now)."""
    account = lock_account(account=account, by=by)
    fields = clean_account(changes, writable=UPDATABLE)
    contested = _contested(account, fields, base_version)
    update_account(account=account, changes=_without(changes, contested), by=by, at=at)
    return Merged(_only(changes, contested))


@transaction.atomic
def merge_contact(
    *, contact: Contact, changes: Mapping[str, Any], base_version: int | None, by: User | None, at: datetime
) -> Merged:
    """The same for a contact."""
    lock_account(account=contact.account, by=by)
    locked = Contact.objects.select_for_update(of=("self",)).filter(pk=contact.pk).first()
    if locked is None:
        raise Unseen("No such contact.")
    fields = clean_contact(changes, writable=CONTACT_UPDATABLE, at=at)
    contested = _contested(locked, fields, base_version)
    update_contact(contact=locked, changes=_without(changes, contested), by=by, at=at)
    return Merged(_only(changes, contested))


def _contested(row: Account | Contact, fields: Mapping[str, Any], base_version: int | None) -> set[str]:
    if base_version is None or base_version == row.version:
        return set()
    if not 0 < base_version < row.version:
        raise Invalid("This version has not been yet.", fields={"base_version": [f"At most {row.version}."]})
    touched = _touched_since(row.pk, base_version, row.version)
    contested = {name for name, value in fields.items() if getattr(row, name) != value and (touched is None or name in touched)}
    if _custom_contested(row, fields, touched):
        contested.add("custom")
    for pair in INSEPARABLE:
        contested |= pair & fields.keys() if pair & contested else set()
    return contested


def _custom_contested(row: Account | Contact, fields: Mapping[str, Any], touched: set[str] | None) -> bool:
    """Fields of one's own are told of as `custom.key`: only where both wrote the same one, and otherwise, is there a choice."""
    if not isinstance(row, Account) or touched is None:
        return False
    given = fields.get("custom") or {}
    return any(f"custom.{key}" in touched and row.custom.get(key) != value for key, value in given.items())


def _touched_since(subject: UUID, base_version: int, version: int) -> set[str] | None:
    """The fields that were written after `base_version`; None when a version left no trace, so that any may have been."""
    edits = Event.objects.filter(subject=subject, type__in=EDITS, payload__version__gt=base_version)
    fields = {payload["version"]: payload.get("fields", ()) for payload in edits.values_list("payload", flat=True)}
    if fields.keys() < set(range(base_version + 1, version + 1)):
        return None
    return {name for names in fields.values() for name in names}


def _without(changes: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name not in names}


def _only(changes: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name in names}
