"""Saving a table's filters, columns and order under a name, for oneself or for the team."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_text
from accounts.models import SavedView
from crm.errors import DomainError, Forbidden, Invalid, Stale, Unseen
from crm.models import Role, Team, User

MOST_VIEWS, MOST_FILTERS, LONGEST_FILTER, MOST_COLUMNS = 100, 40, 2000, 60
UPDATABLE = frozenset({"name", "team", "filters", "columns", "sort", "default_roles", "position"})
SHARERS = (Role.MANAGER, Role.LEAD, Role.ADMIN)


class ViewNameTaken(DomainError):
    code = "view_name_taken"


@transaction.atomic
def save_view(*, by: User, at: datetime, id: UUID | None = None, **fields: Any) -> SavedView:
    """Keep a view. Raises `Invalid` naming the fields, `ViewNameTaken`, `Forbidden` for a team that is not one's own."""
    if SavedView.objects.filter(owner=by).count() >= MOST_VIEWS:
        raise Invalid("There are too many views.", fields={"name": [f"At most {MOST_VIEWS} of one's own."]})
    view = SavedView(id=id or uuid7(), owner=by)
    for name, value in _cleaned(fields).items():
        setattr(view, name, value)
    if not view.name:
        raise Invalid("A view needs a name.", fields={"name": ["This field is needed."]})
    _require_shareable(view, by=by)
    _store(lambda: view.save(force_insert=True))
    _alone_in_its_roles(view)
    return view


@transaction.atomic
def update_view(*, view: SavedView, changes: Mapping[str, Any], by: User, at: datetime, version: int | None = None) -> SavedView:
    """Rename, share, reorder, keep other filters. A shared view is changed by its owner or who leads the team."""
    view = _lock(view, by=by)
    if version is not None and version != view.version:
        raise Stale(f"This view is at version {view.version} by now.")
    fields = _cleaned(changes)
    after = SavedView(**{name: fields.get(name, getattr(view, name)) for name in UPDATABLE})
    if not after.name:
        raise Invalid("A view needs a name.", fields={"name": ["This field is needed."]})
    _require_shareable(after, by=by, before=view)
    _store(lambda: view.change(**fields))
    _alone_in_its_roles(view)
    return view


@transaction.atomic
def arrange_views(*, views: Sequence[UUID], by: User, at: datetime) -> list[SavedView]:
    """Put them in this order, all or none. They share out the places that they had, so that others stay where they were."""
    found = {view.pk: view for view in (_lock(SavedView(pk=pk), by=by) for pk in sorted(set(views)))}
    if len(found) < len(views):
        raise Invalid("A view stands in one place.", fields={"views": ["Each once."]})
    places = sorted(view.position for view in found.values())
    if len(set(places)) < len(places):
        places = list(range(places[0], places[0] + len(places)))
    ordered = [found[pk] for pk in views]
    for view, place in zip(ordered, places, strict=True):
        if view.position != place:
            view.change(position=place)
    return ordered


@transaction.atomic
def delete_view(*, view: SavedView, by: User, at: datetime) -> None:
    """It is a way of looking, not a fact: nothing else is lost with it."""
    _lock(view, by=by).delete()


def _lock(view: SavedView, *, by: User) -> SavedView:
    locked = SavedView.objects.select_for_update(of=("self",)).select_related("team").filter(pk=view.pk).first()
    if locked is None:
        raise Unseen("No such view.")
    leads = locked.team is not None and (by.role == Role.ADMIN or locked.team.lead_id == by.pk)
    if locked.owner_id != by.pk and not leads:
        raise Forbidden("This view is kept by a colleague.")
    return locked


def _require_shareable(view: SavedView, *, by: User, before: SavedView | None = None) -> None:
    team: Team | None = view.team
    if team is None:
        if view.default_roles:
            raise Invalid("Only a shared view can be a role's default.", fields={"default_roles": ["Share it first."]})
        return
    if by.role not in SHARERS or (by.reach is not None and team.pk not in by.reach):
        raise Invalid("This team is not yours.", fields={"team": ["Not one of your teams."]})
    was = before.default_roles if before else []
    if view.default_roles != was and by.role != Role.ADMIN and team.lead_id != by.pk:
        raise Forbidden("Who leads the team says with which view its people begin.")


def _alone_in_its_roles(view: SavedView) -> None:
    """One default per role and team: naming a new one takes the word from the old one."""
    for role in view.default_roles:
        others = SavedView.objects.filter(team=view.team, screen=view.screen, default_roles__contains=[role]).exclude(pk=view.pk)
        for other in others.select_for_update():
            other.change(default_roles=[each for each in other.default_roles if each != role])


def _store(write: Any) -> None:
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        raise ViewNameTaken("You have a view of this name.", fields={"name": ["Taken by another view of yours."]}) from error


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = dict(fields)
    if "name" in cleaned:
        cleaned["name"] = clean_text(cleaned["name"])[:60]
    if "filters" in cleaned:
        cleaned["filters"] = _filters(cleaned["filters"])
    if "columns" in cleaned:
        cleaned["columns"] = _columns(cleaned["columns"])
    if "default_roles" in cleaned:
        cleaned["default_roles"] = list(dict.fromkeys(cleaned["default_roles"]))
    return cleaned


def _filters(filters: Mapping[str, str]) -> dict[str, str]:
    if len(filters) > MOST_FILTERS or any(len(name) > 80 or len(value) > LONGEST_FILTER for name, value in filters.items()):
        raise Invalid("These filters are too long.", fields={"filters": [f"At most {MOST_FILTERS}."]})
    return {clean_text(name): clean_text(value) for name, value in filters.items() if value != ""}


def _columns(columns: Sequence[str]) -> list[str]:
    if len(columns) > MOST_COLUMNS:
        raise Invalid("Too many columns.", fields={"columns": [f"At most {MOST_COLUMNS}."]})
    return list(dict.fromkeys(columns))
