"""The service catalogue: what we offer, and which tier is entitled to what (rows 61, 69)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.models import Entitlement, Layer, Per, Service, ServiceLevel
from crm.errors import DomainError, Forbidden, Invalid, Stale, Unseen
from crm.events import record_event
from crm.models import Role, User

UPDATABLE = frozenset({"code", "name", "layer", "kind", "description", "unit", "cost", "currency", "level"})
TERMS = frozenset({"tier", "quota", "per", "level"})
KEEPERS = (Role.LEAD, Role.ADMIN, Role.INTEGRATION)


class ServiceCodeTaken(DomainError):
    code = "service_code_taken"


class ServiceArchived(DomainError):
    """No longer offered."""

    code = "service_archived"


@transaction.atomic
def define_service(*, by: User | None, at: datetime, id: UUID | None = None, **fields: Any) -> Service:
    """A new service of the catalogue. An additional one is one of the eight kinds of row 69, others have none."""
    _require_keeper(by)
    service = Service(id=id or uuid7(), **clean_fields(Service, fields, writable=UPDATABLE))
    _require_whole(service)
    _store(service)
    _tell("service.defined", service, by=by, at=at)
    return service


@transaction.atomic
def update_service(
    *, service: Service, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None
) -> Service:
    """Word it anew; what was given keeps what it cost then."""
    _require_keeper(by)
    locked = _lock(service)
    if version is not None and version != locked.version:
        raise Stale(f"This service is at version {locked.version} by now.")
    fields = clean_fields(Service, changes, writable=UPDATABLE)
    _require_whole(Service(**{name: getattr(locked, name) for name in UPDATABLE} | fields))
    before = locked.version
    _store(locked, **fields)
    if locked.version != before:
        _tell("service.changed", locked, by=by, at=at)
    return locked


@transaction.atomic
def archive_service(*, service: Service, by: User | None, at: datetime) -> Service:
    """No longer offered to anybody; what was given stays."""
    _require_keeper(by)
    locked = _lock(service)
    locked.change(archived_at=at)
    _tell("service.archived", locked, by=by, at=at)
    return locked


@transaction.atomic
def entitle(
    *, service: Service, tier: str, by: User | None, at: datetime, quota: int | None = None, per: str = Per.YEAR,
    level: int = ServiceLevel.SATISFYING,
) -> Entitlement:  # fmt: skip
    """What this tier gets of the service, from now on; each tier has one word on a service, and the same again changes nothing."""
    _require_keeper(by)
    locked = _lock(service)
    fields = clean_fields(Entitlement, {"tier": tier, "quota": quota, "per": per, "level": level}, writable=TERMS)
    if fields["level"] < ServiceLevel.SATISFYING:
        raise Invalid("No tier is promised less than the standard line.", fields={"level": ["2 to 4."]})
    known = Entitlement.objects.filter(service=locked, tier=fields["tier"], archived_at__isnull=True).first()
    if known is None:
        known = Entitlement.objects.create(service=locked, **fields)
    elif all(getattr(known, name) == value for name, value in fields.items()):
        return known
    else:
        known.change(**fields)
    _tell("service.entitled", locked, by=by, at=at, tier=known.tier, quota=known.quota, per=known.per, level=known.level)
    return known


@transaction.atomic
def end_entitlement(*, entitlement: Entitlement, by: User | None, at: datetime) -> Entitlement:
    """This tier no longer gets the service. Ending twice changes nothing."""
    _require_keeper(by)
    locked = Entitlement.objects.select_for_update(of=("self",)).select_related("service").filter(pk=entitlement.pk).first()
    if locked is None:
        raise Unseen("No such entitlement.")
    if locked.archived_at is None:
        locked.change(archived_at=at)
        _tell("service.entitlement_ended", locked.service, by=by, at=at, tier=locked.tier)
    return locked


def _require_keeper(by: User | None) -> None:
    if by is not None and not (by.is_active and by.role in KEEPERS):
        raise Forbidden("Leads and administrators keep the service catalogue.")


def _lock(service: Service) -> Service:
    locked = Service.objects.select_for_update(of=("self",)).filter(pk=service.pk).first()
    if locked is None:
        raise Unseen("No such service.")
    if locked.archived_at is not None:
        raise ServiceArchived("This service is no longer offered.")
    return locked


def _require_whole(service: Service) -> None:
    missing = [name for name in ("code", "name", "layer") if not getattr(service, name)]
    if missing:
        raise Invalid("A service has a code, a name and a layer.", fields={name: ["Say something."] for name in missing})
    if (service.layer == Layer.ADDITIONAL) != (service.kind is not None):
        raise Invalid(
            "An additional service is one of the eight kinds, others have none.", fields={"kind": ["Does not fit the layer."]}
        )
    if service.cost is not None and service.cost < 0:
        raise Invalid("A cost is not negative.", fields={"cost": ["0 or more."]})


def _store(service: Service, **changes: Any) -> None:
    try:
        with transaction.atomic():
            if service._state.adding:
                service.save(force_insert=True)
            else:
                service.change(**changes)
    except IntegrityError as error:
        raise ServiceCodeTaken("Another service has this code.", fields={"code": ["Taken."]}) from error


def _tell(type: str, service: Service, *, by: User | None, at: datetime, **more: Any) -> None:
    record_event(type=type, subject=service.pk, at=at, by=by, payload={"code": service.code, "name": service.name, **more})
