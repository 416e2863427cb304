"""Changes by hand in a plan that waits to be published: a stop moved, put in, taken out, locked; each has its price and an undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from uuid6 import uuid7

from crm.errors import DomainError, Invalid, Unseen
from crm.models import User
from visits.actions.cycles import lock_cycle
from visits.models import Cycle, CycleCall, CycleEdit, CycleStop
from visits.planning.cycle.prices import Week, prices
from visits.planning.cycle.problem import DayRoute
from visits.planning.cycle.timing import legs
from visits.readings.cycle_plans import question_of, stops_of, week_of

STOP_FIELDS = (
    "position", "arrive_minute", "begin_minute", "leave_minute", "travel_minutes", "is_locked", "is_frozen",
)  # fmt: skip


class CycleNotEditable(DomainError):
    """Only a plan that waits to be published is changed by hand."""

    code = "cycle_not_editable"


class StopFrozen(DomainError):
    """It is promised or under way: the visit itself is changed, not the plan."""

    code = "cycle_stop_frozen"


class StopLocked(DomainError):
    """Somebody has locked it: unlock it first."""

    code = "cycle_stop_locked"


class DayRefused(DomainError):
    """The visit has no room there; `more` says why."""

    code = "cycle_day_refused"


class NothingToUndo(DomainError):
    code = "cycle_nothing_to_undo"


@dataclass(frozen=True, slots=True)
class Edited:
    """The days that look different now, and what the change costs in minutes of travel."""

    cycle: Cycle
    days: tuple[date, ...]
    minutes: float
    edit: CycleEdit


@transaction.atomic
def move_stop(*, cycle: Cycle, stop: CycleStop, to: date, by: User | None, at: datetime) -> Edited:
    """Have a visit on another day, at the place in its order that costs the least; the others keep their order."""
    cycle, stops = _editable(cycle, by=by)
    stop = _movable(stop, stops)
    if stop.on == to:
        raise Invalid("It is on this day already.", fields={"to": ["Another day."]})
    return _put(cycle, stops, stop.account_id, to, stop=stop, verb=CycleEdit.Verb.MOVE, by=by, at=at)


@transaction.atomic
def place_call(*, cycle: Cycle, account: UUID, to: date, by: User | None, at: datetime) -> Edited:
    """Give a visit to an account that has no place, or one more to an account that has."""
    cycle, stops = _editable(cycle, by=by)
    if not CycleCall.objects.filter(cycle=cycle, account_id=account).exists():
        raise Invalid("This account is not in the plan.", fields={"account": ["Not one of this manager's at the time."]})
    return _put(cycle, stops, account, to, stop=None, verb=CycleEdit.Verb.PLACE, by=by, at=at)


@transaction.atomic
def remove_stop(*, cycle: Cycle, stop: CycleStop, by: User | None, at: datetime) -> Edited:
    """Take a visit out; an account that has no other is told of as taken out by hand."""
    cycle, stops = _editable(cycle, by=by)
    stop = _movable(stop, stops)
    on, account = stop.on, stop.account_id
    week = week_of(question_of(cycle), stops)
    edit = _note(cycle, CycleEdit.Verb.REMOVE, account, stops, (on,), before_on=on, by=by, at=at)
    CycleStop.objects.filter(pk=stop.pk).delete()
    left = [other for other in stops if other.pk != stop.pk]
    saved = _close(week, on, [other for other in left if other.on == on], before=[o for o in stops if o.on == on])
    if all(other.account_id != account for other in left):
        CycleCall.objects.filter(cycle=cycle, account_id=account).update(reason=CycleCall.Reason.BY_HAND)
    return _finish(cycle, edit, (on,), -saved)


@transaction.atomic
def lock_stop(*, cycle: Cycle, stop: CycleStop, locked: bool, by: User | None, at: datetime) -> Edited:
    """Keep a visit on its day, or let it go; a locked one stays there in the next run that is based on this plan."""
    cycle, stops = _editable(cycle, by=by)
    stop = _found(stop, stops)
    if stop.is_frozen:
        raise StopFrozen("This visit stands already.")
    verb = CycleEdit.Verb.LOCK if locked else CycleEdit.Verb.UNLOCK
    edit = _note(cycle, verb, stop.account_id, stops, (stop.on,), before_on=stop.on, after_on=stop.on, by=by, at=at)
    CycleStop.objects.filter(pk=stop.pk).update(is_locked=locked)
    return _finish(cycle, edit, (stop.on,), 0.0)


@transaction.atomic
def undo_edit(*, cycle: Cycle, by: User | None, at: datetime) -> Edited:
    """Take the last change back that still stands."""
    cycle, _ = _editable(cycle, by=by)
    edit = CycleEdit.objects.filter(cycle=cycle, undone_at__isnull=True).order_by("-number").first()
    if edit is None:
        raise NothingToUndo("Nothing has been changed by hand, or all of it is taken back.")
    days = tuple(date.fromisoformat(on) for on in edit.before["days"])
    CycleStop.objects.filter(cycle=cycle, on__in=days).delete()
    CycleStop.objects.bulk_create(
        CycleStop(id=UUID(row["id"]), cycle=cycle, account_id=UUID(row["account"]), on=date.fromisoformat(row["on"]),
                  **{name: row[name] for name in STOP_FIELDS})
        for row in edit.before["stops"]
    )  # fmt: skip
    CycleCall.objects.filter(cycle=cycle, account_id=edit.account_id).update(reason=edit.before["reason"])
    edit.undone_at = at
    edit.save(update_fields=["undone_at"])
    cycle.touch()
    return Edited(cycle, days, -edit.minutes, edit)


def _editable(cycle: Cycle, *, by: User | None) -> tuple[Cycle, list[CycleStop]]:
    cycle = lock_cycle(cycle, by=by)
    if not cycle.is_editable:
        raise CycleNotEditable("Only a plan that waits to be published is changed by hand.")
    return cycle, stops_of(cycle)


def _found(stop: CycleStop, stops: Sequence[CycleStop]) -> CycleStop:
    found = next((other for other in stops if other.pk == stop.pk), None)
    if found is None:
        raise Unseen("This stop is no longer in the plan.")
    return found


def _movable(stop: CycleStop, stops: Sequence[CycleStop]) -> CycleStop:
    stop = _found(stop, stops)
    if stop.is_frozen:
        raise StopFrozen("This visit stands already: change the visit itself.")
    if stop.is_locked:
        raise StopLocked("This visit is locked: unlock it first.")
    return stop


def _put(
    cycle: Cycle, stops: Sequence[CycleStop], account: UUID, to: date, *, stop: CycleStop | None, verb: str,
    by: User | None, at: datetime,
) -> Edited:  # fmt: skip
    week = week_of(question_of(cycle), stops)
    index = {day.on: day.index for day in week.days}
    if to not in index:
        raise DayRefused("This is no working day of the plan.", fields={"to": ["day_off"]}, more={"reason": "day_off"})
    leaves = index[stop.on] if stop else None
    price = next(price for price in prices(week, str(account), leaves=leaves) if price.day == index[to])
    if price.route is None:
        raise DayRefused("This day does not hold the visit.", fields={"to": [price.refusal]}, more={"reason": price.refusal})
    days = (stop.on, to) if stop else (to,)
    before_on = stop.on if stop else None
    edit = _note(cycle, verb, account, stops, days, before_on=before_on, after_on=to, by=by, at=at)
    moved = stop or CycleStop(id=uuid7(), cycle=cycle, account_id=account)
    left_day = [other for other in stops if stop and other.on == stop.on and other.pk != stop.pk]
    if stop:
        _close(week, stop.on, left_day, before=[other for other in stops if other.on == stop.on])
    moved.on = to
    _write(week, price.route, {str(other.account_id): other for other in stops if other.on == to} | {str(account): moved})
    CycleCall.objects.filter(cycle=cycle, account_id=account).update(reason="")
    return _finish(cycle, edit, days, price.minutes)


def _close(week: Week, on: date, left: Sequence[CycleStop], *, before: Sequence[CycleStop]) -> float:
    """The day without the stop that went; says how many minutes of travel that saves."""
    order, index = [str(stop.account_id) for stop in left], next(day.index for day in week.days if day.on == on)
    saved = week.travel([str(stop.account_id) for stop in before]) - week.travel(order)
    route = week.route(index, order) if order else None
    if route is not None:
        _write(week, route, {str(stop.account_id): stop for stop in left})
    return saved


def _write(week: Week, route: DayRoute, stops: dict[str, CycleStop]) -> None:
    """The day's stops in their new order with their new times; one that is not in the table yet is added."""
    ways = legs([week.calls[stop.account] for stop in route.stops], week.roads)
    for position, (timed, minutes) in enumerate(zip(route.stops, ways, strict=True), start=1):
        stop = stops[timed.account]
        stop.position, stop.travel_minutes = position, minutes
        stop.arrive_minute, stop.begin_minute, stop.leave_minute = timed.arrival, timed.begin, timed.end
        stop.save()


