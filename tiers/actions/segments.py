"""Segments: made, changed, put away; and their brief, which everybody concerned must have read (rows 8, 42)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from uuid6 import uuid7

from accounts.actions.fields import clean_fields, clean_text
from crm.errors import DomainError, Forbidden, Invalid, Stale, Unseen
from crm.events import record_event
from crm.models import Role, Team, User
from tiers.models import BriefAcknowledgement, Experiment, Segment
from tiers.segments import BRIEFED, is_new_brief

WRITABLE = frozenset({"name", "team", "filters", "description", "brief_roles", *BRIEFED})
KEEPERS = (Role.ADMIN, Role.ANALYST, Role.INTEGRATION)
MOST_FILTERS, LONGEST_FILTER = 40, 2000


class SegmentNameTaken(DomainError):
    code = "segment_name_taken"


class SegmentInUse(DomainError):
    """An experiment with it is at work."""

    code = "segment_in_use"


class SegmentArchived(DomainError):
    code = "segment_archived"


class BriefMovedOn(DomainError):
    """What was read is no longer what stands there."""

    code = "brief_moved_on"


class NotConcerned(Forbidden):
    """The brief is for others."""

    code = "brief_not_for_you"


@transaction.atomic
def define_segment(*, by: User, at: datetime, id: UUID | None = None, **fields: Any) -> Segment:
    """A rule and its card. Whether the conditions can be asked, the caller has asked."""
    team = fields.get("team")
    require_keeper(by=by, team=team)
    found = Segment.objects.filter(pk=id).first() if id else None
    if found is not None:
        return found
    segment = Segment(id=id or uuid7(), by=by, created_at=at, **_cleaned({"name": "", **fields}))
    _store(segment, lambda: segment.save(force_insert=True))
    _tell("segment.defined", segment, by=by, at=at)
    return segment


@transaction.atomic
def change_segment(*, segment: Segment, changes: Mapping[str, Any], by: User, at: datetime, version: int | None = None) -> Segment:
    """A new strategy, channel, message, presentation or brief is a new brief: whoever had read the old one reads it anew."""
    locked = _lock(segment, by=by)
    if version is not None and version != locked.version:
        raise Stale(f"This segment is at version {locked.version} by now.")
    fields = _cleaned(changes)
    if "team" in fields:
        require_keeper(by=by, team=fields["team"])
    before = {name: getattr(locked, name) for name in BRIEFED}
    if is_new_brief(before, before | {name: fields[name] for name in BRIEFED if name in fields}):
        fields["brief_number"] = locked.brief_number + 1
    _store(locked, lambda: locked.change(**fields))
    _tell("segment.changed", locked, by=by, at=at)
    return locked


@transaction.atomic
def archive_segment(*, segment: Segment, by: User, at: datetime) -> Segment:
    """It is no longer offered; its experiments stay."""
    locked = _lock(segment, by=by, archived=True)
    if locked.archived_at is not None:
        return locked
    if locked.experiments.filter(status__in=[Experiment.Status.DRAWING, Experiment.Status.RUNNING]).exists():
        raise SegmentInUse("An experiment with this segment is at work.")
    locked.change(archived_at=at)
    _tell("segment.archived", locked, by=by, at=at)
    return locked


@transaction.atomic
def acknowledge_brief(
    *, segment: Segment, brief_number: int, by: User, at: datetime, id: UUID | None = None
) -> BriefAcknowledgement:
    """I have read it. `brief_number` is what was read, so that nobody signs for what changed meanwhile."""
    locked = Segment.objects.select_for_update(of=("self",), no_key=True).filter(pk=segment.pk).first()
    if locked is None:
        raise Unseen("No such segment.")
    found = BriefAcknowledgement.objects.filter(segment=locked, person=by, brief_number=brief_number).first()
    if found is not None:
        return found
    if brief_number != locked.brief_number:
        raise BriefMovedOn("This brief has changed: read the new one.", more={"brief_number": locked.brief_number})
    if not concerned(locked).filter(pk=by.pk).exists():
        raise NotConcerned("This brief is for those who meet the customers.")
    read = BriefAcknowledgement.objects.create(id=id or uuid7(), segment=locked, person=by, brief_number=brief_number, at=at)
    record_event(
        type="segment.acknowledged", subject=locked.pk, team_id=locked.team_id, at=at, by=by, payload={"brief_number": brief_number}
    )
    return read


def concerned(segment: Segment) -> QuerySet[User]:
    """Who must have read the brief: the roles it is for, in its team or, without one, everywhere. The contact centre serves all."""
    people = User.objects.filter(is_active=True, role__in=segment.brief_roles)
    if segment.team_id is not None:
        members = Q(team=segment.team_id) | Q(teams_led=segment.team_id)
        people = people.filter(members | Q(role=Role.SERVICE_AGENT, team__isnull=True)).distinct()
    return people.order_by("name", "id")


def unread_by(segment: Segment) -> QuerySet[User]:
    """Who is concerned and has not acknowledged the brief as it stands."""
    read = BriefAcknowledgement.objects.filter(segment=segment, brief_number=segment.brief_number).values("person_id")
    return concerned(segment).exclude(pk__in=read)


def require_keeper(*, by: User, team: Team | None) -> None:
    """The lead of the team, an analyst or an administrator; a rule for the whole company is no single team's."""
    if by.is_active and by.role in KEEPERS and (by.reach is None or (team is not None and team.pk in by.reach)):
        return
    if by.is_active and by.role == Role.LEAD and team is not None and team.pk in (by.reach or ()):
        return
    raise Forbidden("The lead of the team, an analyst or an administrator keeps segments.")


def _lock(segment: Segment, *, by: User, archived: bool = False) -> Segment:
    locked = Segment.objects.select_for_update(of=("self",)).select_related("team").filter(pk=segment.pk).first()
    if locked is None:
        raise Unseen("No such segment.")
    require_keeper(by=by, team=locked.team)
    if locked.archived_at is not None and not archived:
        raise SegmentArchived("This segment was put away.")
    return locked


def _store(segment: Segment, write: Any) -> None:
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        raise SegmentNameTaken("There is a segment of this name.", fields={"name": ["Taken by another segment."]}) from error


def _tell(type: str, segment: Segment, *, by: User, at: datetime) -> None:
    record_event(type=type, subject=segment.pk, team_id=segment.team_id, at=at, by=by, payload={"name": segment.name})


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in fields.items() if name not in ("filters", "brief_roles")}
    cleaned = clean_fields(Segment, kept, writable=WRITABLE)
    if "filters" in fields:
        cleaned["filters"] = _filters(fields["filters"])
    if "brief_roles" in fields:
        cleaned["brief_roles"] = _roles(fields["brief_roles"])
    return cleaned


def _filters(filters: Mapping[str, str]) -> dict[str, str]:
    if len(filters) > MOST_FILTERS or any(len(name) > 80 or len(value) > LONGEST_FILTER for name, value in filters.items()):
        raise Invalid("These conditions are too long.", fields={"filters": [f"At most {MOST_FILTERS}."]})
    return {clean_text(name): clean_text(value) for name, value in filters.items() if value != ""}


def _roles(roles: Sequence[str]) -> list[str]:
    if not roles:
        raise Invalid("Somebody must read the brief.", fields={"brief_roles": ["At least one role."]})
    return list(dict.fromkeys(roles))
