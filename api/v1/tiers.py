"""`/tiers/` and what is asked and decided about one account's tier: why, override, welcome (rows 7, 68)."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import TierName, Welcome
from api.describing import extend_schema
from api.filters import read_id, refuse_unknown
from api.permissions import Known
from api.resources import StrictSerializer
from api.v1.accounts import AccountSerializer, AccountViewSet, EmptyForm
from api.v1.clock import now
from crm.errors import Forbidden
from crm.models import Role, User
from tiers.actions.overrides import end_override, override_tier
from tiers.actions.welcome import decide_welcome
from tiers.board.figures import TierCount, tier_counts
from tiers.models import TierFigure, TierPolicy
from tiers.queries import why_tier


class SalesFigures(Forbidden):
    """The numbers behind a tier are sales, which a service agent does not read."""

    code = "sales_figures"


def refuse_service_agents(user: User) -> None:
    if user.role == Role.SERVICE_AGENT:
        raise SalesFigures("Sales figures are not for service agents.")


class TierCountSerializer(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True, help_text="Null: not yet rated.")
    accounts = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="Of the accounts counted; null when there are none.")
    annual_value = serializers.DictField(child=serializers.CharField(), help_text="12-month net sales by currency.")
    revenue_share = serializers.DictField(
        child=serializers.FloatField(allow_null=True),
        help_text="Of the net sales in that currency; null when not positive.",
    )


class TierCountsSerializer(serializers.Serializer[Any]):
    results = TierCountSerializer(many=True)


class TiersView(APIView):
    """How many accounts stand in each tier, of those that the asking person sees."""

    noun = "tiers"
    permission_classes = (Known,)

    @extend_schema(
        operation_id="tiers_retrieve",
        parameters=[OpenApiParameter("team", OpenApiTypes.UUID, OpenApiParameter.QUERY, description="One team only.")],
        responses=TierCountsSerializer,
    )
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ("team",))
        assert isinstance(request.user, User)  # Known let nobody else in
        refuse_service_agents(request.user)
        figures = TierFigure.objects.visible_to(request.user)
        if "team" in request.query_params:
            figures = figures.filter(team_id=read_id("team", request.query_params["team"]))
        counts = tier_counts(figures)
        total = sum(count.accounts for count in counts)
        return Response({"results": [count_body(count, total) for count in counts]})


def count_body(count: TierCount, total: int) -> dict[str, Any]:
    return {
        "tier": count.tier,
        "accounts": count.accounts,
        "share": round(count.accounts / total, 4) if total else None,
        "annual_value": {currency: str(value) for currency, value in count.annual_value.items()},
        "revenue_share": {currency: part if part is None else float(part) for currency, part in count.revenue_share.items()},
    }


class OverrideInForceSerializer(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(choices=TierName.choices)
    reason = serializers.CharField()
    by = serializers.CharField()
    approver = serializers.CharField(allow_null=True)
    since = serializers.DateField()
    expires_on = serializers.DateField()


class TierChangeSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    before = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    after = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    kind = serializers.CharField()
    reason = serializers.CharField()


class TierWhySerializer(serializers.Serializer[Any]):
    """Why an account has its tier, to the last number."""

    policy_version = serializers.IntegerField(allow_null=True)
    policy_name = serializers.CharField(allow_null=True)
    method = serializers.ChoiceField(choices=TierPolicy.Method.choices, allow_null=True)
    reviewed_on = serializers.DateField(allow_null=True)
    value = serializers.CharField(allow_null=True, help_text="12-month net sales that were judged, a decimal string.")
    currency = serializers.CharField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True, help_text="Peers that hold at least as much, itself included.")
    peers = serializers.IntegerField(allow_null=True, help_text="Rated accounts of the same team and currency that sold something.")
    rank_share = serializers.FloatField(allow_null=True, help_text="0 to 1.")
    cut_share = serializers.FloatField(allow_null=True, help_text="The top share down to the line of the tier shown.")
    cuts = serializers.DictField(child=serializers.CharField(), allow_null=True, help_text="Every line: shares, or money.")
    candidate = serializers.ChoiceField(choices=TierName.choices, allow_null=True, help_text="What the bare cuts say.")
    computed = serializers.ChoiceField(choices=TierName.choices, allow_null=True, help_text="With band and grace.")
    months_beyond = serializers.IntegerField(allow_null=True)
    grace_months = serializers.IntegerField(allow_null=True)
    rated_from = serializers.DateField(allow_null=True, help_text="While not yet rated: from when it will be.")
    text_code = serializers.CharField(allow_null=True, help_text="The rule that decided, or `override`.")
    override = OverrideInForceSerializer(allow_null=True)
    change = TierChangeSerializer(allow_null=True, help_text="The last one.")


class WhyTierSerializer(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    since = serializers.DateField(allow_null=True)
    why = TierWhySerializer(allow_null=True, help_text="Null while there was no review.")


class OverrideForm(StrictSerializer):
    tier = serializers.ChoiceField(choices=TierName.choices)
    reason = serializers.CharField(max_length=300, help_text="At least 10 characters.")
    expires_on = serializers.DateField(help_text="At most 180 days ahead; that morning the computed tier returns.")
    approver = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(is_active=True, role__in=(Role.LEAD, Role.ADMIN)), required=False, allow_null=True,
        help_text="Needed from two steps on: another lead of the team, or an administrator.",
    )  # fmt: skip


class WelcomeForm(StrictSerializer):
    welcome = serializers.ChoiceField(choices=Welcome.choices)
    reason = serializers.CharField(max_length=300, help_text="At least 10 characters.")


class AccountTierViewSet(AccountViewSet):
    """The tier of one account, within the limits of `/accounts/`."""

    noun = "tiers"

    @extend_schema(operation_id="accounts_why_tier_retrieve", responses=WhyTierSerializer)
    def why(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        account = self.row()
        refuse_service_agents(self.person)
        return Response({"tier": account.tier, "since": account.tier_since, "why": why_tier(account)})

    @extend_schema(operation_id="accounts_override_tier_create", request=OverrideForm, responses=AccountSerializer)
    def override(self, request: Request, pk: UUID) -> Response:
        account = self.row()
        override_tier(account=account, by=self.person, at=now(), **self.form(OverrideForm))
        return self.answer(pk)

    @extend_schema(operation_id="accounts_end_override_create", request=EmptyForm, responses=AccountSerializer)
    def end_override(self, request: Request, pk: UUID) -> Response:
        end_override(account=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(operation_id="accounts_decide_welcome_create", request=WelcomeForm, responses=AccountSerializer)
    def decide_welcome(self, request: Request, pk: UUID) -> Response:
        account = self.row()
        decide_welcome(account=account, by=self.person, at=now(), **self.form(WelcomeForm))
        return self.answer(pk)
