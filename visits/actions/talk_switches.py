"""Whether pressing a customer (限时、施压话术) is allowed: off, until a lead says otherwise and why (row 34)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from accounts.actions.fields import clean_fields
from accounts.actions.hanging import insert, require_words
from accounts.actions.leading import require_lead
from crm.events import record_event
from crm.models import Team, User
from visits.models import TalkSwitch


def is_pressure_allowed(*, team: UUID, at: datetime) -> bool:
    """As it stood when the talk took place."""
    newest = TalkSwitch.objects.filter(team=team, at__lte=at).order_by("-at", "-id").values_list("is_on", flat=True).first()
    return bool(newest)


@transaction.atomic
def switch_pressure(*, team: Team, is_on: bool, reason: str, by: User | None, at: datetime, id: UUID | None = None) -> TalkSwitch:
    """Allow it or take it back. Raises `LeadDecides`, `Invalid`."""
    require_lead(by=by, team=team)
    fields = clean_fields(TalkSwitch, {"reason": reason}, writable={"reason"})
    require_words(fields, "reason", "Say why.")
    Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)
    row = insert(TalkSwitch(id=id or uuid7(), team=team, is_on=is_on, by=by, at=at, **fields))
    record_event(
        type="talk_switch.on" if is_on else "talk_switch.off", subject=row.pk, team_id=team.pk, at=at, by=by,
        payload={"reason": row.reason},
    )  # fmt: skip
    return row
