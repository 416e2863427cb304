"""`/consumptions/`: what a customer uses of a product, and when it is empty (row 2)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.consumption import archive_consumption, count_stock, keep_consumption, update_consumption
from accounts.models import Consumption, Product
from api.describing import extend_schema
from api.filters import DayFilter, FlagFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import VisibleAccountField
from api.versions import required_version


class AmountField(serializers.DecimalField):
    """Quantities are decimal strings, as money is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 4, "allow_null": True} | kwargs)


class ConsumptionSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    product = Ref()
    unit = serializers.CharField(source="product.unit", help_text="The product's unit: every quantity here is in it.")
    capacity = AmountField()
    width_cm = AmountField()
    depth_cm = AmountField()
    height_cm = AmountField()
    units_per_litre = AmountField()
    basis = serializers.ChoiceField(choices=Consumption.Basis.choices, allow_null=True, help_text="Null: the best there is.")
    stated_per_day = AmountField()
    household = serializers.IntegerField(allow_null=True)
    per_head_per_day = AmountField()
    stock = AmountField(help_text="What was there when somebody last looked.")
    stock_on = serializers.DateField(allow_null=True)
    has_consent = serializers.BooleanField(help_text="The customer agreed to deliveries before it is empty.")
    consent_on = serializers.DateField(allow_null=True)
    lead_days = serializers.IntegerField()
    notes = serializers.CharField()
    last_fill_on = serializers.DateField(allow_null=True)
    last_fill = AmountField()
    per_day = AmountField()
    per_day_low = AmountField()
    per_day_high = AmountField()
    rate_from = serializers.ChoiceField(choices=Consumption.Basis.choices, allow_null=True)
    run_out_on = serializers.DateField(allow_null=True)
    run_out_from = serializers.DateField(allow_null=True)
    run_out_to = serializers.DateField(allow_null=True)
    deliver_by = serializers.DateField(allow_null=True)
    parts = serializers.DictField(help_text="The arithmetic behind the figures.")
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ConsumptionForm(StrictSerializer):
    capacity = AmountField(max_digits=12, decimal_places=3, required=False)
    width_cm = AmountField(max_digits=7, decimal_places=1, required=False)
    depth_cm = AmountField(max_digits=7, decimal_places=1, required=False)
    height_cm = AmountField(max_digits=7, decimal_places=1, required=False)
    units_per_litre = AmountField(max_digits=9, decimal_places=4, required=False)
    basis = serializers.ChoiceField(choices=Consumption.Basis.choices, allow_null=True, required=False)
    stated_per_day = AmountField(max_digits=12, decimal_places=4, required=False)
    household = serializers.IntegerField(min_value=1, max_value=10_000, allow_null=True, required=False)
    per_head_per_day = AmountField(max_digits=12, decimal_places=4, required=False)
    has_consent = serializers.BooleanField(required=False)
    consent_on = serializers.DateField(allow_null=True, required=False)
    lead_days = serializers.IntegerField(min_value=0, max_value=60, required=False)
    notes = serializers.CharField(max_length=500, allow_blank=True, required=False)


class NewConsumptionForm(ConsumptionForm):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.filter(archived_at__isnull=True))
    stock = AmountField(max_digits=12, decimal_places=3, min_value=0, required=False)
    stock_on = serializers.DateField(required=False)


class CountForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    quantity = serializers.DecimalField(max_digits=12, decimal_places=3, min_value=0)
    counted_on = serializers.DateField(required=False)


class EmptyForm(StrictSerializer):
    pass


class ConsumptionFilter(StrictFilterSet):
    has_consent = FlagFilter(field_name="has_consent")
    locals().update(
        id_filters("account")
        | id_filters("product")
        | choice_filters("rate_from", Consumption.Basis.values, nullable=True)
        | range_filters("run_out_on", DayFilter)
        | range_filters("run_out_from", DayFilter)
        | range_filters("deliver_by", DayFilter)
    )


class ConsumptionViewSet(Resource):
    noun = "consumptions"
    serializer_class = ConsumptionSerializer
    filterset_class = ConsumptionFilter
    orderings = {"run_out_on": "run_out_on", "created_at": "created_at"}
    default_ordering = "run_out_on"

    def rows(self) -> QuerySet[Consumption]:
        return Consumption.objects.visible_to(self.person)

    @extend_schema(request=NewConsumptionForm, responses={201: ConsumptionSerializer})
    def create(self, request: Request) -> Response:
        kept = keep_consumption(by=self.person, at=now(), **self.form(NewConsumptionForm))
        return self.answer(kept.pk, http_status=201)

    @extend_schema(request=ConsumptionForm, responses=ConsumptionSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        consumption, version = self.row(), required_version(request)
        changes = self.form(ConsumptionForm, partial=True)
        update_consumption(consumption=consumption, changes=changes, by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=CountForm, responses=ConsumptionSerializer, description="Somebody looked into the vat.")
    @action(detail=True, methods=["post"])
    def count(self, request: Request, pk: UUID) -> Response:
        count_stock(consumption=self.row(), by=self.person, at=now(), **self.form(CountForm))
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=ConsumptionSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        archive_consumption(consumption=self.row(), by=self.person, at=now())
        return self.answer(pk)
