"""The process chain: who inside the company serves whom, down to the end customer (row 5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account, require_visible
from accounts.actions.fields import clean_fields
from accounts.actions.step_rights import NotYourStep
from accounts.models import Account, AccountKind, ProcessLink, ServiceRequest
from accounts.process_chain import way
from crm.errors import DomainError, Invalid, Stale, Unseen
from crm.events import record_event
from crm.models import Role, User

UPDATABLE = frozenset({"service", "standard", "goes_back"})

#: Two links that close a circle together are each sound alone: whoever draws takes this lock first.
CHAIN_LOCK = 0x636861696E


class AlreadyLinked(DomainError):
    """This step already serves that one with the same thing."""

    code = "already_linked"


class LinkArchived(DomainError):
    code = "process_link_archived"


class ProcessCycle(DomainError):
    """Along these links a step would come before itself."""

    code = "process_cycle"


class NotAWayBack(DomainError):
    """Marked as going back, but to a step that is no earlier one."""

    code = "not_a_way_back"


class LinkInUse(DomainError):
    """Somebody still waits for something along this link."""

    code = "process_link_in_use"


@transaction.atomic
def link_process(
    *,
    supplier: Account,
    customer: Account,
    service: str,
    by: User | None,
    at: datetime,
    standard: str = "",
    goes_back: bool = False,
    id: UUID | None = None,
) -> ProcessLink:
    """Say that `supplier`, a step of our own, serves `customer` with `service`, as well as `standard` asks.

    A link onwards must not lead round to where it began; what returns to an earlier step is drawn with `goes_back`.
    """
    supplier = lock_account(account=supplier, by=by)
    _require_keeper(supplier, by)
    require_visible(account=customer, by=by)
    fields = clean_fields(ProcessLink, {"service": service, "standard": standard, "goes_back": goes_back}, writable=UPDATABLE)
    if supplier.kind != AccountKind.INTERNAL:
        raise Invalid("Only a step of our own serves.", fields={"supplier": ["Not an internal account."]})
    if supplier.pk == customer.pk:
        raise Invalid("A step cannot be its own customer.", fields={"customer": ["The same account as the supplier."]})
    link = ProcessLink(id=id or uuid7(), supplier=supplier, customer=customer, **fields)
    _require_direction(link)
    _store(link)
    _tell("process.linked", link, by=by, at=at)
    return link


@transaction.atomic
def change_link(
    *, link: ProcessLink, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None
) -> ProcessLink:
    """Word the service anew, or turn the link; its two ends stay what they are."""
    locked = lock_link(link=link, by=by)
    if version is not None and version != locked.version:
        raise Stale(f"This link is at version {locked.version} by now.")
    fields = clean_fields(ProcessLink, changes, writable=UPDATABLE)
    if fields.get("goes_back", locked.goes_back) != locked.goes_back:
        _require_direction(ProcessLink(pk=locked.pk, supplier=locked.supplier, customer=locked.customer, **fields))
    before = locked.version
    _store(locked, **fields)
    if locked.version != before:
        _tell("process.link_changed", locked, by=by, at=at)
    return locked


@transaction.atomic
def unlink_process(*, link: ProcessLink, by: User | None, at: datetime) -> ProcessLink:
    """The step no longer serves this customer; the link stays in the archive. Refused while somebody waits along it."""
    locked = lock_link(link=link, by=by)
    if waiting := ServiceRequest.objects.filter(link=locked, state__in=ServiceRequest.UNSETTLED).count():
        raise LinkInUse(f"{waiting} requests along this link are not settled.")
    locked.change(archived_at=at)
    _tell("process.unlinked", locked, by=by, at=at)
    return locked


def lock_link(*, link: ProcessLink, by: User | None) -> ProcessLink:
    """The link as it is now, for somebody who may draw the chain."""
    supplier = lock_account(account=link.supplier, by=by)
    _require_keeper(supplier, by)
    return current_link(link=link)


def current_link(*, link: ProcessLink) -> ProcessLink:
    """The link as it is now, locked against others; refused once it is archived."""
    rows = ProcessLink.objects.select_for_update(of=("self",), no_key=True).select_related("supplier", "customer")
    locked = rows.filter(pk=link.pk).first()
    if locked is None:
        raise Unseen("No such link.")
    if locked.archived_at is not None:
        raise LinkArchived("This link is archived already.")
    return locked


def _require_keeper(supplier: Account, by: User | None) -> None:
    """Leads and administrators draw the chain, also where a manager owns a post."""
    if by is not None and by.role == Role.MANAGER:
        raise NotYourStep(f"The lead of the team draws what {supplier.name} does.")


def _require_direction(link: ProcessLink) -> None:
    """Onwards never round in a circle, back only to an earlier step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    onwards = ProcessLink.objects.current().filter(goes_back=False).exclude(pk=link.pk).values_list("supplier_id", "customer_id")
    found = way(onwards, start=link.customer_id, end=link.supplier_id)
    if link.goes_back and found is None:
        raise NotAWayBack(
            f"{link.customer.name} does not come before {link.supplier.name}: draw this link onwards.",
            fields={"goes_back": ["Leads to no earlier step."]},
        )
    if not link.goes_back and found is not None:
        names = dict(Account.objects.filter(pk__in=found).values_list("pk", "name"))
        circle = " → ".join([link.supplier.name, *(names[step] for step in found)])
        raise ProcessCycle(
            f"A step would come before itself: {circle}. If something returns, mark the link as going back.",
            fields={"customer": [circle]},
        )


def _store(link: ProcessLink, **changes: Any) -> None:
    try:
        with transaction.atomic():
            if link._state.adding:
                link.save(force_insert=True)
            else:
                link.change(**changes)
    except IntegrityError as error:
        raise AlreadyLinked("These two are linked for this service already.") from error


def _tell(type: str, link: ProcessLink, *, by: User | None, at: datetime) -> None:
    record_event(
        type=type, subject=link.pk, account_id=link.supplier_id, team_id=link.supplier.team_id, at=at, by=by,
        payload={"customer": str(link.customer_id), "service": link.service, "goes_back": link.goes_back},
    )  # fmt: skip
