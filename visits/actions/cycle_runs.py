"""The run of a cycle's plan in its own process: claimed, told of on its way, kept when the validator agrees, given up otherwise."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from uuid6 import uuid7

from crm.copying import copy_objects
from crm.events import record_event
from visits.models import Cycle, CycleCall, CycleStop
from visits.planning.cycle.problem import CyclePlan, Progress
from visits.planning.cycle.timing import legs
from visits.readings.cycle_plans import Question

#: Points of the curve that are kept.
MOST_COSTS = 200


def claim_run(cycle_id: UUID) -> Cycle | None:
    """The plan, if it still waits to be made; a run that was killed begins anew and comes to the same end."""
    claimed = Cycle.objects.filter(pk=cycle_id, state=Cycle.State.RUNNING).update(attempts=F("attempts") + 1)
    return Cycle.objects.filter(pk=cycle_id).select_related("team", "manager").first() if claimed else None


def release_run(cycle: Cycle) -> None:
    """Left to the next worker by one that was told to stop."""
    Cycle.objects.filter(pk=cycle.pk, state=Cycle.State.RUNNING, attempts__gt=0).update(attempts=F("attempts") - 1)


def note_progress(cycle: Cycle, progress: Progress) -> None:
    cost = round(progress.cost, 1)
    if not cycle.costs or cost != cycle.costs[-1][1]:
        cycle.costs.append([progress.done, cost])
    if len(cycle.costs) > MOST_COSTS:  # every other point draws the same curve
        cycle.costs = [*cycle.costs[:-1:2], cycle.costs[-1]]
    Cycle.objects.filter(pk=cycle.pk, state=Cycle.State.RUNNING).update(iterations_done=progress.done, cost=cost, costs=cycle.costs)


def is_called_off(cycle: Cycle) -> bool:
    """Whether somebody wants it no more, or it is somebody else's by now."""
    return not Cycle.objects.filter(pk=cycle.pk, state=Cycle.State.RUNNING, cancel_requested=False).exists()


@transaction.atomic
def keep_plan(*, cycle: Cycle, question: Question, plan: CyclePlan, at: datetime) -> Cycle | None:
    """Write the plan down, all or nothing; None when it was called off meanwhile."""
    locked = Cycle.objects.select_for_update(of=("self",), no_key=True).filter(pk=cycle.pk, state=Cycle.State.RUNNING).first()
    if locked is None or locked.cancel_requested:
        return None
    CycleStop.objects.filter(cycle=locked).delete()
    calls = list(CycleCall.objects.filter(cycle=locked))
    copy_objects(_stops(locked, plan, question, calls))
    _note_reasons(calls, plan)
    locked.change(
        state=Cycle.State.READY, ended_at=at, iterations_done=plan.iterations or locked.iterations, error="",
        cost=round(plan.cost.total, 1), cost_parts={name: round(part, 1) for name, part in asdict(plan.cost).items()},
        costs=cycle.costs,
    )  # fmt: skip
    _tell("cycle.planned", locked, at=at, unplaced=len(plan.unplaced))
    return locked


@transaction.atomic
def end_called_off(*, cycle: Cycle, at: datetime) -> None:
    locked = Cycle.objects.select_for_update(of=("self",), no_key=True).filter(pk=cycle.pk, state=Cycle.State.RUNNING).first()
    if locked is not None:
        locked.change(state=Cycle.State.CANCELLED, ended_at=at)
        _tell("cycle.cancelled", locked, at=at)


@transaction.atomic
def give_up_run(*, cycle: Cycle, error: str, at: datetime) -> None:
    """It cannot be made; the reason is for people, the log has the rest."""
    locked = Cycle.objects.select_for_update(of=("self",), no_key=True).filter(pk=cycle.pk, state=Cycle.State.RUNNING).first()
    if locked is not None:
        locked.change(state=Cycle.State.FAILED, ended_at=at, error=error)
        _tell("cycle.failed", locked, at=at)


def _stops(cycle: Cycle, plan: CyclePlan, question: Question, calls: Sequence[CycleCall]) -> list[CycleStop]:
    days = {day.index: day.on for day in question.days}
    frozen = {str(call.account_id): call.terms["frozen"] for call in calls}
    found = []
    for route in plan.routes:
        asked = [question.calls[stop.account] for stop in route.stops]
        ways = legs(asked, question.roads)
        for position, (stop, call, minutes) in enumerate(zip(route.stops, asked, ways, strict=True), start=1):
            is_frozen = route.day in frozen[stop.account]
            found.append(
                CycleStop(
                    id=uuid7(), cycle=cycle, account_id=UUID(stop.account), on=days[route.day], position=position,
                    arrive_minute=stop.arrival, begin_minute=stop.begin, leave_minute=stop.end, travel_minutes=minutes,
                    is_frozen=is_frozen, is_locked=route.day in call.locked and not is_frozen,
                )
            )  # fmt: skip
    return found


def _note_reasons(calls: Sequence[CycleCall], plan: CyclePlan) -> None:
    for call in calls:
        account = str(call.account_id)
        if call.visits:
            call.reason = plan.unplaced.get(account, "")
        call.short = plan.short.get(account, 0)
    CycleCall.objects.bulk_update(calls, ["reason", "short"], batch_size=1000)


def _tell(type: str, cycle: Cycle, *, at: datetime, **payload: object) -> None:
    record_event(
        type=type, subject=cycle.pk, team_id=cycle.team_id, at=at, by=None,
        payload={"manager": str(cycle.manager_id), "starts_on": cycle.starts_on.isoformat(), **payload},
    )  # fmt: skip
