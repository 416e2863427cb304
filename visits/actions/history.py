"""Visits of the past, many at once: a demo's history, another system's records. The same checks and traces as one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from uuid6 import uuid7

from accounts.actions.access import lock_accounts
from accounts.actions.fields import clean_fields
from accounts.models import Account, Channel, Touchpoint
from crm.calendar import at_noon, business_day
from crm.copying import copy_objects
from crm.errors import Invalid
from crm.events import record_events
from crm.models import Event, User
from visits.actions.evidence import clean_result
from visits.actions.figures import refresh_visit_figures
from visits.actions.places import check_in_fields
from visits.actions.plans import require_people_fit
from visits.models import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """A visit that was made (`completed_at`, `outcome`) or missed (`missed_reason`). With `external_id` it is known again."""

    account_id: UUID
    manager_id: UUID
    planned_on: date
    completed_at: datetime | None = None
    outcome: str | None = None
    missed_reason: str = ""
    started_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    service_level: int | None = None
    notes: str = ""
    purpose: str = ""
    next_action: str = ""
    next_action_on: date | None = None
    next_action_done_at: datetime | None = None
    route_id: UUID | None = None
    source: str = ""
    external_id: str | None = None


class RecordedVisits(NamedTuple):
    """How many were new, how many differed from what we had, how many were the same."""

    created: int
    updated: int
    unchanged: int


@transaction.atomic
def record_visits(*, visits: Iterable[PastVisit], by: User | None) -> RecordedVisits:
    """Write down visits of the past with their touchpoints and events, then refresh the figures of their accounts once.

    A visit with `external_id` is unique per `source`: given again, it is compared and changed where it differs. One wrong
    visit refuses them all: `Invalid` names the fields.
    """
    visits = list(visits)
    accounts = lock_accounts(accounts={visit.account_id for visit in visits}, by=by)
    require_people_fit(((visit.account_id, visit.manager_id) for visit in visits), accounts)
    known = _known(visits)
    rows = [(known.get((visit.source, visit.external_id)), read_past_visit(visit, accounts[visit.account_id])) for visit in visits]
    created = [Visit(id=uuid7(), **columns) for standing, columns in rows if standing is None]
    updated = [standing for standing, columns in rows if standing is not None and _differs(standing, columns)]
    copy_objects(created)
    copy_objects([_touchpoint(visit, by=by) for visit in created])
    record_events(_event(visit, accounts[visit.account_id], by=by) for visit in created)
    _rewrite(updated)
    refresh_visit_figures(accounts=accounts.keys())
    return RecordedVisits(len(created), len(updated), len(rows) - len(created) - len(updated))


def read_past_visit(visit: PastVisit, account: Account) -> dict[str, Any]:
    """The columns of one visit, checked as its own actions check them. Raises `Invalid` naming the fields."""
    place, warning = check_in_fields(
        account=account, latitude=visit.latitude, longitude=visit.longitude, accuracy_m=visit.accuracy_m
    )
    columns = {
        "account_id": visit.account_id, "manager_id": visit.manager_id, "route_id": visit.route_id, "source": visit.source,
        "external_id": visit.external_id, "flags": [warning] if warning and visit.latitude is not None else [], **place,
        **clean_fields(Visit, {"planned_on": visit.planned_on, "purpose": visit.purpose}, writable={"planned_on", "purpose"}),
    }  # fmt: skip
    return columns | (_missed(visit) if visit.completed_at is None else _completed(visit, visit.completed_at))


def _completed(visit: PastVisit, completed_at: datetime) -> dict[str, Any]:
    result = clean_result(
        outcome=visit.outcome, service_level=visit.service_level, notes=visit.notes,
        next_action=visit.next_action, next_action_on=visit.next_action_on,
    )  # fmt: skip
    finished = {"next_action_done_at": visit.next_action_done_at} if visit.next_action_done_at else {}  # else ours to say
    return result | finished | {
        "status": Visit.Status.COMPLETED, "started_at": visit.started_at or completed_at, "completed_at": completed_at,
        "visited_on": business_day(completed_at), "received_at": completed_at,
    }  # fmt: skip


def _missed(visit: PastVisit) -> dict[str, Any]:
    if not visit.missed_reason.strip():
        raise Invalid("A past visit was made or missed.", fields={"completed_at": ["Say when it was made, or why it was missed."]})
    return {
        **clean_fields(Visit, {"missed_reason": visit.missed_reason}, writable={"missed_reason"}),
        "status": Visit.Status.MISSED, "received_at": at_noon(visit.planned_on),
    }  # fmt: skip


def _known(visits: Sequence[PastVisit]) -> Mapping[tuple[str, str | None], Visit]:
    """Those of them that we have already, by source and external id."""
    keys = {(visit.source, visit.external_id) for visit in visits if visit.external_id is not None}
    if len(keys) < sum(visit.external_id is not None for visit in visits):
        raise Invalid("The same visit is given twice.", fields={"external_id": ["Each once."]})
    found = Visit.objects.select_for_update(of=("self",)).filter(
        source__in={source for source, _ in keys}, external_id__among={external_id for _, external_id in keys}
    )
    return {(visit.source, visit.external_id): visit for visit in found.order_by("pk")}


def _differs(visit: Visit, columns: Mapping[str, Any]) -> bool:
    """Take over what differs; tells whether anything did."""
    changed = {name: value for name, value in columns.items() if getattr(visit, name) != value}
    for name, value in changed.items():
        setattr(visit, name, value)
    return bool(changed)


def _rewrite(visits: Sequence[Visit]) -> None:
    now = timezone.now()
    for visit in visits:
        visit.version += 1
        visit.updated_at = now
    fields = [
        field.name for field in Visit._meta.concrete_fields if field.name not in ("id", "created_at", "changed_in", "changed_at")
    ]
    Visit.objects.bulk_update(visits, fields, batch_size=1000)
    told = {visit.pk: visit for visit in visits}
    touchpoints = list(Touchpoint.objects.filter(subject__in=told, kind=Touchpoint.Kind.VISIT))
    for touchpoint in touchpoints:
        assert touchpoint.subject is not None
        visit = told[touchpoint.subject]
        touchpoint.at, touchpoint.text = _happened_at(visit), _words(visit)
    Touchpoint.objects.bulk_update(touchpoints, ["at", "text"], batch_size=1000)


def _happened_at(visit: Visit) -> datetime:
    return visit.completed_at or at_noon(visit.planned_on)


def _words(visit: Visit) -> str:
    return visit.notes or visit.missed_reason


def _touchpoint(visit: Visit, *, by: User | None) -> Touchpoint:
    return Touchpoint(
        account_id=visit.account_id, kind=Touchpoint.Kind.VISIT, channel=Channel.IN_PERSON, subject=visit.pk,
        by_id=by.pk if by else visit.manager_id, at=_happened_at(visit), text=_words(visit),
        code=f"visit.{visit.outcome or visit.status}",
        details={"outcome": visit.outcome, "service_level": visit.service_level},
    )  # fmt: skip


def _event(visit: Visit, account: Account, *, by: User | None) -> Event:
    return Event(
        type=f"visit.{visit.status}", subject=visit.pk, account_id=account.pk, team_id=account.team_id,
        at=_happened_at(visit), by=by,
        payload={"manager": str(visit.manager_id), "planned_on": visit.planned_on.isoformat(), "outcome": visit.outcome},
    )  # fmt: skip
