"""Noting the acts that built trust or broke it (row 36)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.hanging import lock_hanging
from accounts.actions.timeline import IdTaken, note_touchpoint
from accounts.models import Account, Contact, Promise, Touchpoint, TrustEvent
from crm.errors import DomainError, Forbidden, Invalid
from crm.events import record_event
from crm.models import Role, User

WRITABLE = frozenset({"act", "effect", "evidence", "people_reached"})


@transaction.atomic
def note_trust(
    *,
    account: Account,
    effect: str,
    act: str,
    by: User | None,
    at: datetime,
    evidence: str = "",
    people_reached: int | None = None,
    contact: Contact | None = None,
    id: UUID | None = None,
) -> TrustEvent:
    """One act and what it did to the customer's trust."""
    account = lock_account(account=account, by=by)
    given = {"effect": effect, "act": act, "evidence": evidence, "people_reached": people_reached}
    fields = clean_fields(TrustEvent, given, writable=WRITABLE)
    if contact is not None and contact.account_id != account.pk:
        raise Invalid("This person belongs to another account.", fields={"contact": ["Not a contact of this account."]})
    if id and TrustEvent.objects.filter(pk=id).exists():
        raise IdTaken("Another entry has this id.")
    event = TrustEvent(id=id or uuid7(), account=account, contact=contact, by=by, at=at, **fields)
    return _write(event, account)


def note_settled_promise(*, promise: Promise, account: Account, is_late: bool, by: User | None, at: datetime) -> TrustEvent | None:
    """Word kept in time builds trust, word broken breaks it; late or released does neither. Called by the promise's own action."""
    if promise.state == Promise.State.KEPT and not is_late:
        effect = TrustEvent.Effect.BUILT
    elif promise.state == Promise.State.BROKEN:
        effect = TrustEvent.Effect.BROKE
    else:
        return None
    event = TrustEvent(
        account=account, contact_id=promise.contact_id, promise=promise, effect=effect, act=promise.text[:300],
        evidence=promise.settled_reason, by=by, at=at,
    )  # fmt: skip
    event.save(force_insert=True)
    _record(event, account)
    return event


class TrustWithdrawn(DomainError):
    code = "trust_withdrawn"


class WordIsWord(Forbidden):
    """What a promise brought is the lead's to take back: nobody strikes out the own broken word."""

    code = "trust_of_promise"


@transaction.atomic
def withdraw_trust(*, event: TrustEvent, reason: str, by: User | None, at: datetime) -> TrustEvent:
    """It was written down by mistake: it no longer counts for the trust line, and stays to be seen."""
    locked = lock_hanging(event, by=by)
    if locked.withdrawn_at is not None:
        raise TrustWithdrawn("This act was taken back already.")
    if locked.promise_id is not None and by is not None and by.role not in (Role.LEAD, Role.ADMIN):
        raise WordIsWord("This act came from a promise; the lead may take it back.")
    fields = clean_fields(TrustEvent, {"withdrawn_why": reason}, writable={"withdrawn_why"})
    if not fields["withdrawn_why"]:
        raise Invalid("Taking back needs its reason.", fields={"reason": ["Say something."]})
    locked.change(withdrawn_at=at, withdrawn_by=by, **fields)
    note_touchpoint(
        account=locked.account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=locked.withdrawn_why, subject=locked.pk,
        code="trust.withdrawn", details={"act": locked.act, "effect": locked.effect},
    )  # fmt: skip
    record_event(
        type="trust.withdrawn", subject=locked.pk, account_id=locked.account_id, team_id=locked.account.team_id, at=at, by=by,
        payload={"act": locked.act, "effect": locked.effect, "reason": locked.withdrawn_why},
    )  # fmt: skip
    return locked


def _write(event: TrustEvent, account: Account) -> TrustEvent:
    event.save(force_insert=True)
    note_touchpoint(
        account=account,
        kind=Touchpoint.Kind.EVENT,
        by=event.by,
        at=event.at,
        text=event.act,
        subject=event.pk,
        contact=event.contact,
    )
    _record(event, account)
    return event


def _record(event: TrustEvent, account: Account) -> None:
    record_event(
        type=f"trust.{event.effect}", subject=event.pk, account_id=account.pk, team_id=account.team_id, at=event.at, by=event.by,
        payload={"act": event.act, "promise": str(event.promise_id) if event.promise_id else None},
    )  # fmt: skip
