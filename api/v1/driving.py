"""`/day-plans/replan/`, `/slots/` and `/rule/`: the rest of a day that has begun, free hours, and orders first (rows 17, 20)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Account
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.permissions import Known
from api.resources import StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.day_plans import PlanStopSerializer, instant, read_manager, reason_body
from api.v1.fields import InstantField
from crm.calendar import business_day, today
from crm.errors import Invalid
from crm.models import User
from visits.actions.day_rules import set_day_rule
from visits.driving import minute_of
from visits.planning.agenda import DayPlan, Stop
from visits.planning.distance import tenths_of_km
from visits.planning.geo import Place
from visits.planning.slots import Slot
from visits.queries import day_plan
from visits.replanning import RestOfDay, free_hours, orders_first_price, rest_of_day

MOST_STOPS = 100
MANAGER = OpenApiParameter("manager", OpenApiTypes.STR, OpenApiParameter.QUERY, description="An id, or `me`.", default="me")


class ReplanDayForm(StrictSerializer):
    """`order`: the stops that remain, as they are being driven; the first is the next one and stays first."""

    manager = serializers.CharField(default="me", max_length=40)
    order = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_STOPS)
    skip = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_STOPS, required=False)
    add = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_STOPS, required=False)
    at = InstantField(required=False, help_text="Left out: now.")
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    is_next_frozen = serializers.BooleanField(default=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs.get("latitude") is None) != (attrs.get("longitude") is None):
            raise serializers.ValidationError({"latitude": ["A place needs both."]})
        if business_day(attrs.get("at") or now()) != today():
            raise serializers.ValidationError({"at": ["Only today can be driven."]})
        return attrs


class RoadSerializer(serializers.Serializer[Any]):
    stops = PlanStopSerializer(many=True)
    travel_minutes = serializers.IntegerField()
    distance_km = serializers.FloatField()
    overrun_minutes = serializers.IntegerField()


class ReplannedSerializer(serializers.Serializer[Any]):
    kept = RoadSerializer(help_text="The order being driven, from now.")
    proposal = RoadSerializer(allow_null=True, help_text="Another order, when it saves 5 minutes or 3 %.")
    saved_minutes = serializers.IntegerField()
    late = Ref(many=True, help_text="Reached after their hours, or left after the shift's end.")
    unknown = serializers.ListField(child=serializers.UUIDField(), help_text="Asked for, and not to be seen.")
    engine = serializers.CharField()
    is_estimated = serializers.BooleanField()
    engine_trouble = serializers.ChoiceField(choices=["timeout", "unreachable", "nonsense", "resting"], allow_null=True)


class SlotSerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    arrive_at = serializers.DateTimeField()
    leave_at = serializers.DateTimeField()
    position = serializers.IntegerField()
    after = Ref(allow_null=True)
    extra_minutes = serializers.IntegerField(allow_null=True, help_text="Null: no way is known that day.")
    extra_km = serializers.FloatField(allow_null=True)
    is_order_day = serializers.BooleanField()


class SlotsSerializer(serializers.Serializer[Any]):
    account = Ref()
    manager = Ref()
    slots = SlotSerializer(many=True)
    days_asked = serializers.IntegerField()
    is_estimated = serializers.BooleanField()


class DayRuleForm(StrictSerializer):
    manager = serializers.CharField(default="me", max_length=40)
    orders_first = serializers.BooleanField()


class DayRuleSerializer(serializers.Serializer[Any]):
    manager = Ref()
    orders_first = serializers.BooleanField()
    price_minutes = serializers.IntegerField(help_text="What the rule costs on the road today.")


class KeptDayRuleSerializer(RowSerializer):
    id = serializers.UUIDField(help_text="The manager: there is one rule each.")
    orders_first = serializers.BooleanField()

    expressions: ClassVar[dict[str, Any]] = {"id": F("manager_id")}


class ReplanView(APIView):
    noun = "day-plans"
    permission_classes = (Known,)

    @extend_schema(
        operation_id="day_plans_replan", request=ReplanDayForm, responses=ReplannedSerializer,
        description="Skip, add, late, or from another place: nothing is written.",
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        form = ReplanDayForm(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        assert isinstance(request.user, User)
        manager = read_manager(asked["manager"], request.user)
        found = rest_of_day(
            manager=manager,
            user=request.user,
            day=today(),
            order=[str(pk) for pk in asked["order"]],
            add={str(pk) for pk in asked.get("add", ())},
            skip={str(pk) for pk in asked.get("skip", ())},
            now_minute=minute_of(asked.get("at") or now(), today()),
            here=Place(asked["latitude"], asked["longitude"]) if asked.get("latitude") is not None else None,
            is_next_frozen=asked["is_next_frozen"],
        )
        return Response(replanned_body(found))


class SlotsView(APIView):
    noun = "day-plans"
    permission_classes = (Known,)

    @extend_schema(
        operation_id="day_plans_slots",
        parameters=[MANAGER, OpenApiParameter("account", OpenApiTypes.UUID, OpenApiParameter.QUERY, required=True)],
        responses=SlotsSerializer, description="When could one visit this customer? The three cheapest hours of ten working days.",
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ("manager", "account"))
        assert isinstance(request.user, User)
        manager = read_manager(request.query_params.get("manager", "me"), request.user)
        account = _account(request)
        free = free_hours(account=account, manager=manager, user=request.user, today=today(), from_minute=minute_of(now(), today()))
        return Response(
            {
                "account": {"id": account.pk, "name": account.name},
                "manager": {"id": manager.pk, "name": manager.name},
                "slots": [slot_body(slot, free.names) for slot in free.slots],
                "days_asked": free.days_asked,
                "is_estimated": free.roads_estimated,
            }
        )


class DayRuleView(APIView):
    noun = "day-plans"
    permission_classes = (Known,)

    @extend_schema(operation_id="day_plans_rule_retrieve", parameters=[MANAGER], responses=DayRuleSerializer)
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ("manager",))
        assert isinstance(request.user, User)
        return Response(rule_body(read_manager(request.query_params.get("manager", "me"), request.user), request.user))

    @extend_schema(operation_id="day_plans_rule_update", request=DayRuleForm, responses=DayRuleSerializer)
    def put(self, request: Request) -> Response:
        form = DayRuleForm(data=request.data)
        form.is_valid(raise_exception=True)
        assert isinstance(request.user, User)
        manager = read_manager(form.validated_data["manager"], request.user)
        set_day_rule(manager=manager, orders_first=form.validated_data["orders_first"], by=request.user, at=now())
        return Response(rule_body(manager, request.user))


def _account(request: Request) -> Account:
    assert isinstance(request.user, User)
    try:
        pk = UUID(request.query_params.get("account", ""))
    except ValueError as error:
        raise Invalid("Whose visit?", fields={"account": ["The id of an account."]}) from error
    account = Account.objects.visible_to(request.user).filter(pk=pk).first()
    if account is None:
        raise Http404
    return account


def rule_body(manager: User, user: User) -> Mapping[str, Any]:
    planned = day_plan(manager=manager, day=today(), today=today(), user=user)
    return {
        "manager": {"id": manager.pk, "name": manager.name},
        "orders_first": planned.habits.orders_first,
        "price_minutes": orders_first_price(planned, today=today()),
    }


def replanned_body(found: RestOfDay) -> Mapping[str, Any]:
    answer = found.answer
    return {
        "kept": road_body(answer.kept, found),
        "proposal": road_body(answer.proposal, found) if answer.proposal else None,
        "saved_minutes": answer.saved_minutes,
        "late": [{"id": account, "name": found.names[account]} for account in answer.late],
        "unknown": list(found.unknown),
        "engine": found.roads.engine,
        "is_estimated": found.roads.is_estimated,
        "engine_trouble": found.roads.trouble,
    }


def road_body(plan: DayPlan, found: RestOfDay) -> Mapping[str, Any]:
    return {
        "stops": [_stop(stop, plan.day, found) for stop in plan.stops],
        "travel_minutes": plan.travel_minutes,
        "distance_km": plan.distance_km,
        "overrun_minutes": plan.overrun_minutes,
    }


def _stop(stop: Stop, day: date, found: RestOfDay) -> Mapping[str, Any]:
    return {
        "account": {"id": stop.account, "name": found.names[stop.account]},
        "visit": stop.visit or found.facts.field.resumed.get(stop.account),
        "position": stop.position,
        "arrive_at": instant(day, stop.arrive_minute),
        "leave_at": instant(day, stop.leave_minute),
        "orders_today": stop.orders_today,
        "reason": reason_body(stop.reason),
        "overdue_days": stop.overdue_days,
        "travel_minutes": stop.travel_minutes,
        "distance_m": stop.distance_m,
    }


def slot_body(slot: Slot, names: Mapping[str, str]) -> Mapping[str, Any]:
    return {
        "date": slot.day,
        "arrive_at": instant(slot.day, slot.arrive_minute),
        "leave_at": instant(slot.day, slot.leave_minute),
        "position": slot.position,
        "after": {"id": slot.after, "name": names.get(slot.after, "")} if slot.after else None,
        "extra_minutes": slot.extra_minutes,
        "extra_km": None if slot.extra_m is None else tenths_of_km(slot.extra_m),
        "is_order_day": slot.is_order_day,
    }
