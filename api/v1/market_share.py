"""`/market-share/`: from points of satisfaction to a range of unit share (row 25)."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.describing import extend_schema
from api.filters import refuse_unknown
from api.permissions import Known
from api.v1.figures import FigureSerializer
from crm.constants.queries import read_register
from tiers.market_share import share_outlook


class PointsForm(serializers.Serializer[Any]):
    points = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=Decimal(-100), max_value=Decimal(100))


class MarketShareSerializer(serializers.Serializer[Any]):
    figures = FigureSerializer(many=True)
    missing = serializers.ListField(
        child=serializers.CharField(),
        help_text="Constants that are not in use, or no longer a range, so that figures are left out.",
    )


class MarketShareView(APIView):
    """Like the register that it reckons with, for everybody."""

    permission_classes = [Known]
    noun = "constants"

    @extend_schema(
        operation_id="market_share_retrieve",
        parameters=[OpenApiParameter("points", str, required=True, description="Of satisfaction, of 100; negative: lost.")],
        responses=MarketShareSerializer,
    )
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params, ("points",))
        form = PointsForm(data=request.query_params)
        form.is_valid(raise_exception=True)
        outlook = share_outlook(read_register(), **form.validated_data)
        return Response({"figures": [figure.as_json() for figure in outlook.figures], "missing": list(outlook.missing)})
