"""One way to tell the outside: an event in the same transaction as the change."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from crm.copying import NULL, copy_lines, copy_objects, tell_cell
from crm.ids import new_ids
from crm.models import Event, User


def record_event(
    *,
    type: str,
    subject: UUID,
    at: datetime,
    by: User | None,
    account_id: UUID | None = None,
    team_id: UUID | None = None,
    payload: Mapping[str, Any] | None = None,
) -> Event:
    """Note that `type` (such as `visit.completed`) happened to `subject`; rolled back together with its cause."""
    return Event.objects.create(
        type=type, subject=subject, at=at, by=by, account_id=account_id, team_id=team_id, payload=dict(payload or {})
    )


class Happened(NamedTuple):
    """One of many events of the same type, by the same person."""

    subject: UUID
    account_id: UUID | None
    team_id: UUID | None
    at: datetime
    payload: Mapping[str, Any]


COLUMNS = (
    "id", "type", "subject", "account_id", "team_id", "payload", "at", "by_id", "created_at", "changed_in", "changed_at",
)  # fmt: skip


def record_alike(*, type: str, by: User | None, happened: Iterable[Happened]) -> None:
    """Events by the hundred thousand, without an object each."""
    told, now = list(happened), timezone.now().isoformat()
    kind, rest = tell_cell(type), f"{by.pk.hex if by else NULL}\t{now}\t0\t{now}"
    lines = (
        f"{id.hex}\t{kind}\t{one.subject.hex}\t{one.account_id.hex if one.account_id else NULL}"
        f"\t{one.team_id.hex if one.team_id else NULL}\t{tell_cell(json.dumps(one.payload, ensure_ascii=False))}\t{one.at}\t{rest}"
        for id, one in zip(new_ids(len(told)), told, strict=True)
    )
    copy_lines(Event._meta.db_table, COLUMNS, lines)


def record_events(events: Iterable[Event]) -> None:
    """Many at once, for bulk writes."""
    copy_objects(list(events))
