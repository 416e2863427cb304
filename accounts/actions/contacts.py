"""The people in an account: a legal person is represented by people, and people have a character (row 66)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account, lock_accounts
from accounts.actions.fields import clean_fields
from accounts.actions.search_index import index_accounts
from accounts.models import Account, Contact, Judgement
from accounts.search import name_key
from crm.calendar import business_day
from crm.errors import DomainError, Invalid, Stale, Unseen
from crm.events import record_events
from crm.models import Event, User

UPDATABLE = frozenset(
    {
        "birthday", "decision_roles", "email", "external_id", "is_primary", "name", "need_belonging", "need_esteem", "need_growth",
        "notes", "other_emails", "other_phones", "personality", "phone", "position", "preferred_channel", "reports_to",
    }
)  # fmt: skip
ADDABLE = UPDATABLE | {"source"}

#: What of a person the search of the account knows.
INDEXED = frozenset({"name", "other_phones", "phone"})

#: Nobody who is alive was born before.
EARLIEST_BIRTHDAY = date(1900, 1, 1)
#: Longer chains of who reports to whom are a mistake.
DEEPEST_LINE = 20


def sort_key(name: str) -> str:
    """The beginning of a long name's pinyin, which takes up to four times the room of the name."""
    return name_key(name)[: Contact._meta.get_field("name_key").max_length]


class ContactTaken(DomainError):
    """Another contact has this id or external_id."""

    code = "external_id_taken"

    @classmethod
    def of(cls, error: IntegrityError) -> Self:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if constraint not in ("contact_external_id_once_per_source", "accounts_contact_pkey"):
            raise error
        name = "id" if constraint == "accounts_contact_pkey" else "external_id"
        return cls("Another contact has this id.", fields={name: ["Taken by another contact."]})


class ContactArchived(DomainError):
    code = "contact_archived"


class ContactNotArchived(DomainError):
    code = "contact_not_archived"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraft:
    """A person to be added; `fields` are those of `add_contact`."""

    account: Account
    fields: Mapping[str, Any] = field(default_factory=dict)
    id: UUID | None = None


def add_contact(*, account: Account, by: User | None, at: datetime, id: UUID | None = None, **fields: Any) -> Contact:
    """Note a person in the account. A new primary contact takes the place of the old one.

    Raises `Unseen`, `NotYours`, `AccountArchived`, `Invalid` naming the fields, `ContactTaken`.
    """
    return add_contacts(drafts=[ContactDraft(account=account, id=id, fields=fields)], by=by, at=at)[0]


@transaction.atomic
def add_contacts(*, drafts: Iterable[ContactDraft], by: User | None, at: datetime) -> list[Contact]:
    """Many at once, in the order given; one refused draft refuses them all. Of two primary ones the later stays it."""
    drafts = list(drafts)
    accounts = lock_accounts(accounts={draft.account.pk for draft in drafts}, by=by)
    contacts = [_contact(draft, accounts[draft.account.pk], by=by, at=at) for draft in drafts]
    primary = {contact.account_id: contact for contact in contacts if contact.is_primary}
    for contact in contacts:
        contact.is_primary = primary.get(contact.account_id) is contact
    _step_down(primary, by=by, at=at)
    try:
        with transaction.atomic():
            Contact.objects.bulk_create(contacts, batch_size=1000)
    except IntegrityError as error:
        raise ContactTaken.of(error) from error
    _remember_judgements(contacts)
    index_accounts(accounts)
    record_events(_event("contact.added", contact, by=by, at=at) for contact in contacts)
    return contacts


def _contact(draft: ContactDraft, account: Account, *, by: User | None, at: datetime) -> Contact:
    if not draft.fields.get("name"):
        raise Invalid("A contact needs a name.", fields={"name": ["This field is needed."]})
    fields = clean_contact(draft.fields, writable=ADDABLE, at=at)
    _require_superior(fields, account=account, contact=draft.id)
    return Contact(
        id=draft.id or uuid7(), account=account, **fields, **_judged(fields, by=by, at=at), name_key=sort_key(fields["name"])
    )


def clean_contact(fields: Mapping[str, Any], *, writable: Collection[str], at: datetime) -> dict[str, Any]:
    """Cleaned values; raises `Invalid` naming what is unknown, wrong, or cannot be: a birthday that is still to come."""
    cleaned = clean_fields(Contact, fields, writable=writable)
    born = cleaned.get("birthday")
    if born is not None and not EARLIEST_BIRTHDAY <= born <= business_day(at):
        raise Invalid("No such birthday.", fields={"birthday": [f"A day from {EARLIEST_BIRTHDAY:%Y} to today."]})
    return cleaned


