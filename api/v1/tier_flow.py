"""`/pareto/` and `/tier-migration/`: how few hold how much, and who moved between two days (row 68)."""

from datetime import date
from typing import Any

from django.db.models import Q
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Account, AccountKind, AccountStatus, TierName
from api.describing import extend_schema
from api.filters import filter_rows, read_id, refuse_unknown
from api.permissions import Known
from api.v1.tier_board import BOARD_PARAMETERS, BoardFilter
from api.v1.tiers import refuse_service_agents
from crm.calendar import today
from crm.errors import Invalid
from crm.models import Role, Team, User
from tiers.board.figures import tier_counts
from tiers.board.moves import Cell, migration
from tiers.board.pareto import Curve, Mark, curves
from tiers.models import TierFigure, TierPolicy


class MarkSerializer(serializers.Serializer[Any]):
    accounts = serializers.IntegerField()
    accounts_share = serializers.FloatField()
    value = serializers.CharField(help_text="12-month net sales of these first accounts.")
    revenue_share = serializers.FloatField()


class LineSerializer(MarkSerializer):
    tier = serializers.ChoiceField(choices=TierName.choices)


class CurveTeamSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class CurvePolicySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    method = serializers.ChoiceField(choices=TierPolicy.Method.choices)


class CurveSerializer(serializers.Serializer[Any]):
    team = CurveTeamSerializer()
    currency = serializers.CharField()
    as_of = serializers.DateField(help_text="Day of the review that found it.")
    policy = CurvePolicySerializer()
    accounts = serializers.IntegerField(help_text="Rated accounts that bought something.")
    value = serializers.CharField()
    points = MarkSerializer(many=True)
    lines = LineSerializer(many=True, help_text="Where the policy cuts; empty for cuts by money.")


class CurvesSerializer(serializers.Serializer[Any]):
    results = CurveSerializer(many=True)


class CellSerializer(serializers.Serializer[Any]):
    before = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    after = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    accounts = serializers.IntegerField()
    annual_value = serializers.DictField(child=serializers.CharField(), help_text="Of those that moved; present net sales.")


class MigrationSerializer(serializers.Serializer[Any]):
    since = serializers.DateField()
    until = serializers.DateField()
    moved = serializers.IntegerField()
    up = serializers.IntegerField()
    down = serializers.IntegerField()
    cells = CellSerializer(many=True, help_text="Who was no customer yet stands with the not yet rated.")


class ParetoView(APIView):
    """What share of the sales the first accounts of each team hold, against the lines of its policy; as of its last review."""

    noun = "tiers"
    permission_classes = (Known,)

    @extend_schema(
        operation_id="pareto_list",
        parameters=[OpenApiParameter("team", OpenApiTypes.UUID, OpenApiParameter.QUERY, description="One team only.")],
        responses=CurvesSerializer,
    )
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ("team",))
        assert isinstance(request.user, User)  # Known let nobody else in
        refuse_service_agents(request.user)
        teams = Team.objects.filter(_read_by(request.user))
        if text := request.query_params.get("team"):
            teams = teams.filter(pk=read_id("team", text))
        return Response({"results": [_curve_body(curve) for curve in curves(teams)]})


class TierMigrationView(APIView):
    """How many accounts stood where on `since` and where on `until`, each at the end of the day."""

    noun = "tiers"
    permission_classes = (Known,)

    @extend_schema(
        operation_id="tier_migration_retrieve",
        parameters=[
            OpenApiParameter("since", OpenApiTypes.DATE, OpenApiParameter.QUERY, required=True),
            OpenApiParameter("until", OpenApiTypes.DATE, OpenApiParameter.QUERY, description="Today when left out."),
            *BOARD_PARAMETERS,
        ],
        responses=MigrationSerializer,
    )
    def get(self, request: Request) -> Response:
        assert isinstance(request.user, User)  # Known let nobody else in
        refuse_service_agents(request.user)
        params = request.query_params
        since, until = _day(params, "since"), _day(params, "until", otherwise=today())
        if not since < until:
            raise Invalid("The first day lies before the second.", fields={"until": ["After since."]})
        seen = Account.objects.visible_to(request.user).filter(kind=AccountKind.EXTERNAL).exclude(status=AccountStatus.ARCHIVED)
        days = ("since", "until")
        accounts = filter_rows(BoardFilter, params, seen, also=days)
        now = tier_counts(filter_rows(BoardFilter, params, TierFigure.objects.visible_to(request.user), also=days))
        cells = migration(accounts=accounts, now=now, since=since, until=until)
        return Response(_migration_body(cells, since, until))


def _read_by(user: User) -> Q:
    if user.role == Role.DEPARTMENT_LEAD:
        return Q(pk__in=[])
    return Q() if user.reach is None else Q(pk__in=user.reach)


def _day(params: Any, name: str, *, otherwise: date | None = None) -> date:
    text = params.get(name)
    try:
        day = date.fromisoformat(text) if text else otherwise
    except ValueError:
        day = None
    if day is None:
        raise Invalid(f"{name} is a day.", fields={name: ["A day such as 2026-06-30."]})
    return day


def _curve_body(curve: Curve) -> dict[str, Any]:
    return {
        "team": {"id": curve.team.pk, "name": curve.team.name},
        "currency": curve.currency,
        "as_of": curve.as_of,
        "policy": {name: getattr(curve.policy, name) for name in ("id", "number", "name", "method")},
        "accounts": curve.accounts,
        "value": str(curve.value),
        "points": [_mark_body(point) for point in curve.points],
        "lines": [{"tier": tier} | _mark_body(mark) for tier, mark in curve.lines.items()],
    }


def _mark_body(mark: Mark) -> dict[str, Any]:
    return {
        "accounts": mark.accounts,
        "accounts_share": float(mark.accounts_share),
        "value": str(mark.value),
        "revenue_share": float(mark.revenue_share),
    }


def _migration_body(cells: list[Cell], since: date, until: date) -> dict[str, Any]:
    steps = {tier: place for place, tier in enumerate((None, *reversed(TierName.values)))}
    moved = [cell for cell in cells if cell.before != cell.after]
    return {
        "since": since,
        "until": until,
        "moved": sum(cell.accounts for cell in moved),
        # a first rating is neither up nor down
        "up": sum(cell.accounts for cell in moved if cell.before and cell.after and steps[cell.after] > steps[cell.before]),
        "down": sum(cell.accounts for cell in moved if cell.before and cell.after and steps[cell.after] < steps[cell.before]),
        "cells": [
            {
                "before": cell.before,
                "after": cell.after,
                "accounts": cell.accounts,
                "annual_value": {currency: str(value) for currency, value in cell.annual_value.items()},
            }
            for cell in cells
        ],
    }
