"""Contacts, one row each, known again by their external_id within the account of account_external_id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from accounts.actions.contacts import UPDATABLE, ContactDraft, add_contacts, update_contact
from accounts.actions.fields import clean_fields
from accounts.importing import cells
from accounts.importing.batches import Batch, Landed, Line
from accounts.importing.kinds import Column, ImportKind, register
from accounts.importing.numbers import accounts_by_number
from accounts.models import Account, Contact, ImportRun
from crm.errors import DomainError


@register
class Contacts(ImportKind):
    type: ClassVar = ImportRun.Type.CONTACTS
    tables: ClassVar = (Contact,)
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "account_external_id",
            cells.text(100),
            ("客户编号", "客户编码", "客户代码", "account id", "customer id", "account"),
            needed=True,
        ),
        Column("external_id", cells.text(100), ("联系人编号", "编号", "contact id", "id"), needed=True),
        Column("name", cells.text(100), ("姓名", "联系人", "联系人姓名", "contact", "full name"), needed=True),
        Column("position", cells.text(100), ("职务", "职位", "title", "job title")),
        Column("phone", cells.phone, ("电话", "联系电话", "手机", "手机号", "mobile", "tel")),
        Column("email", cells.text(254), ("邮箱", "电子邮箱", "电子邮件", "e-mail", "mail")),
        Column("birthday", cells.day, ("生日", "出生日期", "birth date", "date of birth")),
        Column("is_primary", cells.flag, ("主要联系人", "是否主要", "primary")),
        Column("notes", cells.text(5000), ("备注", "说明", "note", "remarks")),
    )

    def land(self, batch: Batch) -> Landed:
        firsts, again = batch.one_line_each("external_id")
        accounts = accounts_by_number(batch, [line.cells["account_external_id"] for line in firsts.values()])
        known = {contact.external_id: contact for contact in _known(batch, firsts)}
        lines = [line for line in firsts.values() if _fits(batch, line, accounts, known)]
        lines = _one_primary_each(batch, lines, accounts)
        new = [line for line in lines if line.cells["external_id"] not in known]
        outcomes = [
            _bring_up_to_date(batch, known[line.cells["external_id"]], line) for line in lines if line.cells["external_id"] in known
        ]
        return Landed(
            created=_add(batch, new, accounts), updated=outcomes.count("updated"), unchanged=outcomes.count("unchanged") + again
        )


def _known(batch: Batch, numbers: Any) -> Any:
    return Contact.objects.filter(source=batch.source, external_id__among=numbers).select_related("account")


def _fits(batch: Batch, line: Line, accounts: dict[str, Account], known: dict[str | None, Contact]) -> bool:
    """The account is there and the importer's, and a known contact is one of its people, and has not left."""
    number, account = line.cells["external_id"], accounts.get(line.cells["account_external_id"])
    if account is None:
        batch.refuse(line.number, "account_external_id", "There is no such account of yours, or it is archived.")
    elif number in known and known[number].account_id != account.pk:
        batch.refuse(line.number, "external_id", "Another account has this contact.")
    elif number in known and known[number].archived_at is not None:
        batch.refuse(line.number, "external_id", "This contact is archived.")
    else:
        return True
    return False


def _one_primary_each(batch: Batch, lines: Sequence[Line], accounts: dict[str, Account]) -> list[Line]:
    """Two primary contacts of one account would take the place from each other on every run."""
    primary: dict[UUID, int] = {}
    kept = []
    for line in lines:
        account = accounts[line.cells["account_external_id"]].pk
        if line.cells.get("is_primary") == "true" and primary.setdefault(account, line.number) != line.number:
            batch.refuse(line.number, "is_primary", f"Line {primary[account]} is the primary contact of the same account.")
        else:
            kept.append(line)
    return kept


def _fields(line: Line) -> dict[str, Any]:
    fields: dict[str, Any] = {name: cell for name, cell in line.cells.items() if name != "account_external_id"}
    if "is_primary" in fields:
        fields["is_primary"] = fields["is_primary"] == "true"
    return fields


def _add(batch: Batch, lines: Sequence[Line], accounts: dict[str, Account]) -> int:
    drafts = []
    for line in lines:
        fields = _fields(line) | {"source": batch.source}
        try:
            clean_fields(Contact, fields, writable=UPDATABLE | {"source"})
        except DomainError as error:
            batch.refuse_for(line.number, error)
        else:
            drafts.append(ContactDraft(account=accounts[line.cells["account_external_id"]], fields=fields))
    return len(add_contacts(drafts=drafts, by=batch.by, at=batch.at))


def _bring_up_to_date(batch: Batch, contact: Contact, line: Line) -> str:
    try:
        fields = clean_fields(Contact, _fields(line), writable=UPDATABLE)
        changes = {name: value for name, value in fields.items() if getattr(contact, name) != value}
        if changes:
            update_contact(contact=contact, changes=changes, by=batch.by, at=batch.at)
    except DomainError as error:
        batch.refuse_for(line.number, error)
        return "refused"
    return "updated" if changes else "unchanged"