def _note(
    cycle: Cycle, verb: str, account: UUID, stops: Sequence[CycleStop], days: Sequence[date], *, by: User | None, at: datetime,
    before_on: date | None = None, after_on: date | None = None,
) -> CycleEdit:  # fmt: skip
    """Remember the days as they are, before they are changed."""
    last = CycleEdit.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0
    reason = CycleCall.objects.filter(cycle=cycle, account_id=account).values_list("reason", flat=True).first()
    before = {
        "days": [on.isoformat() for on in days],
        "stops": [_told(stop) for stop in stops if stop.on in days],
        "reason": reason or "",
    }
    return CycleEdit.objects.create(
        cycle=cycle, number=last + 1, verb=verb, account_id=account, before_on=before_on, after_on=after_on, before=before,
        at=at, by=by,
    )  # fmt: skip


def _told(stop: CycleStop) -> dict[str, Any]:
    row = {name: getattr(stop, name) for name in STOP_FIELDS}
    return {"id": str(stop.pk), "account": str(stop.account_id), "on": stop.on.isoformat(), **row}


def _finish(cycle: Cycle, edit: CycleEdit, days: Sequence[date], minutes: float) -> Edited:
    edit.minutes = round(minutes, 1)
    edit.save(update_fields=["minutes"])
    cycle.touch()
    return Edited(cycle, tuple(days), edit.minutes, edit)
