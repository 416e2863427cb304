"""`/products/` and `/orders/`: what customers buy, and what comes back."""

from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, QuerySet
from django.db.models.functions import Cast
from django_filters import rest_framework as df
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.trade import place_order
from accounts.models import Order, OrderLine, Product
from api.describing import extend_schema
from api.filters import InstantFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import JsonBuildObject, Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import InstantField, VisibleAccountField


class ProductSerializer(RowSerializer):
    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    category = serializers.CharField()
    unit = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a column of ours, not the field's own
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ProductFilter(StrictFilterSet):
    code = df.CharFilter()
    category = df.CharFilter()
    source = df.CharFilter()


class ProductViewSet(Resource):
    noun = "products"
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    orderings = {"code": "code", "created_at": "created_at"}
    default_ordering = "code"

    def rows(self) -> QuerySet[Product]:
        return Product.objects.all()


class OrderLineSerializer(serializers.Serializer[Any]):
    product = Ref()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    unit_price = serializers.DecimalField(max_digits=14, decimal_places=4)


def lines_of_order() -> ArraySubquery:
    line = JsonBuildObject.of(
        product=JsonBuildObject.of(id=F("product_id"), name=F("product__code")),
        quantity=Cast(F("quantity"), CharField()),
        unit_price=Cast(F("unit_price"), CharField()),
    )
    return ArraySubquery(OrderLine.objects.filter(order=OuterRef("pk")).order_by("position").values_list(line))


class OrderSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    external_id = serializers.CharField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]  # a column of ours, not the field's own
    kind = serializers.ChoiceField(choices=Order.Kind.choices)
    ordered_at = serializers.DateTimeField()
    lines = OrderLineSerializer(many=True)
    total = serializers.DecimalField(max_digits=18, decimal_places=4)
    currency = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {"lines": lines_of_order()}


class LineForm(StrictSerializer):
    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.filter(archived_at__isnull=True))
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3, min_value=Decimal("0.001"))
    unit_price = serializers.DecimalField(max_digits=14, decimal_places=4, min_value=Decimal(0))


class OrderForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    kind = serializers.ChoiceField(choices=Order.Kind.choices, default=Order.Kind.SALE)
    ordered_at = InstantField(required=False)
    lines = LineForm(many=True, allow_empty=False, max_length=500)  # type: ignore[call-arg]
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    source = serializers.CharField(max_length=50, allow_blank=True, required=False)  # type: ignore[assignment]  # a column of ours, not the field's own
    external_id = serializers.CharField(max_length=100, allow_null=True, required=False)


class OrderFilter(StrictFilterSet):
    currency = df.CharFilter()
    source = df.CharFilter()
    external_id = df.CharFilter()
    locals().update(
        id_filters("account")
        | choice_filters("kind", Order.Kind.values)
        | range_filters("ordered_at", InstantFilter, nullable=False)
        | range_filters("total", df.NumberFilter, nullable=False)
    )


class OrderViewSet(Resource):
    noun = "orders"
    serializer_class = OrderSerializer
    filterset_class = OrderFilter
    orderings = {"ordered_at": "ordered_at", "created_at": "created_at"}
    default_ordering = "-ordered_at"

    def rows(self) -> QuerySet[Order]:
        return Order.objects.visible_to(self.person)

    @extend_schema(request=OrderForm, responses={201: OrderSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(OrderForm)
        order = place_order(by=self.person, at=form.pop("ordered_at", None) or now(), **form)
        return self.answer(order.pk, http_status=201)
