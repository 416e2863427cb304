"""`/service-deliveries/` and `/accounts/{id}/entitlements/`: what a customer gets, and what it was given (rows 9, 61, 69)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.deliveries import give_service, grade_delivery, settle_alert, withdraw_delivery
from accounts.entitlement import tier_that_counts
from accounts.models import AdditionalKind, Layer, Per, Service, ServiceDelivery, ServiceLevel, TierName
from accounts.queries.entitlements import Entitled, entitlements_of
from api.describing import extend_schema
from api.filters import (
    DayFilter,
    FlagFilter,
    StrictFilterSet,
    id_filters,
    null_filter,
    range_filters,
    refuse_unknown,
)
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.accounts import AccountViewSet
from api.v1.clock import now
from api.v1.fields import VisibleAccountField
from crm.calendar import today


class ServiceDeliverySerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    service = Ref()
    given_on = serializers.DateField()
    given_by = Ref(allow_null=True)
    quantity = serializers.IntegerField()
    level = serializers.ChoiceField(choices=ServiceLevel.choices, allow_null=True)
    note = serializers.CharField()
    beyond = serializers.BooleanField(help_text="More than the tier gets, or nothing of its own.")
    cost = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    currency = serializers.CharField()
    alert = serializers.BooleanField(help_text="Below the standard line and not settled yet.")
    settlement = serializers.CharField()
    settled_by = Ref(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawn_why = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class GiveServiceForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    service = serializers.PrimaryKeyRelatedField(queryset=Service.objects.all())
    given_on = serializers.DateField(required=False)
    quantity = serializers.IntegerField(min_value=1, max_value=10_000, required=False)
    level = serializers.ChoiceField(choices=ServiceLevel.choices, required=False, allow_null=True)
    note = serializers.CharField(max_length=500, allow_blank=True, required=False)


class SettleAlertForm(StrictSerializer):
    text = serializers.CharField(max_length=500)


class GradeForm(StrictSerializer):
    level = serializers.ChoiceField(choices=ServiceLevel.choices, allow_null=True)


class WithdrawDeliveryForm(StrictSerializer):
    reason = serializers.CharField(max_length=200)


class ServiceDeliveryFilter(StrictFilterSet):
    alert = FlagFilter()
    beyond = FlagFilter()
    locals().update(
        id_filters("account")
        | id_filters("service")
        | id_filters("given_by", nullable=True)
        | null_filter("withdrawn_at")
        | range_filters("given_on", DayFilter, nullable=False)
    )


class ServiceDeliveryViewSet(Resource):
    noun = "services"
    serializer_class = ServiceDeliverySerializer
    filterset_class = ServiceDeliveryFilter
    orderings = {"given_on": "given_on", "created_at": "created_at"}
    default_ordering = "-given_on"

    def rows(self) -> QuerySet[ServiceDelivery]:
        return ServiceDelivery.objects.visible_to(self.person)

    @extend_schema(request=GiveServiceForm, responses={201: ServiceDeliverySerializer})
    def create(self, request: Request) -> Response:
        delivery = give_service(by=self.person, at=now(), **self.form(GiveServiceForm))
        return self.answer(delivery.pk, http_status=201)

    @extend_schema(request=SettleAlertForm, responses=ServiceDeliverySerializer)
    @action(detail=True, methods=["post"], url_path="settle-alert")
    def settle_alert(self, request: Request, pk: UUID) -> Response:
        settle_alert(delivery=self.row(), by=self.person, at=now(), **self.form(SettleAlertForm))
        return self.answer(pk)

    @extend_schema(request=GradeForm, responses=ServiceDeliverySerializer)
    @action(detail=True, methods=["post"])
    def grade(self, request: Request, pk: UUID) -> Response:
        grade_delivery(delivery=self.row(), by=self.person, at=now(), **self.form(GradeForm))
        return self.answer(pk)

    @extend_schema(request=WithdrawDeliveryForm, responses=ServiceDeliverySerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        withdraw_delivery(delivery=self.row(), by=self.person, at=now(), **self.form(WithdrawDeliveryForm))
        return self.answer(pk)


class AllowanceSerializer(serializers.Serializer[Any]):
    quota = serializers.IntegerField(allow_null=True, help_text="Null: as often as needed.")
    per = serializers.ChoiceField(choices=Per.choices)
    used = serializers.IntegerField()
    left = serializers.IntegerField(allow_null=True)
    since = serializers.DateField()
    until = serializers.DateField()


class EntitledSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Of the service.")
    code = serializers.CharField()
    name = serializers.CharField()
    layer = serializers.ChoiceField(choices=Layer.choices)
    kind = serializers.ChoiceField(choices=AdditionalKind.choices, allow_null=True)
    unit = serializers.CharField()
    level = serializers.ChoiceField(choices=ServiceLevel.choices, allow_null=True, help_text="Promised to this tier.")
    allowance = AllowanceSerializer(allow_null=True, help_text="Null: this tier gets nothing of it; giving it is an exception.")


class AccountEntitlementsSerializer(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(choices=TierName.choices, allow_null=True)
    counts_as = serializers.ChoiceField(choices=TierName.choices, help_text="Without a tier yet: what everybody gets.")
    services = EntitledSerializer(many=True)


class AccountEntitlementsViewSet(AccountViewSet):
    """What one customer is entitled to today, within the limits of `/accounts/`."""

    noun = "services"
    http_method_names = ("get", "head", "options")

    @extend_schema(operation_id="accounts_entitlements_retrieve", responses=AccountEntitlementsSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        account = self.row()
        found = entitlements_of(account, on=today())
        body = {"tier": account.tier, "counts_as": tier_that_counts(account.tier), "services": [_entitled(each) for each in found]}
        return Response(body)


def _entitled(entitled: Entitled) -> dict[str, Any]:
    service, counted = entitled.service, entitled.allowance
    return {
        "id": service.pk,
        "code": service.code,
        "name": service.name,
        "layer": service.layer,
        "kind": service.kind,
        "unit": service.unit,
        "level": entitled.level,
        "allowance": counted and {name: getattr(counted, name) for name in ("quota", "per", "used", "left", "since", "until")},
    }
