"""Who touched which field of a row since a version: what a card of conflicts shows beside "theirs"."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crm.models import Event, User
from crm.models.events import EDITS


@dataclass(frozen=True, slots=True)
class FieldEdit:
    field: str
    at: datetime
    by: User | None
    version: int


def edits_since(*, subject: UUID, version: int) -> dict[str, FieldEdit]:
    """The last edit of each field that was written after `version`."""
    edits: dict[str, FieldEdit] = {}
    events = Event.objects.filter(subject=subject, type__in=EDITS, payload__version__gt=version).select_related("by")
    for event in sorted(events, key=lambda each: int(each.payload["version"])):
        for field in event.payload.get("fields", ()):
            edits[field] = FieldEdit(field, event.at, event.by, event.payload["version"])
    return edits
