"""Where accounts lie: towns by street, the country by village (row 17)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.actions.ownership import require_reach
from accounts.models import Account, Territory
from crm.errors import DomainError, Forbidden, Invalid, Stale, Unseen
from crm.events import record_event
from crm.models import Role, Team, User
from crm.trees import wait_for_tree

UPDATABLE = frozenset({"name", "parent", "pattern"})
KEEPERS = (Role.LEAD, Role.ADMIN, Role.INTEGRATION)


class TerritoryTaken(DomainError):
    """A territory of this name lies there already."""

    code = "territory_name_taken"


class TerritoryInUse(DomainError):
    code = "territory_in_use"


@transaction.atomic
def add_territory(
    *,
    name: str,
    by: User | None,
    at: datetime,
    team: Team | None = None,
    parent: Territory | None = None,
    pattern: str = Territory.Pattern.TOWN,
    id: UUID | None = None,
) -> Territory:
    """Name a piece of the map; leads do so for the teams they lead, administrators also for everyone (`team=None`)."""
    _require_keeper(by=by, team=team)
    fields = clean_fields(Territory, {"name": name, "parent": parent, "pattern": pattern}, writable=UPDATABLE)
    _require_room(parent, team=team)
    territory = Territory(id=id or uuid7(), team=team, **fields)
    _store(territory)
    _tell("territory.added", territory, by=by, at=at)
    return territory


@transaction.atomic
def update_territory(
    *, territory: Territory, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None
) -> Territory:
    """Rename it or hang it elsewhere in the tree."""
    wait_for_tree(Territory._meta.db_table)
    locked = Territory.objects.select_for_update(of=("self",)).select_related("team").filter(pk=territory.pk).first()
    if locked is None:
        raise Unseen("No such territory.")
    _require_keeper(by=by, team=locked.team)
    if version is not None and version != locked.version:
        raise Stale(f"This territory is at version {locked.version} by now.")
    fields = clean_fields(Territory, changes, writable=UPDATABLE)
    _require_tree(locked, fields.get("parent"))
    _require_room(fields.get("parent"), team=locked.team)
    before = locked.version
    _store(locked, **fields)
    if locked.version != before:
        _tell("territory.updated", locked, by=by, at=at)
    return locked


@transaction.atomic
def archive_territory(*, territory: Territory, by: User | None, at: datetime) -> Territory:
    """Take an empty one off the map; raises `TerritoryInUse`."""
    locked = _lock(territory, by=by)
    if locked.children.filter(archived_at=None).exists() or Account.objects.active().filter(territory=locked).exists():
        raise TerritoryInUse("Accounts or other territories still lie in it.")
    return _turn(locked, at, by=by, at=at)


@transaction.atomic
def restore_territory(*, territory: Territory, by: User | None, at: datetime) -> Territory:
    """Back on the map, where it was."""
    locked = _lock(territory, by=by)
    _require_room(locked.parent, team=locked.team)
    return _turn(locked, None, by=by, at=at)


def _lock(territory: Territory, *, by: User | None) -> Territory:
    wait_for_tree(Territory._meta.db_table)
    locked = Territory.objects.select_for_update(of=("self",)).select_related("team", "parent").filter(pk=territory.pk).first()
    if locked is None:
        raise Unseen("No such territory.")
    _require_keeper(by=by, team=locked.team)
    return locked


def _turn(territory: Territory, archived_at: datetime | None, *, by: User | None, at: datetime) -> Territory:
    """Twice the same changes nothing."""
    if (territory.archived_at is None) != (archived_at is None):
        territory.change(archived_at=archived_at)
        _tell("territory.archived" if archived_at else "territory.restored", territory, by=by, at=at)
    return territory


def _require_room(parent: Territory | None, *, team: Team | None) -> None:
    """A territory lies in one that is on the map and belongs to the same team, or to everyone."""
    if parent is None:
        return
    if parent.archived_at is not None:
        raise Invalid("The territory above is archived.", fields={"parent": ["Archived."]})
    if parent.team_id not in (None, team and team.pk):
        raise Invalid("The territory above belongs to another team.", fields={"parent": ["Of another team."]})


def _require_keeper(*, by: User | None, team: Team | None) -> None:
    if by is None or by.role == Role.ADMIN:
        return
    if by.role not in KEEPERS or team is None:
        raise Forbidden("The sales lead keeps the map of a team.")
    require_reach(by=by, team=team)


def _require_tree(territory: Territory, parent: Territory | None) -> None:
    """No territory lies within itself, however far up."""
    while parent is not None:
        if parent.pk == territory.pk:
            raise Invalid("A territory cannot lie within itself.", fields={"parent": ["Lies within this territory."]})
        parent = parent.parent


def _store(territory: Territory, **changes: Any) -> None:
    try:
        with transaction.atomic():
            if territory._state.adding:
                territory.save(force_insert=True)
            else:
                territory.change(**changes)
    except IntegrityError as error:
        raise TerritoryTaken("There is a territory of this name already.", fields={"name": ["Taken."]}) from error


def _tell(type: str, territory: Territory, *, by: User | None, at: datetime) -> None:
    record_event(type=type, subject=territory.pk, team_id=territory.team_id, at=at, by=by, payload={"name": territory.name})
