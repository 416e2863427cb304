"""`/day-plans/`: a manager's day, planned afresh at every question; nothing is written."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.describing import extend_schema
from api.filters import DayField, refuse_unknown
from api.permissions import Known
from api.rows import Ref
from crm.calendar import today
from crm.errors import Invalid
from crm.models import Role, User
from visits.models import Absence, Visit
from visits.planning.agenda import LeftOut, Reason, Stop
from visits.planning.cycle.grid import HOLIDAY
from visits.planning.working import FREE_DAY
from visits.queries import PlannedDay, day_plan
from visits.wording import WORDS, reason_text

DAYS_OFF = [*Absence.Kind.values, HOLIDAY, FREE_DAY]


class ReasonSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=sorted(WORDS))
    text = serializers.CharField()
    parts = serializers.DictField(child=serializers.IntegerField(), help_text="The numbers the text is made of.")


class PlanStopSerializer(serializers.Serializer[Any]):
    account = Ref()
    visit = serializers.UUIDField(allow_null=True, help_text="Null until there is one.")
    position = serializers.IntegerField()
    arrive_at = serializers.DateTimeField()
    leave_at = serializers.DateTimeField()
    orders_today = serializers.IntegerField()
    reason = ReasonSerializer()
    overdue_days = serializers.IntegerField()
    travel_minutes = serializers.IntegerField(allow_null=True)
    distance_m = serializers.IntegerField(allow_null=True)


class DoneStopSerializer(serializers.Serializer[Any]):
    account = Ref()
    visit = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["completed", "missed"])
    outcome = serializers.ChoiceField(choices=Visit.Outcome.choices, allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)


class LeftOutSerializer(serializers.Serializer[Any]):
    account = Ref()
    code = serializers.ChoiceField(choices=["shift_full", "window_missed"])
    reason = ReasonSerializer(allow_null=True)


class DayPlanSerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    manager = Ref()
    stops = PlanStopSerializer(many=True)
    done = DoneStopSerializer(many=True)
    left_out = LeftOutSerializer(many=True, help_text="Due, but the day is too short.")
    travel_minutes = serializers.IntegerField()
    distance_km = serializers.FloatField()
    overrun_minutes = serializers.IntegerField()
    engine = serializers.CharField()
    is_estimated = serializers.BooleanField(help_text="Some way of this day no engine has measured.")
    engine_trouble = serializers.ChoiceField(choices=["timeout", "unreachable", "nonsense", "resting"], allow_null=True)
    orders_first = serializers.BooleanField(help_text="The manager's rule; its price: /day-plans/rule/.")
    lunch_at = serializers.DateTimeField(allow_null=True, help_text="Null: no lunch on the way.")
    day_off = serializers.ChoiceField(
        choices=DAYS_OFF, allow_null=True, help_text="Why nobody is proposed that day; what was put on it by hand stands."
    )


class DayPlansView(APIView):
    noun = "day-plans"
    permission_classes = (Known,)

    @extend_schema(
        operation_id="day_plans_retrieve",
        parameters=[
            OpenApiParameter("manager", OpenApiTypes.STR, OpenApiParameter.QUERY, description="An id, or `me`.", default="me"),
            OpenApiParameter("date", OpenApiTypes.DATE, OpenApiParameter.QUERY, description="A business day; today when left out."),
        ],
        responses=DayPlanSerializer,
    )
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ("manager", "date"))
        assert isinstance(request.user, User)  # Known let nobody else in
        user = request.user
        manager = read_manager(request.query_params.get("manager", "me"), user)
        day = read_day(request.query_params.get("date"))
        return Response(body(day_plan(manager=manager, day=day, today=today(), user=user)))


def read_manager(text: str, user: User) -> User:
    """A manager or lead whose plan `user` may see; everybody else is answered alike with 404."""
    try:
        pk = user.pk if text == "me" else UUID(text)
    except ValueError as error:
        raise Invalid("manager is an id or me.", fields={"manager": ["An id, or me."]}) from error
    manager = planned_for(user).filter(pk=pk).first()
    if manager is None:
        raise Http404
    return manager


def planned_for(user: User) -> QuerySet[User]:
    """People whose days `user` may look at: one's own, and those of the teams within reach."""
    people = User.objects.filter(role__in=(Role.MANAGER, Role.LEAD), is_active=True)
    if user.role in (Role.SERVICE_AGENT, Role.DEPARTMENT_LEAD):
        return people.none()
    if user.reach is None:
        return people
    return people.filter(Q(team__in=user.reach) | Q(teams_led__in=user.reach) | Q(pk=user.pk)).distinct()


def read_day(text: str | None) -> date:
    if text is None:
        return today()
    try:
        day: date = DayField().clean(text)
    except ValidationError as error:
        raise Invalid("date is no day.", fields={"date": error.messages}) from error
    if abs((day - today()).days) > 366:
        raise Invalid("A day within a year.", fields={"date": ["Within a year from today."]})
    return day


def body(planned: PlannedDay) -> Mapping[str, Any]:
    plan = planned.plan
    return {
        "date": plan.day,
        "manager": {"id": planned.manager.pk, "name": planned.manager.name},
        "stops": [stop_body(stop, planned) for stop in plan.stops],
        "done": [done_body(visit, planned) for visit in planned.done if str(visit.account_id) in planned.names],
        "left_out": [left_out_body(out, planned) for out in plan.left_out if out.code in ("shift_full", "window_missed")],
        "travel_minutes": plan.travel_minutes,
        "distance_km": plan.distance_km,
        "overrun_minutes": plan.overrun_minutes,
        "engine": plan.engine,
        "is_estimated": planned.estimated,
        "engine_trouble": planned.trouble,
        "orders_first": planned.habits.orders_first,
        "lunch_at": None if plan.lunch_minute is None else instant(plan.day, plan.lunch_minute),
        "day_off": planned.day_off or None,
    }


def stop_body(stop: Stop, planned: PlannedDay) -> dict[str, Any]:
    return {
        "account": account_ref(stop.account, planned),
        "visit": planned.visit_of(stop.account, stop.visit),
        "position": stop.position,
        "arrive_at": instant(planned.plan.day, stop.arrive_minute),
        "leave_at": instant(planned.plan.day, stop.leave_minute),
        "orders_today": stop.orders_today,
        "reason": reason_body(stop.reason),
        "overdue_days": stop.overdue_days,
        "travel_minutes": stop.travel_minutes,
        "distance_m": stop.distance_m,
    }


def reason_body(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "text": reason_text(reason), "parts": dict(reason.parts)}


def done_body(visit: Visit, planned: PlannedDay) -> dict[str, Any]:
    return {
        "account": account_ref(str(visit.account_id), planned),
        "visit": visit.pk,
        "status": visit.status,
        "outcome": visit.outcome,
        "completed_at": visit.completed_at,
    }


def left_out_body(out: LeftOut, planned: PlannedDay) -> dict[str, Any]:
    reason = reason_body(out.reason) if out.reason else None
    return {"account": account_ref(out.account, planned), "code": out.code, "reason": reason}


def account_ref(account: str, planned: PlannedDay) -> dict[str, str]:
    return {"id": account, "name": planned.names[account]}


def instant(day: date, minute: int) -> datetime:
    """By the clock on the wall of the business day, also where the clock is moved that night."""
    wall = datetime.combine(day, time.min, tzinfo=settings.BUSINESS_TZ) + timedelta(minutes=minute)
    return wall.astimezone(UTC)
