"""Routes: an ordered list of customers, grouped by street in a dense town and by village in the country (row 17)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.actions.timeline import IdTaken
from accounts.models import Account, Territory
from crm.errors import DomainError, Invalid, Stale, Unseen
from crm.events import record_event
from crm.models import Team, User
from visits.actions.people import require_planner, require_works_in
from visits.actions.places import read_fix
from visits.models import Route, RouteStop

UPDATABLE = frozenset({"name", "manager", "territory", "group_by", "weekdays", "start_latitude", "start_longitude"})
MOST_STOPS = 1000


class RouteArchived(DomainError):
    code = "route_archived"


@transaction.atomic
def open_route(
    *,
    name: str,
    manager: User,
    by: User | None,
    at: datetime,
    id: UUID | None = None,
    team: Team | None = None,
    territory: Territory | None = None,
    group_by: str = Route.GroupBy.STREET,
    weekdays: Sequence[int] = (),
    start_latitude: float | None = None,
    start_longitude: float | None = None,
) -> Route:
    """Begin a route, driven on `weekdays` (1 Monday … 7), in the manager's team unless another is given."""
    team = team or manager.team
    if team is None:
        raise Invalid("This route needs a team.", fields={"team": ["The manager has none: name it."]})
    fields = _clean_route(
        name=name, territory=territory, group_by=group_by, weekdays=weekdays,
        start_latitude=start_latitude, start_longitude=start_longitude,
    )  # fmt: skip
    _require_people(team=team, manager=manager, by=by)
    route = Route(id=id or uuid7(), team=team, manager=manager, **fields)
    try:
        with transaction.atomic():
            route.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken("Another route has this id.") from error
    _tell("route.opened", route, by=by, at=at, name=route.name)
    return route


@transaction.atomic
def update_route(*, route: Route, by: User | None, at: datetime, version: int | None = None, **changes: Any) -> Route:
    """Write the fields that differ; `version` is what the writer saw (`Stale` when someone was faster)."""
    route = _lock_route(route, by=by)
    if version is not None and version != route.version:
        raise Stale(f"This route is at version {route.version} by now.")
    manager = changes.pop("manager", route.manager)
    place = {name: changes.get(name, getattr(route, name)) for name in ("start_latitude", "start_longitude")}
    fields = _clean_route(**(changes | place))
    _require_people(team=route.team, manager=manager, by=by)
    route.change(manager=manager, **fields)
    _tell("route.updated", route, by=by, at=at, fields=sorted(changes))
    return route


@transaction.atomic
def set_stops(*, route: Route, accounts: Sequence[Account], by: User | None, at: datetime) -> list[RouteStop]:
    """Make these accounts, in this order, the whole route; who is no longer named is taken off it.

    A stop belongs to the account's street or village, as the route groups. `Invalid` names accounts that are given twice,
    lie in another team or are not to be seen by `by`.
    """
    route = _lock_route(route, by=by)
    _require_stops_fit(route, accounts, by=by)
    standing = {
        stop.account_id: stop for stop in RouteStop.objects.select_for_update().filter(route=route, archived_at__isnull=True)
    }
    stops = [_placed(route, account, position, standing) for position, account in enumerate(accounts, start=1)]
    RouteStop.objects.bulk_create([stop for stop in stops if stop.account_id not in standing], batch_size=1000)
    named = {account.pk for account in accounts}
    for stop in standing.values():
        if stop.account_id not in named:
            stop.change(archived_at=at)
    _tell("route.stops_set", route, by=by, at=at, stops=len(stops))
    return stops


@transaction.atomic
def archive_route(*, route: Route, by: User | None, at: datetime) -> Route:
    """Put a route away with its stops; visits made on it keep pointing to it."""
    route = _lock_route(route, by=by)
    route.change(archived_at=at)
    route.stops.filter(archived_at__isnull=True).update(archived_at=at, updated_at=timezone.now())
    _tell("route.archived", route, by=by, at=at)
    return route


def _clean_route(**fields: Any) -> dict[str, Any]:
    cleaned = clean_fields(Route, fields, writable=UPDATABLE)
    if "name" in cleaned and not cleaned["name"]:
        raise Invalid("A route needs a name.", fields={"name": ["Give it a name."]})
    if any(day not in range(1, 8) for day in cleaned.get("weekdays", ())):
        raise Invalid("These are no weekdays.", fields={"weekdays": ["1 (Monday) to 7 (Sunday)."]})
    try:
        read_fix(cleaned.get("start_latitude"), cleaned.get("start_longitude"), None)
    except Invalid as error:
        raise Invalid(error.detail, fields={f"start_{name}": messages for name, messages in error.fields.items()}) from error
    return cleaned


def _require_people(*, team: Team, manager: User, by: User | None) -> None:
    require_works_in(team=team, person=manager)
    require_planner(team=team, manager=manager, by=by)


def _lock_route(route: Route, *, by: User | None) -> Route:
    locked = (
        Route.objects.select_for_update(of=("self",), no_key=True).filter(pk=route.pk).select_related("team", "manager").first()
    )
    if locked is None or (by is not None and not Route.objects.visible_to(by).filter(pk=route.pk).exists()):
        raise Unseen("No such route.")
    require_planner(team=locked.team, manager=locked.manager, by=by)
    if locked.archived_at:
        raise RouteArchived("This route is archived.")
    return locked


def _require_stops_fit(route: Route, accounts: Sequence[Account], *, by: User | None) -> None:
    ids = [account.pk for account in accounts]
    if len(ids) > MOST_STOPS or len(set(ids)) < len(ids):
        raise Invalid("An account stands on a route once.", fields={"accounts": [f"Each once, at most {MOST_STOPS}."]})
    fitting = Account.objects.active().filter(pk__in=ids, team=route.team)
    if by is not None:
        fitting = fitting.visible_to(by)
    if fitting.count() < len(ids):
        raise Invalid("Some accounts do not belong on this route.", fields={"accounts": ["Accounts of the route's team only."]})


def _placed(route: Route, account: Account, position: int, standing: dict[UUID, RouteStop]) -> RouteStop:
    group = account.village if route.group_by == Route.GroupBy.VILLAGE else account.street
    stop = standing.get(account.pk)
    if stop is None:
        return RouteStop(route=route, account=account, position=position, group=group)
    return stop.change(position=position, group=group)


def _tell(type: str, route: Route, *, by: User | None, at: datetime, **payload: Any) -> None:
    record_event(type=type, subject=route.pk, team_id=route.team_id, at=at, by=by, payload=payload)
