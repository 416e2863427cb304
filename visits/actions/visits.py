"""A visit from plan to result (rows 9, 17, 20): added, started at the door, completed with what came of it, or missed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.access import lock_account
from accounts.actions.attachments import attach_brought
from accounts.actions.fields import clean_fields
from accounts.actions.promises import make_promise
from accounts.actions.timeline import IdTaken, note_touchpoint
from accounts.models import Account, Channel, Touchpoint
from crm.calendar import business_day
from crm.errors import DomainError, Invalid, Stale, Unseen
from crm.events import record_event
from crm.models import User
from visits.actions.evidence import clean_findings, clean_result
from visits.actions.figures import refresh_visit_figures
from visits.actions.people import require_visitor
from visits.actions.place_checks import settle_place
from visits.actions.places import check_in_fields, doubts_of
from visits.actions.step_results import read_work, record_work
from visits.models import Route, Visit, VisitType
from visits.phone_clock import Heard, Told, judge_clock

REPLANNED = frozenset({"planned_on", "purpose", "manager", "route"})


class VisitNotOpen(DomainError):
    """Completed, missed or cancelled: a closed visit stays as it is."""

    code = "visit_not_open"


class VisitNotPlanned(DomainError):
    """Somebody stands at the door already, or it is over."""

    code = "visit_not_planned"


class NothingToFinish(DomainError):
    code = "no_next_action"


@transaction.atomic
def add_visit(
    *,
    account: Account,
    planned_on: date,
    by: User | None,
    at: datetime,
    id: UUID | None = None,
    manager: User | None = None,
    route: Route | None = None,
    purpose: str = "",
    heard: Heard | None = None,
) -> Visit:
    """Put a visit on a day. `manager` makes it: left out, the person who adds it, or the owner when the program does.

    Raises `Invalid` (fields), `Unseen`, `NotYours`, `IdTaken`.
    """
    account = lock_account(account=account, by=by)
    fields = clean_fields(Visit, {"planned_on": planned_on, "purpose": purpose}, writable={"planned_on", "purpose"})
    visitor = require_visitor(account=account, manager=manager, by=by)
    visit = Visit(
        id=id or uuid7(), account=account, manager=visitor, route=_own_route(route, account), received_at=_heard_at(heard, at),
        flags=_flags([], clock=judge_clock(at, heard)), **fields,
    )  # fmt: skip
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken("Another visit has this id.") from error
    refresh_visit_figures(accounts=[account.pk])
    _tell("visit.planned", visit, by=by, at=at)
    return visit


@transaction.atomic
def start_visit(
    *,
    visit: Visit,
    by: User | None,
    at: datetime,
    latitude: float | None = None,
    longitude: float | None = None,
    accuracy_m: float | None = None,
    mocked: bool = False,
    heard: Heard | None = None,
) -> Visit:
    """Check in at the customer's. A place far off, not known or made up is flagged, never refused."""
    visit = _lock_visit(visit, by=by)
    if visit.status != Visit.Status.PLANNED:
        raise VisitNotPlanned("This visit has been started already." if visit.status in Visit.OPEN else "This visit is over.")
    columns, warning = check_in_fields(account=visit.account, latitude=latitude, longitude=longitude, accuracy_m=accuracy_m)
    doubts = doubts_of(visit=visit, at=at, latitude=latitude, longitude=longitude, accuracy_m=accuracy_m, mocked=mocked)
    flags = _flags([*visit.flags, *doubts], warning, clock=judge_clock(at, heard))
    visit.change(status=Visit.Status.IN_PROGRESS, started_at=at, flags=flags, received_at=_heard_at(heard, at), **columns)
    _tell("visit.started", visit, by=by, at=at)
    return visit


@transaction.atomic
def complete_visit(
    *,
    visit: Visit,
    by: User | None,
    at: datetime,
    outcome: str,
    service_level: int | None = None,
    notes: str = "",
    next_action: str = "",
    next_action_on: date | None = None,
    findings: Iterable[Any] = (),
    photos: Iterable[Any] = (),
    steps: Iterable[Any] = (),
    visit_type: VisitType | None = None,
    type_version: int | None = None,
    promises: Iterable[Mapping[str, Any]] = (),
    heard: Heard | None = None,
) -> Visit:
    """Close a visit with its result. `at` is when it happened on the road, not when the server heard of it.

    `not_met` completes too. Without a check-in before, the visit started and ended at `at`: offline one may forget the door.
    `steps` are the results of the type's steps, `type_version` the version of it that the phone knew. Raises `StepsUndone`.
    `promises`, each `{"text", "due_on", "id"?}`, are what the customer was told one would do: kept like any other (row 22).
    """
    visit = _lock_visit(visit, by=by)
    if visit.status not in Visit.OPEN:
        raise VisitNotOpen("This visit is no longer open.")
    told = judge_clock(at, heard)
    result = clean_result(
        outcome=outcome, service_level=service_level, notes=notes, next_action=next_action, next_action_on=next_action_on,
        photos=photos,
    )  # fmt: skip
    found = clean_findings(findings)
    work = read_work(
        visit=visit, steps=steps, type=visit_type, type_version=type_version, outcome=result["outcome"], at=told.happened_at,
        photos=result["photos"],
    )  # fmt: skip
    started_at = visit.started_at or at
    visit.change(
        status=Visit.Status.COMPLETED, started_at=started_at, completed_at=at, visited_on=business_day(told.happened_at),
        flags=_flags(visit.flags, clock=told, runs_back=at < started_at), received_at=_heard_at(heard, at),
        visit_type=work.type, **result,
    )  # fmt: skip
    record_work(visit=visit, work=work, findings=found, by=by, at=told.happened_at)
    _note(visit, by=by, at=told.happened_at)
    if visit.photos:
        attach_brought(account=visit.account, digests=visit.photos, subject=visit.pk, by=by, at=told.happened_at)
    for promise in promises:
        make_promise(account=visit.account, by=by or visit.manager, at=told.happened_at, **promise)
    settle_place(visit=visit, by=by, at=told.happened_at)
    refresh_visit_figures(accounts=[visit.account_id])
    _tell("visit.completed", visit, by=by, at=at, outcome=visit.outcome, service_level=visit.service_level)
    return visit


