"""What a phone keeps with the session, so that it can plan and prepare visits without a network (rows 15, 17, 20)."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from api.v1.cycle_shapes import PlanRoadSerializer
from crm.calendar import today
from crm.models import Role, User
from tiers.models import TierPolicy
from visits.driving import phone_day
from visits.planning.cycle.ground import told_roads

#: Who has days on the road.
VISITING = (Role.MANAGER, Role.LEAD)


class PhoneLunchSerializer(serializers.Serializer[Any]):
    from_minute = serializers.IntegerField()
    until_minute = serializers.IntegerField()
    minutes = serializers.IntegerField()


class PhoneShiftSerializer(serializers.Serializer[Any]):
    start_minute = serializers.IntegerField()
    end_minute = serializers.IntegerField()
    service_minutes = serializers.IntegerField()
    lunch = PhoneLunchSerializer(allow_null=True)


class PhoneRoadsSerializer(serializers.Serializer[Any]):
    town = PlanRoadSerializer()
    rural = PlanRoadSerializer()
    engine = serializers.CharField()


class PhonePlaceSerializer(serializers.Serializer[Any]):
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()


class PhoneDaySerializer(serializers.Serializer[Any]):
    """What a phone plans its days on without a network; minutes after midnight of the business day."""

    shift = PhoneShiftSerializer()
    off = serializers.DictField(child=serializers.CharField(), help_text="Days to come that are not worked, and why.")
    travel = PhoneRoadsSerializer(help_text="As the visits of the manager's territory have taught it.")
    start = PhonePlaceSerializer(allow_null=True)


class PhonePlaybookSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(allow_blank=True)
    required = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]  # a field of ours


def day_of(user: User | None) -> dict[str, Any] | None:
    """In the words of `frontend/src/domain/day/agenda.ts`; None for who visits nobody."""
    if user is None or user.role not in VISITING:
        return None
    day = phone_day(user, today=today())
    return {
        "shift": asdict(day.shift),
        "off": {on.isoformat(): why for on, why in day.off.items()},
        "travel": {**told_roads(day.travel), "engine": day.travel.engine},
        "start": {"latitude": day.start.latitude, "longitude": day.start.longitude} if day.start else None,
    }


def playbooks_of(user: User | None) -> dict[str, Any] | None:
    """How each tier is approached by the policy in force (row 15); None for who visits nobody."""
    if user is None or user.role not in VISITING:
        return None
    return TierPolicy.objects.in_force_on(today()).values_list("playbooks", flat=True).first()
