"""What a customer needs (row 54): noted, one put first, a way chosen, settled."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, lock_hanging, require_own_contact, require_words
from accounts.actions.timeline import note_touchpoint
from accounts.models import Account, Need, Touchpoint
from accounts.needs import refusal_of
from crm.errors import DomainError, Invalid
from crm.events import record_event
from crm.models import User

WRITABLE = frozenset({"conflict", "contact", "handling", "handling_note", "is_dominant", "kind", "said", "wanted"})


class NeedNotOpen(DomainError):
    code = "need_not_open"


@transaction.atomic
def note_need(*, account: Account, by: User | None, at: datetime, id: UUID | None = None, **fields: Any) -> Need:
    """Note a need in the customer's words. A new dominant one takes the place of the old one."""
    account = lock_account(account=account, by=by)
    fields = clean_fields(Need, fields, writable=WRITABLE)
    require_words(fields, "said", "A need is what somebody said.")
    need = Need(id=id or uuid7(), account=account, noted_by=by, noted_at=at, **fields)
    _require_sound(need)
    if need.is_dominant:
        _step_down(account)
    insert(need)
    note_touchpoint(
        account=account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=need.said, subject=need.pk, code="need.noted",
        details={"kind": need.kind, "is_dominant": need.is_dominant}, contact=need.contact,
    )  # fmt: skip
    _tell("need.noted", need, by=by, at=at)
    return need


@transaction.atomic
def update_need(*, need: Need, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None) -> Need:
    """Write the fields that differ, of an open need."""
    need = _lock_open(need, by=by, version=version)
    fields = clean_fields(Need, changes, writable=WRITABLE)
    if "said" in fields:
        require_words(fields, "said", "A need is what somebody said.")
    after = Need(account=need.account, **{name: fields.get(name, getattr(need, name)) for name in WRITABLE})
    _require_sound(after)
    changed = sorted(name for name, value in fields.items() if getattr(need, name) != value)
    if fields.get("is_dominant") and not need.is_dominant:
        _step_down(need.account)
    need.change(**fields)
    if changed:
        _tell("need.updated", need, by=by, at=at, fields=changed)
    return need


@transaction.atomic
def settle_need(*, need: Need, status: str, by: User | None, at: datetime) -> Need:
    """Met, or no longer asked for."""
    if status not in (Need.Status.MET, Need.Status.DROPPED):
        raise Invalid("A need is met or dropped.", fields={"status": ["met or dropped"]})
    need = _lock_open(need, by=by)
    need.change(status=status, settled_at=at)
    note_touchpoint(
        account=need.account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=need.said, subject=need.pk, code=f"need.{status}"
    )
    _tell(f"need.{status}", need, by=by, at=at)
    return need


def _lock_open(need: Need, *, by: User | None, version: int | None = None) -> Need:
    locked = lock_hanging(need, by=by, version=version)
    if locked.status != Need.Status.OPEN:
        raise NeedNotOpen("This need is settled already.")
    return locked


def _require_sound(need: Need) -> None:
    require_own_contact(need.contact, need.account)
    if refusal_of(handling=need.handling, has_conflict=bool(need.conflict)):
        message = "It runs into a rule: reorder the needs, win understanding, or find what suits both."
        raise Invalid("A need that runs into a rule is not simply met.", fields={"handling": [message]})


def _step_down(account: Account) -> None:
    for need in Need.objects.select_for_update(of=("self",)).filter(account=account, is_dominant=True, status=Need.Status.OPEN):
        need.change(is_dominant=False)


def _tell(type: str, need: Need, *, by: User | None, at: datetime, **payload: Any) -> None:
    record_event(
        type=type, subject=need.pk, account_id=need.account_id, team_id=need.account.team_id, at=at, by=by,
        payload={"kind": need.kind, **payload},
    )  # fmt: skip