@transaction.atomic
def miss_visit(*, visit: Visit, reason: str, by: User | None, at: datetime, heard: Heard | None = None) -> Visit:
    """The visit did not take place, and why. The customer stays due."""
    visit = _lock_visit(visit, by=by)
    if visit.status not in Visit.OPEN:
        raise VisitNotOpen("This visit is no longer open.")
    fields = clean_fields(Visit, {"missed_reason": reason}, writable={"missed_reason"})
    if not fields["missed_reason"]:
        raise Invalid("A missed visit needs its reason.", fields={"reason": ["Say why."]})
    flags = _flags(visit.flags, clock=judge_clock(at, heard))
    visit.change(status=Visit.Status.MISSED, flags=flags, received_at=_heard_at(heard, at), **fields)
    refresh_visit_figures(accounts=[visit.account_id])
    _tell("visit.missed", visit, by=by, at=at, reason=visit.missed_reason)
    return visit


@transaction.atomic
def replan_visit(*, visit: Visit, by: User | None, at: datetime, version: int | None = None, **changes: Any) -> Visit:
    """Move a planned visit to another day or person, or change its purpose or route; `version` is what the writer saw."""
    visit = _lock_visit(visit, by=by)
    if version is not None and version != visit.version:
        raise Stale(f"This visit is at version {visit.version} by now.")
    if visit.status != Visit.Status.PLANNED:
        raise VisitNotPlanned("Only a planned visit can be changed.")
    fields = clean_fields(Visit, changes, writable=REPLANNED)
    visitor = require_visitor(account=visit.account, manager=fields.pop("manager", visit.manager), by=by)
    visit.change(manager=visitor, **fields | {"route": _own_route(fields.get("route", visit.route), visit.account)})
    refresh_visit_figures(accounts=[visit.account_id])
    _tell("visit.replanned", visit, by=by, at=at, fields=sorted(changes))
    return visit


@transaction.atomic
def cancel_visit(*, visit: Visit, by: User | None, at: datetime) -> Visit:
    """Take a planned visit off the calendar; who stands at the door completes or misses it."""
    visit = _lock_visit(visit, by=by)
    if visit.status != Visit.Status.PLANNED:
        raise VisitNotPlanned("Only a planned visit can be cancelled.")
    visit.change(status=Visit.Status.CANCELLED)
    refresh_visit_figures(accounts=[visit.account_id])
    _tell("visit.cancelled", visit, by=by, at=at)
    return visit


@transaction.atomic
def finish_next_action(*, visit: Visit, by: User | None, at: datetime) -> Visit:
    """Tick off what was agreed at the end of a visit."""
    visit = _lock_visit(visit, by=by)
    if visit.next_action_done_at or not (visit.next_action or visit.next_action_on):
        raise NothingToFinish("Nothing is left to do here.")
    visit.change(next_action_done_at=at)
    refresh_visit_figures(accounts=[visit.account_id])
    _tell("visit.next_action_finished", visit, by=by, at=at, next_action=visit.next_action)
    return visit


def _lock_visit(visit: Visit, *, by: User | None) -> Visit:
    """The visit as it is now, its account locked first (every action takes them in this order) and `by` may write to it."""
    account = lock_account(account=visit.account, by=by, archived=True)
    locked = Visit.objects.select_for_update(of=("self",), no_key=True).filter(pk=visit.pk, account=account).first()
    if locked is None:
        raise Unseen("No such visit.")
    locked.account = account
    return locked


def _own_route(route: Route | None, account: Account) -> Route | None:
    if route is not None and route.team_id != account.team_id:
        raise Invalid("This route belongs to another team.", fields={"route": ["Not a route of the account's team."]})
    return route


def _flags(flags: list[str], *more: str | None, clock: Told, runs_back: bool = False) -> list[str]:
    """The flags in the order of their choices, each once."""
    raised = {*flags, *more, Visit.Flag.CLOCK if clock.is_wrong or runs_back else None}
    return [flag for flag in Visit.Flag.values if flag in raised]


def _heard_at(heard: Heard | None, at: datetime) -> datetime:
    return heard.at if heard else at


def _note(visit: Visit, *, by: User | None, at: datetime) -> None:
    note_touchpoint(
        account=visit.account, kind=Touchpoint.Kind.VISIT, channel=Channel.IN_PERSON, by=by or visit.manager, at=at,
        text=visit.notes, subject=visit.pk, code=f"visit.{visit.outcome or visit.status}",
        details={"outcome": visit.outcome, "service_level": visit.service_level},
    )  # fmt: skip


def _tell(type: str, visit: Visit, *, by: User | None, at: datetime, **payload: Any) -> None:
    record_event(
        type=type, subject=visit.pk, account_id=visit.account_id, team_id=visit.account.team_id, at=at, by=by,
        payload={"manager": str(visit.manager_id), "planned_on": visit.planned_on.isoformat(), **payload},
    )  # fmt: skip
