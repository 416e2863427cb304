"""Goodwill is given in the moment, within one's limit; what comes back is booked later (row 4)."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, lock_hanging, require_words
from accounts.actions.timeline import note_touchpoint
from accounts.goodwill import net_cost
from accounts.models import Account, AccountKind, Attachment, Goodwill, GoodwillRecovery, Touchpoint
from accounts.queries.goodwill import Room, room_of
from crm.errors import DomainError, Forbidden, Invalid
from crm.events import record_event
from crm.models import User

#: How much somebody may give: called with the locked account, `by`, `currency` and `at`.
RoomOf = Callable[..., Room]

WRITABLE = frozenset({"amount", "currency", "reason", "evidence", "no_evidence_why"})


class AboveLimit(Forbidden):
    """More than this person may give; `more` names the limit and who may."""

    code = "goodwill_above_limit"


class GoodwillWithdrawn(DomainError):
    code = "goodwill_withdrawn"


class NothingLeft(DomainError):
    """More would come back than is still out."""

    code = "goodwill_over_recovered"


@transaction.atomic
def grant_goodwill(
    *,
    account: Account,
    amount: Decimal,
    reason: str,
    by: User | None,
    at: datetime,
    currency: str = "CNY",
    evidence: str = "",
    attachment: UUID | None = None,
    no_evidence_why: str = "",
    id: UUID | None = None,
    room: RoomOf = room_of,
) -> Goodwill:
    """Give it now. Raises `AboveLimit` when this and what the same person gave the customer today is more than `room` holds: the
    role's limit, or a narrower one that the caller knows of."""
    account = lock_account(account=account, by=by)
    if account.kind != AccountKind.EXTERNAL:
        raise Invalid("Goodwill is for customers outside.", fields={"account": ["An internal account."]})
    given = {"amount": amount, "currency": currency, "reason": reason, "evidence": evidence, "no_evidence_why": no_evidence_why}
    fields = clean_fields(Goodwill, given, writable=WRITABLE)
    require_words(fields, "reason", "Say what the goodwill is for.")
    if fields["amount"] <= 0:
        raise Invalid("Goodwill is more than nothing.", fields={"amount": ["Above 0."]})
    paper = _paper(account, attachment, by)
    if not (fields["evidence"] or paper or fields["no_evidence_why"]):
        raise Invalid("Without evidence, say why.", fields={"no_evidence_why": ["Name the evidence, or say why there is none."]})
    if by is not None:
        _require_within(room(account, by=by, currency=fields["currency"], at=at), fields["amount"], by=by)
    goodwill = insert(Goodwill(id=id or uuid7(), account=account, attachment=paper, given_by=by, given_at=at, **fields))
    _tell("goodwill.granted", goodwill, at=at, by=by, amount=goodwill.amount, text=goodwill.reason)
    return goodwill


@transaction.atomic
def recover_goodwill(
    *, goodwill: Goodwill, by: User | None, at: datetime, amount: Decimal | None = None, came_at: datetime | None = None,
    note: str = "", id: UUID | None = None,
) -> Goodwill:  # fmt: skip
    """The customer brought some of it back, or all (`amount` None)."""
    locked = _lock(goodwill, by)
    left = locked.amount - locked.recovered
    fields = clean_fields(
        GoodwillRecovery, {"amount": left if amount is None else amount, "note": note}, writable={"amount", "note"}
    )
    when = came_at or at
    if not locked.given_at <= when <= at:
        raise Invalid("It comes back after it was given.", fields={"at": ["Between the grant and now."]})
    if left <= 0 or fields["amount"] > left:
        raise NothingLeft(f"{left} {locked.currency} of it is still out.", fields={"amount": [f"At most {left}."]})
    if fields["amount"] <= 0:
        raise Invalid("Something came back, or nothing is to be written.", fields={"amount": ["Above 0."]})
    insert(GoodwillRecovery(id=id or uuid7(), goodwill=locked, by=by, at=when, **fields))
    locked.change(recovered=locked.recovered + fields["amount"])
    _tell("goodwill.recovered", locked, at=when, by=by, amount=fields["amount"], text=fields["note"])
    return locked


@transaction.atomic
def withdraw_goodwill(*, goodwill: Goodwill, reason: str, by: User | None, at: datetime) -> Goodwill:
    """It was written down by mistake: it no longer counts, and stays to be seen."""
    locked = _lock(goodwill, by)
    fields = clean_fields(Goodwill, {"withdrawn_why": reason}, writable={"withdrawn_why"})
    if not fields["withdrawn_why"]:
        raise Invalid("A withdrawal needs its reason.", fields={"reason": ["Say something."]})
    locked.change(withdrawn_at=at, withdrawn_by=by, **fields)
    _tell("goodwill.withdrawn", locked, at=at, by=by, amount=locked.amount, text=locked.withdrawn_why)
    return locked


def _paper(account: Account, attachment: UUID | None, by: User | None) -> Attachment | None:
    if attachment is None:
        return None
    papers = Attachment.objects.current() if by is None else Attachment.objects.visible_to(by).current()
    found = papers.filter(account=account, pk=attachment).first()
    if found is None:
        raise Invalid("There is no such file at this account.", fields={"attachment": ["Not a file of this account."]})
    return found


def _require_within(room: Room, amount: Decimal, *, by: User) -> None:
    if room.holds(amount):
        return
    givers = room.who_may(amount)
    said = f"up to {room.limit} {room.currency} a day" if room.limit is not None else f"nothing in {room.currency}"
    names = " or ".join(f"{giver.name} ({giver.role})" if giver.name else giver.role for giver in givers)
    raise AboveLimit(
        f"A {by.role} may give this customer {said}; {room.already} was given today. It may be given by: {names}.",
        more={
            "limit": None if room.limit is None else f"{room.limit:.2f}",
            "bound_by": room.bound_by,
            "currency": room.currency,
            "already": f"{room.already:.2f}",
            "who_may": [{"role": giver.role, "name": giver.name} for giver in givers],
        },
    )


def _lock(goodwill: Goodwill, by: User | None) -> Goodwill:
    locked = lock_hanging(goodwill, by=by)
    if locked.withdrawn_at is not None:
        raise GoodwillWithdrawn("This entry was withdrawn.")
    return locked


def _tell(type: str, goodwill: Goodwill, *, at: datetime, by: User | None, amount: Decimal, text: str) -> None:
    """On the timeline and to the outside."""
    net = net_cost(amount=goodwill.amount, recovered=goodwill.recovered, is_withdrawn=goodwill.withdrawn_at is not None)
    facts: dict[str, Any] = {"amount": f"{amount:.2f}", "currency": goodwill.currency, "net": f"{net:.2f}"}
    account = goodwill.account
    note_touchpoint(
        account=account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=text, subject=goodwill.pk,
        medium=Touchpoint.Medium.THING, code=type, details=facts,
    )  # fmt: skip
    record_event(
        type=type, subject=goodwill.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by, payload=facts,
    )  # fmt: skip
