"""Publishing a cycle's plan: its stops become planned visits, the running plan gives way, and everybody hears what changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actions.access import lock_accounts
from accounts.models import Account, AccountStatus
from crm.calendar import business_day
from crm.errors import DomainError
from crm.events import Happened, record_alike, record_event
from crm.models import User
from visits.actions.cycles import lock_cycle
from visits.actions.figures import refresh_visit_figures
from visits.actions.plans import PlannedVisit, plan_visits
from visits.models import Cycle, CycleStop, Visit
from visits.readings.cycle_plans import stops_of


class CycleNotReady(DomainError):
    """Only a finished plan that nobody has published yet."""

    code = "cycle_not_ready"


@dataclass(frozen=True, slots=True)
class Change:
    """What publishing does to one visit. `kind`: added, moved, removed, kept, frozen (it stands on another day than planned), past
    (its day is over), gone (the account is no longer this manager's)."""

    kind: str
    account: UUID
    before_on: date | None
    after_on: date | None
    visit: UUID | None = None
    stop: UUID | None = None

    def told(self) -> dict[str, Any]:
        days = {"before_on": self.before_on, "after_on": self.after_on}
        return {
            "kind": self.kind, "account": str(self.account), "visit": str(self.visit) if self.visit else None,
            **{name: day.isoformat() if day else None for name, day in days.items()},
        }  # fmt: skip


def changes_of(cycle: Cycle, *, today: date) -> list[Change]:
    """What publishing this plan would change today, account by account; nothing is written."""
    stops = stops_of(cycle)
    ours = set(
        Account.objects.filter(owner=cycle.manager_id, pk__in={stop.account_id for stop in stops})
        .exclude(status=AccountStatus.ARCHIVED)
        .values_list("pk", flat=True)
    )
    standing = _standing(cycle, today)
    by_account: dict[UUID, list[CycleStop]] = defaultdict(list)
    for stop in stops:
        by_account[stop.account_id].append(stop)
    found: list[Change] = []
    for account in sorted({*by_account, *standing}):
        planned = by_account.get(account, [])
        if planned and account not in ours:
            found += [Change("gone", account, None, stop.on, stop=stop.pk) for stop in planned]
            continue
        found += [Change("past", account, None, stop.on, stop=stop.pk) for stop in planned if stop.on < today]
        found += _matched(account, [stop for stop in planned if stop.on >= today], standing.get(account, []))
    return found


@transaction.atomic
def publish_cycle(*, cycle: Cycle, by: User | None, at: datetime) -> Cycle:
    """Make the plan the running one. What stands at a door, was promised by hand or lies in the past stays as it is.

    Raises `CycleNotReady`; publishing again changes nothing.
    """
    cycle = lock_cycle(cycle, by=by)
    if cycle.state == Cycle.State.PUBLISHED:
        return cycle
    if cycle.state != Cycle.State.READY:
        raise CycleNotReady("This plan is not ready to be published.")
    changes = changes_of(cycle, today=business_day(at))
    touched = {change.account for change in changes if change.kind in ("added", "moved", "removed")}
    lock_accounts(accounts=touched, by=None)
    _take_off([change for change in changes if change.kind == "removed"], by=by, at=at)
    _move([change for change in changes if change.kind == "moved"], by=by, at=at)
    made = _add(cycle, [change for change in changes if change.kind == "added"], by=by, at=at)
    _link(changes, made)
    refresh_visit_figures(accounts=touched)
    former = Cycle.objects.filter(
        manager=cycle.manager_id, state=Cycle.State.PUBLISHED, starts_on__lte=cycle.ends_on, ends_on__gte=cycle.starts_on
    )
    former.update(state=Cycle.State.SUPERSEDED, updated_at=timezone.now())
    told = [change.told() for change in changes if change.kind != "kept"]
    cycle.change(state=Cycle.State.PUBLISHED, published_at=at, published_by=by, changes=told)
    record_event(
        type="cycle.published", subject=cycle.pk, team_id=cycle.team_id, at=at, by=by,
        payload={"manager": str(cycle.manager_id), "starts_on": cycle.starts_on.isoformat(), "changes": len(told)},
    )  # fmt: skip
    return cycle


@dataclass(frozen=True, slots=True)
class Standing:
    """An open visit of the manager's in these weeks; `is_planned`: the running plan put it on its day, so a new one may move it."""

    visit: UUID
    on: date
    is_planned: bool


def _standing(cycle: Cycle, today: date) -> dict[UUID, list[Standing]]:
    """By account; those handed over or archived since are nobody's here."""
    open_visits = (
        Visit.objects.open()
        .filter(
            manager=cycle.manager_id,
            account__owner=cycle.manager_id,
            planned_on__range=(max(cycle.starts_on, today), cycle.ends_on),
        )
        .exclude(account__status=AccountStatus.ARCHIVED)
    )
    made_for: dict[UUID, date] = dict(
        CycleStop.objects.filter(visit__in=open_visits.values("pk"), cycle__state=Cycle.State.PUBLISHED)
        .order_by("id")
        .values_list("visit_id", "on")
    )
    found: dict[UUID, list[Standing]] = defaultdict(list)
    for pk, account, on, status in open_visits.order_by("planned_on", "pk").values_list("pk", "account_id", "planned_on", "status"):
        is_planned = status == Visit.Status.PLANNED and made_for.get(pk) == on
        found[account].append(Standing(pk, on, is_planned))
    return found


def _matched(account: UUID, planned: Sequence[CycleStop], standing: Sequence[Standing]) -> list[Change]:
    """Visits that stay on their day stay themselves; of the rest each stop takes over the nearest visit of the running plan."""
    here = {visit.on: visit for visit in standing}
    found = [Change("kept", account, stop.on, stop.on, here[stop.on].visit, stop.pk) for stop in planned if stop.on in here]
    kept = {change.visit for change in found}
    free = [visit for visit in standing if visit.visit not in kept and visit.is_planned]
    for stop in (stop for stop in planned if stop.on not in here):
        nearest = min(free, key=lambda visit: (abs((visit.on - stop.on).days), visit.on), default=None)
        if nearest is None:
            found.append(Change("added", account, None, stop.on, stop=stop.pk))
        else:
            free.remove(nearest)
            found.append(Change("moved", account, nearest.on, stop.on, nearest.visit, stop.pk))
    found += [Change("removed", account, visit.on, None, visit.visit) for visit in free]
    found += [
        Change("frozen", account, visit.on, visit.on, visit.visit)
        for visit in standing
        if not visit.is_planned and visit.visit not in kept
    ]
    return found


def _take_off(changes: Sequence[Change], *, by: User | None, at: datetime) -> None:
    _update(changes, by=by, at=at, type="visit.cancelled", status=lambda change: Visit.Status.CANCELLED)


def _move(changes: Sequence[Change], *, by: User | None, at: datetime) -> None:
    _update(changes, by=by, at=at, type="visit.replanned", planned_on=lambda change: change.after_on)


def _update(changes: Sequence[Change], *, by: User | None, at: datetime, type: str, **fields: Any) -> None:
    """A bulk write of visits that move their version, as `Record.change` does for one."""
    wanted = {change.visit: change for change in changes if change.visit}
    visits = list(
        Visit.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=wanted, status=Visit.Status.PLANNED)
        .select_related("account")
        .order_by("pk")
    )
    for visit in visits:
        for name, value in fields.items():
            setattr(visit, name, value(wanted[visit.pk]))
        visit.version += 1
        visit.updated_at = timezone.now()
    Visit.objects.bulk_update(visits, [*fields, "version", "updated_at"], batch_size=500)
    record_alike(type=type, by=by, happened=[_happened(visit, at) for visit in visits])


def _happened(visit: Visit, at: datetime) -> Happened:
    payload = {"manager": str(visit.manager_id), "planned_on": visit.planned_on.isoformat()}
    return Happened(visit.pk, visit.account_id, visit.account.team_id, at, payload)


def _add(cycle: Cycle, changes: Sequence[Change], *, by: User | None, at: datetime) -> Mapping[tuple[UUID, date], UUID]:
    plans = [
        PlannedVisit(account_id=change.account, manager_id=cycle.manager_id, planned_on=change.after_on)
        for change in changes
        if change.after_on
    ]
    visits = plan_visits(plans=plans, by=by, at=at) if plans else []
    return {(visit.account_id, visit.planned_on): visit.pk for visit in visits}


def _link(changes: Iterable[Change], made: Mapping[tuple[UUID, date], UUID]) -> None:
    stops = CycleStop.objects.in_bulk([change.stop for change in changes if change.stop])
    linked = []
    for change in changes:
        if change.stop is None or change.kind not in ("added", "moved", "kept"):
            continue
        stop = stops[change.stop]
        stop.visit_id = change.visit or made.get((change.account, stop.on))
        linked.append(stop)
    CycleStop.objects.bulk_update(linked, ["visit"], batch_size=500)
