"""`/accounts/{id}/order-comparison/`: the order of a day beside what the customer usually buys (row 20)."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.order_comparison import DAYS_COMPARED, STATES
from accounts.queries.orders import compare_orders
from api.describing import extend_schema
from api.filters import refuse_unknown
from api.v1.accounts import AccountViewSet
from api.v1.day_plans import read_day
from api.v1.tiers import refuse_service_agents


class ComparedProductSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)


class ComparedLineSerializer(serializers.Serializer[Any]):
    product = ComparedProductSerializer()
    state = serializers.ChoiceField(choices=STATES, help_text="`missing`: usually ordered, and not on this day.")
    quantity = serializers.DecimalField(max_digits=16, decimal_places=3)
    usual = serializers.DecimalField(max_digits=16, decimal_places=3, allow_null=True, help_text="Median of the days with it.")
    last = serializers.DecimalField(max_digits=16, decimal_places=3, allow_null=True)
    last_on = serializers.DateField(allow_null=True)
    times = serializers.IntegerField(help_text="On how many of the days it was ordered.")
    change = serializers.DecimalField(max_digits=16, decimal_places=3, allow_null=True, help_text="Share over or under the usual.")


class OrderComparisonSerializer(serializers.Serializer[Any]):
    on = serializers.DateField(allow_null=True, help_text="The day compared; null where nothing was ever ordered.")
    days = serializers.IntegerField(help_text=f"How many order days before it were looked at: at most {DAYS_COMPARED}.")
    lines = ComparedLineSerializer(many=True)


class OrderComparisonViewSet(AccountViewSet):
    noun = "orders"
    http_method_names = ("get", "head", "options")

    @extend_schema(
        operation_id="accounts_order_comparison_retrieve",
        parameters=[OpenApiParameter("date", str, description="The day, YYYY-MM-DD; left out, the last one with an order.")],
        responses=OrderComparisonSerializer,
    )
    def retrieve(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ("date",))
        account = self.row()
        refuse_service_agents(self.person)
        on = request.query_params.get("date")
        found, products = compare_orders(account=account, on=read_day(on) if on else None)
        if found is None:
            return Response({"on": None, "days": 0, "lines": []})
        lines = [
            asdict(line)
            | {"product": {"id": line.product, "name": str(products[line.product]), "unit": products[line.product].unit}}
            for line in found.lines
        ]
        return Response(OrderComparisonSerializer({"on": found.on, "days": found.days, "lines": lines}).data)
