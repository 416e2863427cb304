"""Service standards of a process link: what, by when, how measured; in versions (row 5)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.access import require_visible
from accounts.actions.chain import current_link
from accounts.actions.fields import clean_fields
from accounts.actions.step_rights import NotYourStep, may_set_standards
from accounts.actions.timeline import IdTaken
from accounts.models import ProcessLink, ServiceStandard, StandardUnit
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.models import User

TERMS = frozenset({"what", "within", "unit", "round_the_clock", "measure", "target"})


class StandardEnded(DomainError):
    """Another version, or none, holds by now."""

    code = "standard_ended"


@transaction.atomic
def set_standard(*, link: ProcessLink, by: User | None, at: datetime, id: UUID | None = None, **terms: Any) -> ServiceStandard:
    """The first version of a standard that the serving step keeps from now on."""
    link = _lock(link, by)
    fields = _clean(terms)
    standard = ServiceStandard(id=id or uuid7(), account=link.supplier, link=link, effective_at=at, made_by=by, **fields)
    try:
        with transaction.atomic():
            standard.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken("Another standard has this id.") from error
    _tell("standard.set", standard, by=by, at=at)
    return standard


@transaction.atomic
def revise_standard(*, standard: ServiceStandard, by: User | None, at: datetime, **terms: Any) -> ServiceStandard:
    """The next version; what is asked from now on stands under it, what was asked before stays under the old one.
    The same terms again change nothing."""
    locked = _lock_standard(standard, by)
    kept = {name: getattr(locked, name) for name in TERMS}
    fields = _clean(kept | terms)
    if fields == kept:
        return locked
    since = _end(locked, at)
    revised = ServiceStandard.objects.create(
        account_id=locked.account_id, link=locked.link, series=locked.series, number=locked.number + 1,
        effective_at=since, made_by=by, **fields,
    )  # fmt: skip
    _tell("standard.revised", revised, by=by, at=at)
    return revised


@transaction.atomic
def end_standard(*, standard: ServiceStandard, by: User | None, at: datetime) -> ServiceStandard:
    """Nothing more is asked under it; running clocks run on."""
    locked = _lock_standard(standard, by)
    _end(locked, at)
    _tell("standard.ended", locked, by=by, at=at)
    return locked


def _end(standard: ServiceStandard, at: datetime) -> datetime:
    """Since when it no longer holds."""
    ended_at = max(at, standard.effective_at)
    standard.change(ended_at=ended_at)
    return ended_at


def _lock(link: ProcessLink, by: User | None) -> ProcessLink:
    locked = current_link(link=link)
    require_visible(account=locked.customer, by=by)
    if not may_set_standards(locked.supplier, by):
        raise NotYourStep(f"Who answers for {locked.supplier.name}, and the lead of the team, set its standards.")
    return locked


def _lock_standard(standard: ServiceStandard, by: User | None) -> ServiceStandard:
    link = _lock(standard.link, by)
    locked = ServiceStandard.objects.select_for_update(of=("self",)).filter(pk=standard.pk).first()
    if locked is None:
        raise Unseen("No such standard.")
    if locked.ended_at is not None:
        raise StandardEnded("This version holds no longer: take the newest one.")
    locked.link = link
    return locked


def _clean(terms: dict[str, Any]) -> dict[str, Any]:
    fields = clean_fields(ServiceStandard, terms, writable=TERMS)
    missing = [name for name in ("what", "within", "unit") if name not in fields]
    if missing:
        raise Invalid("A standard says what is due by when.", fields={name: ["Say something."] for name in missing})
    if fields.get("round_the_clock") and fields["unit"] == StandardUnit.WORKING_DAYS:
        raise Invalid("A working day does not run round the clock.", fields={"round_the_clock": ["Not with working days."]})
    return fields


def _tell(type: str, standard: ServiceStandard, *, by: User | None, at: datetime) -> None:
    link = standard.link
    record_event(
        type=type, subject=standard.pk, account_id=link.supplier_id, team_id=link.supplier.team_id, at=at, by=by,
        payload={
            "link": str(link.pk), "number": standard.number, "what": standard.what, "within": standard.within,
            "unit": standard.unit, "round_the_clock": standard.round_the_clock, "target": standard.target,
        },
    )  # fmt: skip
