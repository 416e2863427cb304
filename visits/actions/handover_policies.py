"""What a team asks of a hand-over; a lead says (rows 16, 18, 19)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions.fields import clean_fields
from accounts.actions.ownership import require_reassigner
from accounts.models import TierName
from crm.errors import Invalid, Stale
from crm.events import record_event
from crm.models import Team, User
from visits.handover import UNRATED
from visits.models import HandoverPolicy
from visits.models.handover import first_joint_visits

NUMBERS = frozenset({"complete_percent", "settling_days", "settling_percent", "fall_percent", "watch_days"})
MOST_JOINT_VISITS = 10


@transaction.atomic
def set_handover_policy(
    *, team: Team, changes: Mapping[str, Any], by: User | None, at: datetime, version: int | None = None
) -> HandoverPolicy:
    """Holds for what is opened, signed and watched from now on; a raised period that runs keeps its numbers."""
    require_reassigner(by=by, team=team)
    policy, _ = HandoverPolicy.objects.select_for_update(of=("self",)).get_or_create(team=team)
    if version is not None and version != policy.version:
        raise Stale(f"This policy is at version {policy.version} by now.")
    numbers = {name: value for name, value in changes.items() if name != "joint_visits"}
    fields = clean_fields(HandoverPolicy, numbers, writable=NUMBERS)
    if "joint_visits" in changes:
        fields["joint_visits"] = {**first_joint_visits(), **policy.joint_visits, **_joint(changes["joint_visits"])}
    before = policy.version
    policy.change(**fields)
    if policy.version != before:
        record_event(
            type="handover_policy.updated", subject=policy.pk, team_id=team.pk, at=at, by=by, payload={"fields": sorted(fields)}
        )
    return policy


def _joint(given: Any) -> dict[str, int]:
    tiers = {*TierName.values, UNRATED}
    fits = isinstance(given, Mapping) and all(
        tier in tiers and type(count) is int and 0 <= count <= MOST_JOINT_VISITS for tier, count in given.items()
    )
    if not fits:
        raise Invalid(
            "Joint visits by tier.",
            fields={"joint_visits": [f"For {', '.join(sorted(tiers))} a number from 0 to {MOST_JOINT_VISITS}."]},
        )
    return dict(given)
