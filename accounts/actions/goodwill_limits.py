"""How much goodwill each role may give: a register with its history (row 4)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, require_words
from accounts.models import GoodwillLimit
from crm.errors import Forbidden, Invalid, Stale
from crm.events import record_event
from crm.models import Role, User

WRITABLE = frozenset({"role", "currency", "amount", "reason"})


class NotYourLimit(Forbidden):
    """Nobody sets the limit of the own role."""

    code = "goodwill_limit_not_yours"


@transaction.atomic
def set_goodwill_limit(
    *, role: str, amount: Decimal, reason: str, by: User | None, at: datetime, currency: str = "CNY", id: UUID | None = None
) -> GoodwillLimit:
    """From now on; the former one ends and stays to be read. The same amount again changes nothing."""
    if by is not None and not (by.is_active and by.role in (Role.LEAD, Role.ADMIN)):
        raise Forbidden("Leads and administrators set the limits of goodwill.")
    given = {"role": role, "amount": amount, "currency": currency, "reason": reason}
    fields = clean_fields(GoodwillLimit, given, writable=WRITABLE)
    require_words(fields, "reason", "Say why the limit is so.")
    if fields["amount"] < 0:
        raise Invalid("A limit is not negative.", fields={"amount": ["0 or more."]})
    if by is not None and by.role == Role.LEAD and fields["role"] != Role.MANAGER:
        raise NotYourLimit("A lead sets the limit of managers; an administrator sets the others.")
    current = GoodwillLimit.objects.select_for_update().filter(
        role=fields["role"], currency=fields["currency"], ended_at__isnull=True
    ).first()  # fmt: skip
    if current is not None:
        if current.amount == fields["amount"]:
            return current
        current.change(ended_at=at)
    taken: dict[str, Exception] = {"goodwill_limit_one_current": Stale("Somebody else has just set this limit.")}
    limit = insert(GoodwillLimit(id=id or uuid7(), set_by=by, set_at=at, **fields), taken=taken)
    record_event(
        type="goodwill_limit.set", subject=limit.pk, at=at, by=by,
        payload={"role": limit.role, "amount": str(limit.amount), "currency": limit.currency},
    )  # fmt: skip
    return limit
