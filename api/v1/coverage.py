"""`/coverage/`: visits required against visits made, who is overdue, whether the spacing is kept."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
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
from api.v1.day_plans import planned_for, read_manager
from crm.calendar import today
from crm.errors import Invalid
from crm.models import User
from visits.readings.coverage import Coverage, coverage

USUAL = timedelta(days=27)
LONGEST = timedelta(days=366)
TIERS = ("vip", "gold", "key", "ordinary", "unrated")
PARAMETERS = [
    OpenApiParameter(
        "manager", OpenApiTypes.STR, OpenApiParameter.QUERY, description="An id, or `me`; left out: everybody you see."
    ),
    OpenApiParameter("since", OpenApiTypes.DATE, OpenApiParameter.QUERY, description="Left out: four weeks up to `until`."),
    OpenApiParameter("until", OpenApiTypes.DATE, OpenApiParameter.QUERY, description="Left out: today."),
]


class CoverageSerializer(serializers.Serializer[Any]):
    """`share` is the part of the required visits that were made (visits beyond what an account needs do not make up for others);
    `spacing` the part of the gaps within a fifth of the interval. Null where there is nothing to divide."""

    accounts = serializers.IntegerField()
    required_visits = serializers.FloatField()
    done_visits = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)
    overdue = serializers.IntegerField(help_text="As of today.")
    longest_overdue_days = serializers.IntegerField()
    gaps = serializers.IntegerField()
    spacing = serializers.FloatField(allow_null=True)


class TierCoverageSerializer(CoverageSerializer):
    tier = serializers.ChoiceField(choices=TIERS)


class ManagerCoverageSerializer(CoverageSerializer):
    manager = Ref()


class CoverageReportSerializer(serializers.Serializer[Any]):
    since = serializers.DateField()
    until = serializers.DateField()
    total = CoverageSerializer()
    tiers = TierCoverageSerializer(many=True)
    managers = ManagerCoverageSerializer(many=True)


class CoverageView(APIView):
    noun = "cycle-plans"
    permission_classes = (Known,)

    @extend_schema(operation_id="coverage_retrieve", parameters=PARAMETERS, responses=CoverageReportSerializer)
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ("manager", "since", "until"))
        assert isinstance(request.user, User)  # Known let nobody else in
        user, text = request.user, request.query_params.get("manager")
        managers = [read_manager(text, user)] if text else list(planned_for(user).order_by("name", "id"))
        until = read_date(request, "until") or today()
        since = read_date(request, "since") or until - USUAL
        if not timedelta(0) <= until - since <= LONGEST:
            raise Invalid("since is not after until, and at most a year before.", fields={"since": ["Within a year before until."]})
        report = coverage(managers=managers, user=user, since=since, until=until, today=today())
        names: dict[UUID, str] = {manager.pk: manager.name for manager in managers}
        return Response(
            {
                "since": since,
                "until": until,
                "total": line(report.total),
                "tiers": [line(report.tiers[tier]) | {"tier": tier} for tier in TIERS if tier in report.tiers],
                "managers": [
                    line(report.managers[pk]) | {"manager": {"id": pk, "name": name}}
                    for pk, name in names.items()
                    if pk in report.managers
                ],
            }
        )


def read_date(request: Request, name: str) -> date | None:
    if name not in request.query_params:
        return None
    try:
        found: date = DayField().clean(request.query_params[name])
    except ValidationError as error:
        raise Invalid(f"{name} is no day.", fields={name: error.messages}) from error
    return found


def line(coverage: Coverage) -> dict[str, Any]:
    return {
        "accounts": coverage.accounts,
        "required_visits": round(coverage.required, 1),
        "done_visits": coverage.done,
        "share": round(coverage.counted / coverage.required, 3) if coverage.required else None,
        "overdue": coverage.overdue,
        "longest_overdue_days": coverage.longest_overdue_days,
        "gaps": coverage.gaps,
        "spacing": round(coverage.kept / coverage.gaps, 3) if coverage.gaps else None,
    }