def _require_superior(fields: Mapping[str, Any], *, account: Account, contact: UUID | None) -> None:
    """Whom somebody reports to works in the same account, and does not report back to them."""
    superior: Contact | None = fields.get("reports_to")
    if superior is None:
        return
    if superior.account_id != account.pk:
        raise Invalid("This person belongs to another account.", fields={"reports_to": ["Not a contact of this account."]})
    above: Contact | None = superior
    for _ in range(DEEPEST_LINE):
        if above is None:
            return
        if above.pk == contact:
            break
        above = above.reports_to
    raise Invalid("That would be a circle.", fields={"reports_to": ["This person reports to the one above, in the end."]})


def _remember_judgements(contacts: Iterable[Contact]) -> None:
    """The contact shows the last judgement of its character; the history keeps every one, with author and day (row 66)."""
    Judgement.objects.bulk_create(
        [
            Judgement(
                account_id=contact.account_id, contact_id=contact.pk, personality=contact.personality, by=contact.personality_by,
                at=contact.personality_at,
            )
            for contact in contacts
            if contact.personality is not None and contact.personality_at is not None
        ]
    )  # fmt: skip


def _judged(fields: Mapping[str, Any], *, by: User | None, at: datetime) -> dict[str, Any]:
    """A judgement of character carries who made it and when."""
    if "personality" not in fields:
        return {}
    if fields["personality"] is None:
        return {"personality_by": None, "personality_at": None}
    if by is None:
        raise Invalid("A character is judged by a person.", fields={"personality": ["Who judged it?"]})
    return {"personality_by": by, "personality_at": at}


def _step_down(accounts: Iterable[UUID], *, by: User | None, at: datetime) -> None:
    """The primary contacts of these accounts make room for new ones; each leaves a trace, so that a late edit of theirs can tell
    what was touched (`merging`)."""
    primary = Contact.objects.filter(account__in=list(accounts), is_primary=True, archived_at__isnull=True)
    stepped = [contact.change(is_primary=False) for contact in primary.select_related("account")]
    record_events(_event("contact.updated", contact, by=by, at=at, fields=["is_primary"]) for contact in stepped)


@transaction.atomic
def update_contact(
    *, contact: Contact, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None
) -> Contact:
    """Write the fields that differ; `Stale` when `version` is no longer the current one."""
    account, contact = _lock_contact(contact, by=by)
    if version is not None and version != contact.version:
        raise Stale(f"This contact is at version {contact.version} by now.")
    fields = clean_contact(changes, writable=UPDATABLE, at=at)
    changed = {name: value for name, value in fields.items() if getattr(contact, name) != value}
    if not changed:
        return contact
    _require_superior(changed, account=account, contact=contact.pk)
    if changed.get("is_primary"):
        _step_down([account.pk], by=by, at=at)
    _write(contact, changed | _judged(changed, by=by, at=at))
    if "personality" in changed:
        Judgement.objects.create(account=account, contact=contact, personality=contact.personality, by=by, at=at)
    record_events([_event("contact.updated", contact, by=by, at=at, fields=sorted(changed))])
    return contact


def _lock_contact(contact: Contact, *, by: User | None, archived: bool = False) -> tuple[Account, Contact]:
    account = lock_account(account=contact.account, by=by)
    locked = Contact.objects.select_for_update(of=("self",)).filter(pk=contact.pk).first()
    if locked is None:
        raise Unseen("No such contact.")
    if locked.archived_at is not None and not archived:
        raise ContactArchived("This contact is archived.")
    locked.account = account
    return account, locked


def _write(contact: Contact, fields: dict[str, Any]) -> None:
    if "name" in fields:
        fields["name_key"] = sort_key(fields["name"])
    try:
        with transaction.atomic():
            contact.change(**fields)
    except IntegrityError as error:
        raise ContactTaken.of(error) from error
    if INDEXED & fields.keys():
        index_accounts([contact.account_id])


@transaction.atomic
def archive_contact(*, contact: Contact, by: User | None, at: datetime) -> Contact:
    """The person has left; the account's search forgets them, the history keeps them."""
    account, contact = _lock_contact(contact, by=by)
    contact.change(archived_at=at)
    index_accounts([account.pk])
    record_events([_event("contact.archived", contact, by=by, at=at)])
    return contact


@transaction.atomic
def restore_contact(*, contact: Contact, by: User | None, at: datetime) -> Contact:
    """The person is back, or was put away by mistake; not as the primary contact, for there may be another one by now."""
    account, contact = _lock_contact(contact, by=by, archived=True)
    if contact.archived_at is None:
        raise ContactNotArchived("This contact is not archived.")
    contact.change(archived_at=None, is_primary=False)
    index_accounts([account.pk])
    record_events([_event("contact.updated", contact, by=by, at=at, fields=["archived_at", "is_primary"])])
    return contact


def _event(type: str, contact: Contact, *, by: User | None, at: datetime, **payload: Any) -> Event:
    return Event(
        type=type, subject=contact.pk, account_id=contact.account_id, team_id=contact.account.team_id, at=at, by=by,
        payload={**payload, "version": contact.version},
    )  # fmt: skip
