"""Rows that hang on one account: locked with it, in one order, so that no two writers wait for each other."""

from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from accounts.actions.access import lock_account
from accounts.actions.timeline import IdTaken
from accounts.models import Account, Contact
from crm.errors import Invalid, Stale, Unseen
from crm.models import Record, User

Row = TypeVar("Row", bound=Record)


def lock_hanging(row: Row, *, by: User | None, version: int | None = None) -> Row:
    """The row as it is now, with its account locked and writable for `by`; `Stale` when `version` is no longer the current one."""
    account = lock_account(account=row.account, by=by)  # type: ignore[attr-defined]
    locked = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if locked is None:
        raise Unseen("There is nothing here.")
    if version is not None and version != locked.version:
        raise Stale(f"This row is at version {locked.version} by now.")
    locked.account = account  # type: ignore[attr-defined]
    return locked


def insert(row: Row, *, taken: dict[str, Exception] | None = None) -> Row:
    """A new row; `taken` says what a violated constraint means, a known id is `IdTaken`."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if constraint.endswith("_pkey"):
            raise IdTaken("Another row has this id.", fields={"id": ["Taken."]}) from error
        raise (taken or {}).get(constraint, error) from error
    return row


def require_own_contact(contact: Contact | None, account: Account) -> None:
    if contact is not None and contact.account_id != account.pk:
        raise Invalid("This person belongs to another account.", fields={"contact": ["Not a contact of this account."]})


def require_words(fields: dict[str, Any], name: str, what: str) -> None:
    if not fields.get(name):
        raise Invalid(what, fields={name: ["This field is needed."]})
