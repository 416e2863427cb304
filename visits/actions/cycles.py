"""A cycle's plan from the question to the answer: asked, started, called off; the solving itself is `cycle_runs`."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.timeline import IdTaken
from crm.calendar import business_day
from crm.copying import copy_objects
from crm.errors import DomainError, Invalid, Unseen
from crm.events import record_event
from crm.models import Team, User
from visits.actions.people import require_planner, require_works_in
from visits.models import Cycle, CycleCall
from visits.planning.cycle.grid import WEEKS, Grid
from visits.planning.cycle.ground import told_place, told_roads
from visits.planning.cycle.keeping import told_call, told_days
from visits.planning.cycle.overload import Overload, planned_interval
from visits.planning.cycle.problem import Call, advised_iterations, is_running
from visits.planning.cycle.terms import Customer, Notice, call_for, place_of, worked
from visits.readings.cycle_inputs import cycle_inputs

#: How far ahead a cycle may begin.
FARTHEST = timedelta(days=92)
MOST_ACCOUNTS = 2_000
MOST_ITERATIONS = 2_000_000


class NoWorkingDay(DomainError):
    """The manager works on no day of these four weeks."""

    code = "cycle_no_working_day"


class NobodyToVisit(DomainError):
    """The manager looks after no account that could be visited."""

    code = "cycle_nobody_to_visit"


class TooMany(DomainError):
    code = "cycle_too_many_accounts"


class CycleNotStartable(DomainError):
    """It runs, or is done: a new run is a new plan."""

    code = "cycle_not_startable"


class CycleRunning(DomainError):
    """Another plan of this manager is being made."""

    code = "cycle_running"


class CycleNotRunning(DomainError):
    code = "cycle_not_running"


def next_monday(day: date) -> date:
    return day + timedelta(days=8 - day.isoweekday())


@transaction.atomic
def open_cycle(
    *,
    manager: User,
    by: User | None,
    at: datetime,
    id: UUID | None = None,
    starts_on: date | None = None,
    seed: int = 1,
    iterations: int | None = None,
    based_on: Cycle | None = None,
) -> Cycle:
    """Ask for four weeks from `starts_on` on (left out: next Monday): everything it is planned from is read now and kept with it,
    with the hours needed against the hours there are.

    `based_on`: an earlier plan of the manager whose locked stops stay. Raises `Invalid`, `NoWorkingDay`, `NobodyToVisit`.
    """
    today = business_day(at)
    starts_on = starts_on or next_monday(today)
    team = _team_of(manager)
    require_works_in(team=team, person=manager)
    require_planner(team=team, manager=manager, by=by)
    _require_times(starts_on, today)
    if based_on is not None and based_on.manager_id != manager.pk:
        raise Invalid("This plan is somebody else's.", fields={"based_on": ["Not a plan of this manager."]})
    inputs = cycle_inputs(manager=manager, starts_on=starts_on, today=today, based_on=based_on)
    if inputs.grid is None or inputs.overload is None:
        raise NoWorkingDay("This manager works on no day of these four weeks.")
    if not inputs.customers:
        raise NobodyToVisit("This manager looks after nobody who could be visited.")
    if len(inputs.customers) > MOST_ACCOUNTS:
        raise TooMany(f"One manager's plan holds at most {MOST_ACCOUNTS} accounts.")
    calls = [_asked(customer, inputs.grid, inputs.overload) for customer in inputs.customers]
    placed = [call for call in calls if call.visits]
    advised = advised_iterations(len(calls), warm=is_running(placed))
    cycle = Cycle(
        id=id or uuid7(), manager=manager, team=team, starts_on=starts_on, ends_on=starts_on + timedelta(days=7 * WEEKS - 1),
        seed=seed, iterations=iterations or min(MOST_ITERATIONS, advised), made_by=by,
        overload=told_overload(inputs.overload), notices=told_notices(inputs.notices), days=told_days(inputs.grid),
        places={"start": told_place(inputs.start), "end": told_place(inputs.end), "roads": told_roads(inputs.travel)},
    )  # fmt: skip
    try:
        with transaction.atomic():
            cycle.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken("Another plan has this id.") from error
    rows = zip(inputs.customers, calls, strict=True)
    copy_objects([_row(cycle, customer, call, inputs.grid, inputs.overload) for customer, call in rows])
    _tell("cycle.opened", cycle, by=by, at=at)
    return cycle


@transaction.atomic
def start_cycle(*, cycle: Cycle, by: User | None, at: datetime) -> Cycle:
    """Have it planned; whoever calls leaves the work to the worker (`visits.jobs.enqueue_cycle`)."""
    cycle = lock_cycle(cycle, by=by)
    if cycle.state not in Cycle.STARTABLE:
        raise CycleNotStartable("This plan runs already, or is done: ask for a new one.")
    fields: Mapping[str, Any] = {
        "state": Cycle.State.RUNNING, "started_at": at, "ended_at": None, "iterations_done": 0, "cost": None, "costs": [],
        "cost_parts": {}, "cancel_requested": False, "attempts": 0, "error": "",
    }  # fmt: skip
    try:
        with transaction.atomic():
            cycle.change(**fields)
    except IntegrityError as error:
        raise CycleRunning("Another plan of this manager is being made: wait for it or call it off.") from error
    _tell("cycle.started", cycle, by=by, at=at)
    return cycle


@transaction.atomic
def cancel_cycle(*, cycle: Cycle, by: User | None, at: datetime) -> Cycle:
    """Call a run off: the solver stops at its next look, and nothing of it is kept. A draft is put away at once."""
    cycle = lock_cycle(cycle, by=by)
    if cycle.state == Cycle.State.RUNNING:
        cycle.change(cancel_requested=True)
    elif cycle.state in (Cycle.State.DRAFT, Cycle.State.READY):
        cycle.change(state=Cycle.State.CANCELLED, ended_at=at)
        _tell("cycle.cancelled", cycle, by=by, at=at)
    elif cycle.state != Cycle.State.CANCELLED:
        raise CycleNotRunning("There is nothing to call off.")
    return cycle


def lock_cycle(cycle: Cycle, *, by: User | None) -> Cycle:
    """The plan as it is now, locked, and `by` may plan for its manager."""
    locked = (
        Cycle.objects.select_for_update(of=("self",), no_key=True).filter(pk=cycle.pk).select_related("team", "manager").first()
    )
    if locked is None or (by is not None and not Cycle.objects.visible_to(by).filter(pk=cycle.pk).exists()):
        raise Unseen("No such plan.")
    require_planner(team=locked.team, manager=locked.manager, by=by)
    return locked


def told_overload(overload: Overload) -> dict[str, Any]:
    return asdict(overload) | {"load": round(overload.load, 3), "is_over": overload.is_over}


def told_notices(notices: tuple[Notice, ...]) -> list[dict[str, Any]]:
    return [asdict(notice) for notice in notices]


def _asked(customer: Customer, grid: Grid, overload: Overload) -> Call:
    return call_for(customer, place_index=0, interval_days=planned_interval(customer, overload), grid=grid)


def _row(cycle: Cycle, customer: Customer, call: Call, grid: Grid, overload: Overload) -> CycleCall:
    frozen = worked(grid, customer.booked)
    return CycleCall(
        cycle=cycle, account_id=UUID(customer.account), tier=customer.tier or "", interval_days=customer.interval_days,
        planned_interval_days=planned_interval(customer, overload), visits=call.visits,
        reason="" if call.visits else CycleCall.Reason.NOT_DUE,
        due_on=customer.due_on, last_visit_on=customer.last_visit_on, terms=told_call(call, place_of(customer), frozen),
    )  # fmt: skip


def _team_of(manager: User) -> Team:
    team = manager.team or Team.objects.filter(lead=manager).order_by("name", "id").first()
    if team is None:
        raise Invalid("This person has no team.", fields={"manager": ["Works in no team."]})
    return team


def _require_times(starts_on: date, today: date) -> None:
    if not today <= starts_on <= today + FARTHEST:
        raise Invalid("A plan begins today or later.", fields={"starts_on": [f"Between {today} and {today + FARTHEST}."]})


def _tell(type: str, cycle: Cycle, *, by: User | None, at: datetime, **payload: Any) -> None:
    record_event(
        type=type, subject=cycle.pk, team_id=cycle.team_id, at=at, by=by,
        payload={"manager": str(cycle.manager_id), "starts_on": cycle.starts_on.isoformat(), **payload},
    )  # fmt: skip
