"""`/work-list/`: whom to see to first and why, customers that stay before customers to be won (rows 13, 24)."""

import base64
import binascii
import json
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Account, AccountStatus, TierName
from api.describing import extend_schema
from api.filters import read_id, refuse_unknown
from api.pagination import read_limit
from api.permissions import Known
from api.rows import Ref
from api.v1.equity import asking
from api.v1.figures import FigureSerializer
from crm.calendar import today
from crm.constants.queries import read_register
from crm.errors import Invalid
from crm.models import User
from tiers.readings.runs import last_run
from tiers.readings.work_list import Asked, Line, Sum, work_lines, work_sums
from tiers.work_list import Reason, Side

SIDES = [(side.value, side.value) for side in Side]


class WorkReasonSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=[(reason.value, reason.value) for reason in Reason])
    count = serializers.IntegerField(required=False, help_text="Open complaints, or promises that are overdue.")
    days = serializers.IntegerField(required=False, help_text="Overdue by so many.")
    share = serializers.FloatField(required=False, help_text="How likely it is that the customer has left.")


class WorkLineSerializer(serializers.Serializer[Any]):
    account = Ref()
    team = Ref()
    owner = Ref(allow_null=True)
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    status = serializers.ChoiceField(choices=AccountStatus.choices)
    side = serializers.ChoiceField(choices=SIDES, help_text="`keep`: buys from us; `win`: not yet, or no more.")
    reasons = WorkReasonSerializer(many=True, help_text="What hurts first.")
    currency = serializers.CharField()
    annual_value = serializers.CharField(allow_null=True)
    at_stake_low = serializers.CharField(
        allow_null=True, help_text="`/accounts/{id}/explain/?figure=at_stake` opens it; null: not known."
    )
    at_stake_high = serializers.CharField(allow_null=True)


class WorkSumSerializer(serializers.Serializer[Any]):
    side = serializers.ChoiceField(choices=SIDES)
    currency = serializers.CharField()
    accounts = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Of them with a figure.")
    at_stake = FigureSerializer(allow_null=True)


class WorkListSerializer(serializers.Serializer[Any]):
    first = serializers.ChoiceField(choices=SIDES)
    sums = WorkSumSerializer(many=True, help_text="Of the whole list; on its first page only.")
    results = WorkLineSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class WorkListView(APIView):
    """Keeping first unless `first=win`. Who sees more than one team's customers names a team or a manager."""

    noun = "accounts"
    permission_classes = (Known,)

    @extend_schema(
        operation_id="work_list_list",
        parameters=[
            OpenApiParameter("team", UUID), OpenApiParameter("owner", UUID),
            OpenApiParameter("first", str, enum=[side.value for side in Side], description="`keep` unless given."),
            OpenApiParameter("limit", int), OpenApiParameter("cursor", str, description="From `next`."),
        ],
        responses=WorkListSerializer,
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        params = request.query_params
        user, limit = asking(request), read_limit(params)
        refuse_unknown(params, ("team", "owner", "first", "limit", "cursor"))
        first = params.get("first") or Side.KEEP
        if first not in tuple(Side):
            raise Invalid("Keeping first, or winning.", fields={"first": [f"One of {', '.join(Side)}."]})
        rows = _narrowed(user, params.get("team"), params.get("owner"))
        after = _read_cursor(params["cursor"], first) if params.get("cursor") else None
        asked = Asked.of(read_register(), night=last_run(), day=today())
        lines = work_lines(rows, asked, limit=limit + 1, first=Side(first), after=after)
        return Response(
            {
                "first": first,
                "sums": [] if after else [_sum_body(each) for each in work_sums(rows, asked)],
                "results": [_line_body(line) for line in lines[:limit]],
                "next": _cursor(first, lines[limit - 1]) if len(lines) > limit else None,
                "previous": None,
            }
        )


def _narrowed(user: User, team: str | None, owner: str | None) -> QuerySet[Account]:
    rows = Account.objects.visible_to(user)
    if team:
        rows = rows.filter(team_id=read_id("team", team))
    if owner:
        rows = rows.filter(owner_id=read_id("owner", owner))
    if not team and not owner and user.reach is None:
        raise Invalid("Whose list?", fields={"team": ["Name a team, or an owner."]})
    return rows


def _cursor(first: str, line: Line) -> str:
    raw = json.dumps([first, line.side, *line.place], separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _read_cursor(text: str, first: str) -> tuple[Side, str | None, str]:
    try:
        made_for, side, high, last = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        place = (Side(side), None if high is None else str(_finite(high)), str(UUID(last)))
    except (ValueError, TypeError, AttributeError, RecursionError, InvalidOperation, binascii.Error) as error:
        raise Invalid("This cursor is not one of ours.", fields={"cursor": ["Not a cursor."]}) from error
    if made_for != first:
        raise Invalid("This cursor belongs to another ordering.", fields={"cursor": ["Belongs to another ordering."]})
    return place


def _finite(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or value.adjusted() > 20:
        raise ValueError(text)
    return value


def _line_body(line: Line) -> dict[str, Any]:
    return {
        "account": {"id": line.id, "name": line.name},
        "team": {"id": line.team[0], "name": line.team[1]},
        "owner": line.owner and {"id": line.owner[0], "name": line.owner[1]},
        "tier": line.tier,
        "status": line.status,
        "side": line.side,
        "reasons": line.reasons,
        "currency": line.currency,
        "annual_value": None if line.annual_value is None else str(line.annual_value),
        "at_stake_low": None if line.low is None else str(line.low),
        "at_stake_high": None if line.high is None else str(line.high),
    }


def _sum_body(each: Sum) -> dict[str, Any]:
    return {
        "side": each.side,
        "currency": each.currency,
        "accounts": each.accounts,
        "known": each.known,
        "at_stake": each.figure and each.figure.as_json(),
    }
