"""What goes along when a customer changes hands: planned visits, open tasks, places on routes (rows 16, 17).

A balanced territory and a hand-over move the stops of routes in one way, `pass_stops`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Account
from crm.events import record_event
from crm.models import User
from visits.actions.routes import MOST_STOPS
from visits.models import FollowUp, Route, RouteStop, Visit

#: So few stops are no round of their own where the taker has one.
FEW = 5


@transaction.atomic
def pass_on_work(*, account: Account, giver: User, taker: User, by: User | None, at: datetime) -> None:
    """The giver's planned visits and open tasks become the taker's, with the stops on the giver's routes. A visit that has begun
    is ended by who began it."""
    visits = Visit.objects.select_for_update(of=("self",)).filter(account=account, manager=giver, status=Visit.Status.PLANNED)
    passed = [visit.change(manager=taker, route=None) for visit in visits.order_by("pk")]
    for task in FollowUp.objects.select_for_update(of=("self",)).open().filter(account=account, owner=giver).order_by("pk"):
        task.change(owner=taker)
    stops = pass_stops(accounts=[account.pk], giver=giver, taker=taker, at=at)
    record_event(
        type="account.work_passed", subject=account.pk, account_id=account.pk, team_id=account.team_id, at=at, by=by,
        payload={"from": str(giver.pk), "to": str(taker.pk), "visits": len(passed), "stops": stops},
    )  # fmt: skip


@dataclass
class _Drive:
    """A route with its stops, in the order that is to be written."""

    route: Route
    stops: list[RouteStop]
    is_touched: bool = False

    @property
    def has_room(self) -> bool:
        return len(self.stops) < MOST_STOPS

    def comes_to(self, group: str) -> bool:
        return bool(group) and any(stop.group == group for stop in self.stops)

    def take(self, stop: RouteStop, *, at: datetime) -> None:
        """Behind the last one of the same street or village, else at the end; where one drives there already it is put away."""
        self.is_touched = True
        if any(other.account_id == stop.account_id for other in self.stops):
            stop.change(archived_at=at)
            return
        same = [place for place, other in enumerate(self.stops) if stop.group and other.group == stop.group]
        self.stops.insert(same[-1] + 1 if same else len(self.stops), stop)

    def write(self) -> None:
        for position, stop in enumerate(self.stops, start=1):
            if stop.position != position or stop.route_id != self.route.pk:
                stop.change(route=self.route, position=position)


@transaction.atomic
def pass_stops(*, accounts: Collection[UUID], giver: User, taker: User, at: datetime) -> int:
    """The accounts' stops on the giver's routes become the taker's; says how many.

    A route that goes as a whole changes its driver. Of another one each stop goes beside the same street or village on a route of
    the taker's; what is left stays together, on a route of the same name that is made where there is none. A few stops join the
    route that is driven on the same weekday, or any.
    """
    wanted = set(accounts)
    locked = Route.objects.select_for_update(of=("self",)).active()
    hers = locked.filter(manager=giver, stops__account__in=wanted, stops__archived_at__isnull=True).order_by("pk")
    drives = [_Drive(route, _standing(route)) for route in locked.filter(manager=taker).order_by("pk")]
    passed = 0
    for route in {route.pk: route for route in hers}.values():
        standing = _standing(route)
        going = [stop for stop in standing if stop.account_id in wanted]
        passed += len(going)
        fitting = [drive for drive in drives if drive.route.team_id == route.team_id]
        if len(going) == len(standing) and (len(going) > FEW or not fitting):
            route.change(manager=taker)
            drives.append(_Drive(route, standing))
            continue
        drives += _pass_some(route, going, fitting, taker=taker, at=at)
        _Drive(route, [stop for stop in standing if stop.account_id not in wanted]).write()
    for drive in drives:
        if drive.is_touched:
            drive.write()
    return passed


def _standing(route: Route) -> list[RouteStop]:
    return list(RouteStop.objects.filter(route=route, archived_at__isnull=True).order_by("position", "id"))


def _pass_some(route: Route, going: Sequence[RouteStop], drives: Sequence[_Drive], *, taker: User, at: datetime) -> list[_Drive]:
    """Part of a route to the taker's `drives`; the one that had to be made, if any."""
    left = []
    for stop in going:
        near = next((drive for drive in drives if drive.has_room and drive.comes_to(stop.group)), None)
        if near is None:
            left.append(stop)
        else:
            near.take(stop, at=at)
    if not left:
        return []
    drive = _best(route, left, drives)
    made = [] if drive else [_Drive(_like(route, taker), [])]
    for stop in left:
        (drive or made[0]).take(stop, at=at)
    return made


def _best(route: Route, going: Sequence[RouteStop], drives: Sequence[_Drive]) -> _Drive | None:
    roomy = [drive for drive in drives if len(drive.stops) + len(going) <= MOST_STOPS]
    named = next((drive for drive in roomy if drive.route.name == route.name), None)
    if named or len(going) > FEW:
        return named
    days = set(route.weekdays)
    return max(roomy, key=lambda drive: bool(days & set(drive.route.weekdays)), default=None)


def _like(route: Route, taker: User) -> Route:
    return Route.objects.create(
        name=route.name, team_id=route.team_id, manager=taker, territory=route.territory, group_by=route.group_by,
        weekdays=route.weekdays, start_latitude=route.start_latitude, start_longitude=route.start_longitude,
    )  # fmt: skip
