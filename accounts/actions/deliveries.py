"""Services given to a customer, graded; below the standard line somebody has to see to it (rows 9, 61, 69)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.catalogue import ServiceArchived
from accounts.actions.fields import clean_fields
from accounts.actions.timeline import IdTaken, note_touchpoint
from accounts.entitlement import is_beyond
from accounts.models import STANDARD_LINE, Account, AccountKind, Service, ServiceDelivery, Touchpoint
from accounts.queries.entitlements import allowance_of
from crm.calendar import business_day
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.models import User

WRITABLE = frozenset({"given_on", "quantity", "level", "note"})
EARLIEST = date(2000, 1, 1)


class DeliveryWithdrawn(DomainError):
    code = "delivery_withdrawn"


class NoAlert(DomainError):
    """Nothing below the standard line is open here."""

    code = "no_alert"


@transaction.atomic
def give_service(
    *,
    account: Account,
    service: Service,
    by: User | None,
    at: datetime,
    given_on: date | None = None,
    quantity: int = 1,
    level: int | None = None,
    note: str = "",
    id: UUID | None = None,
) -> ServiceDelivery:
    """Write down what the customer was given. Beyond the entitlement of its tier it is an exception, which needs its reason in
    `note`; below the standard line (level 1) it raises an alert."""
    account = lock_account(account=account, by=by)
    if account.kind != AccountKind.EXTERNAL:
        raise Invalid("The catalogue is for customers outside.", fields={"account": ["An internal account."]})
    if Service.objects.filter(pk=service.pk, archived_at__isnull=False).exists():
        raise ServiceArchived("This service is no longer offered.")
    given = {"given_on": given_on or business_day(at), "quantity": quantity, "level": level, "note": note}
    fields = clean_fields(ServiceDelivery, given, writable=WRITABLE)
    if not EARLIEST <= fields["given_on"] <= business_day(at):
        raise Invalid("A service is written down once it is given.", fields={"given_on": ["Today or earlier."]})
    beyond = is_beyond(allowance_of(account, service, on=fields["given_on"]), fields["quantity"])
    if beyond and not fields["note"]:
        raise Invalid("More than this tier gets: say why.", fields={"note": ["An exception needs its reason."]})
    delivery = ServiceDelivery(
        id=id or uuid7(), account=account, service=service, given_by=by, beyond=beyond,
        cost=None if service.cost is None else service.cost * fields["quantity"], currency=service.currency,
        alert=fields["level"] is not None and fields["level"] < STANDARD_LINE, **fields,
    )  # fmt: skip
    _insert(delivery)
    note_touchpoint(
        account=account, kind=Touchpoint.Kind.EVENT, by=by, at=at, text=f"{service.name} ×{delivery.quantity}",
        subject=delivery.pk, medium=Touchpoint.Medium.THING,
    )  # fmt: skip
    _tell("service.given", delivery, by=by, at=at)
    if delivery.alert:
        _tell("service.below_standard", delivery, by=by, at=at, owner=str(account.owner_id) if account.owner_id else None)
    return delivery


def _insert(delivery: ServiceDelivery) -> None:
    try:
        with transaction.atomic():
            delivery.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken("Another entry has this id.") from error


@transaction.atomic
def settle_alert(*, delivery: ServiceDelivery, text: str, by: User | None, at: datetime) -> ServiceDelivery:
    """Say what was done about a service below the standard line."""
    locked = _lock(delivery, by)
    settlement = clean_fields(ServiceDelivery, {"settlement": text}, writable={"settlement"})["settlement"]
    if not settlement:
        raise Invalid("Say what was done about it.", fields={"text": ["Say something."]})
    if not locked.alert:
        raise NoAlert("Nothing is open here.")
    locked.change(alert=False, settlement=settlement, settled_by=by, settled_at=at)
    _tell("service.alert_settled", locked, by=by, at=at)
    return locked


@transaction.atomic
def grade_delivery(*, delivery: ServiceDelivery, level: int | None, by: User | None, at: datetime) -> ServiceDelivery:
    """How well it was given, judged later or anew. Below the standard line it raises the alert again, else there is none.
    The same level again changes nothing."""
    locked = _lock(delivery, by)
    fields = clean_fields(ServiceDelivery, {"level": level}, writable={"level"})
    if fields["level"] == locked.level:
        return locked
    below = fields["level"] is not None and fields["level"] < STANDARD_LINE
    forgotten: dict[str, Any] = {"settlement": "", "settled_by": None, "settled_at": None} if below else {}
    locked.change(alert=below, **fields, **forgotten)
    _tell("service.graded", locked, by=by, at=at)
    if below:
        owner = locked.account.owner_id
        _tell("service.below_standard", locked, by=by, at=at, owner=str(owner) if owner else None)
    return locked


@transaction.atomic
def withdraw_delivery(*, delivery: ServiceDelivery, reason: str, by: User | None, at: datetime) -> ServiceDelivery:
    """It was written down by mistake: it no longer counts, and stays to be seen."""
    locked = _lock(delivery, by)
    why = clean_fields(ServiceDelivery, {"withdrawn_why": reason}, writable={"withdrawn_why"})["withdrawn_why"]
    if not why:
        raise Invalid("A withdrawal needs its reason.", fields={"reason": ["Say something."]})
    locked.change(withdrawn_at=at, withdrawn_why=why, alert=False)
    _tell("service.delivery_withdrawn", locked, by=by, at=at)
    return locked


def _lock(delivery: ServiceDelivery, by: User | None) -> ServiceDelivery:
    lock_account(account=delivery.account, by=by)
    locked = (
        ServiceDelivery.objects.select_for_update(of=("self",)).select_related("account", "service").filter(pk=delivery.pk).first()
    )
    if locked is None:
        raise Unseen("No such entry.")
    if locked.withdrawn_at is not None:
        raise DeliveryWithdrawn("This entry was withdrawn.")
    return locked


def _tell(type: str, delivery: ServiceDelivery, *, by: User | None, at: datetime, **more: Any) -> None:
    record_event(
        type=type, subject=delivery.pk, account_id=delivery.account_id, team_id=delivery.account.team_id, at=at, by=by,
        payload={
            "service": delivery.service.code, "given_on": delivery.given_on.isoformat(), "quantity": delivery.quantity,
            "level": delivery.level, "beyond": delivery.beyond, **more,
        },
    )  # fmt: skip
