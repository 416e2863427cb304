"""`/accounts/{id}/explain/` and `/accounts/{id}/incident-cost/`: figures that open to their arithmetic (row 1)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.explained import annual_value
from accounts.incident import estimate
from accounts.models import Account
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.v1.accounts import AccountViewSet
from api.v1.figures import FigureSerializer
from api.v1.tiers import refuse_service_agents
from crm.constants.queries import read_register
from crm.errors import Invalid
from crm.explain import Figure
from tiers.explained import tier
from tiers.explained_stake import at_stake
from tiers.explained_worth import equity, loyalty_index

#: Every figure of an account that explains itself, by its name.
EXPLAINED: Final[Mapping[str, Callable[[Account], Figure | None]]] = {
    "annual_value": annual_value, "at_stake": at_stake, "equity": equity, "loyalty_index": loyalty_index, "tier": tier,
}  # fmt: skip


class ExplainedSerializer(serializers.Serializer[Any]):
    figure = FigureSerializer(allow_null=True, help_text="Null while it was never computed.")


class IncidentForm(serializers.Serializer[Any]):
    heard = serializers.IntegerField(min_value=1, max_value=1_000_000, default=1)
    keeping_share = serializers.DecimalField(
        max_digits=7, decimal_places=6, min_value=Decimal(0), max_value=Decimal(1), required=False
    )


class IncidentCostSerializer(serializers.Serializer[Any]):
    figures = FigureSerializer(many=True)
    missing = serializers.ListField(child=serializers.CharField(), help_text="Inputs that more figures wait for.")


class ExplainedViewSet(AccountViewSet):
    """Within the limits of `/accounts/`; sales figures are not for service agents."""

    def row(self) -> Account:
        account: Account = super().row()
        refuse_service_agents(self.person)
        return account

    @extend_schema(
        operation_id="accounts_explain_retrieve",
        parameters=[OpenApiParameter("figure", str, required=True, enum=sorted(EXPLAINED))],
        responses=ExplainedSerializer,
    )
    def explain(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ("figure",))
        account = self.row()
        explainer = EXPLAINED.get(request.query_params.get("figure", ""))
        if explainer is None:
            raise Invalid("Which figure?", fields={"figure": [f"One of {', '.join(sorted(EXPLAINED))}."]})
        figure = explainer(account)
        return Response({"figure": figure.as_json() if figure else None})

    @extend_schema(
        operation_id="accounts_incident_cost_retrieve",
        parameters=[
            OpenApiParameter("heard", int, description="Complaints that were heard; 1 unless given."),
            OpenApiParameter("keeping_share", str, description="What keeping the customer costs, as a share of its annual value."),
        ],
        responses=IncidentCostSerializer,
    )
    def incident_cost(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ("heard", "keeping_share"))
        form = IncidentForm(data=request.query_params)
        form.is_valid(raise_exception=True)
        estimated = estimate(read_register(), annual_value=annual_value(self.row()), **form.validated_data)
        return Response({"figures": [figure.as_json() for figure in estimated.figures], "missing": list(estimated.missing)})
