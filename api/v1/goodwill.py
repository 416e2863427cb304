"""`/goodwills/` and `/goodwill-limits/`: given on the spot, brought back later, within what each role may give (row 4)."""

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Case, CharField, DecimalField, F, QuerySet, Value, When
from django.db.models.functions import Cast
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.goodwill import recover_goodwill, withdraw_goodwill
from accounts.actions.goodwill_limits import set_goodwill_limit
from accounts.models import Goodwill, GoodwillLimit
from accounts.models.goodwill import LIMITED_ROLES
from api.describing import extend_schema
from api.filters import InstantFilter, StrictFilterSet, choice_filters, id_filters, null_filter, range_filters, refuse_unknown
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import InstantField, VisibleAccountField
from tiers.actions.goodwill import grant_goodwill
from tiers.readings.goodwill import room_by_tier

MONEY = DecimalField(max_digits=12, decimal_places=2)
NET = Case(When(withdrawn_at__isnull=False, then=Value(Decimal("0.00"))), default=F("amount") - F("recovered"), output_field=MONEY)


class GoodwillSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.CharField()
    reason = serializers.CharField()
    evidence = serializers.CharField()
    attachment = Ref(allow_null=True, named_by="filename")
    no_evidence_why = serializers.CharField(help_text="Without evidence: why it was given all the same.")
    given_at = serializers.DateTimeField()
    given_by = Ref(allow_null=True)
    recovered = serializers.DecimalField(max_digits=12, decimal_places=2)
    net = serializers.DecimalField(max_digits=12, decimal_places=2, help_text="Given and not brought back; 0 when withdrawn.")
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawn_by = Ref(allow_null=True)
    withdrawn_why = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions: ClassVar[dict[str, Any]] = {"net": Cast(NET, CharField())}


class GrantForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    reason = serializers.CharField(max_length=500)
    evidence = serializers.CharField(max_length=500, allow_blank=True, required=False)
    attachment = serializers.UUIDField(allow_null=True, required=False)
    no_evidence_why = serializers.CharField(max_length=300, allow_blank=True, required=False)


class RecoverForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, required=False, allow_null=True, help_text="Empty: all.")
    at = InstantField(required=False, source="came_at")
    note = serializers.CharField(max_length=300, allow_blank=True, required=False)


class WithdrawGoodwillForm(StrictSerializer):
    reason = serializers.CharField(max_length=300)


class GoodwillRecoverySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.name", default=None, allow_null=True)
    note = serializers.CharField()


class GiverSerializer(serializers.Serializer[Any]):
    role = serializers.CharField()
    name = serializers.CharField(allow_null=True)
    limit = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True, help_text="Null: none.")


class GoodwillRoomSerializer(serializers.Serializer[Any]):
    currency = serializers.CharField()
    has_no_limit = serializers.BooleanField()
    limit = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True, help_text="Null: nothing may be given.")
    already = serializers.DecimalField(
        max_digits=12, decimal_places=2, help_text="Given to this customer today, less what came back."
    )
    left = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    above = GiverSerializer(many=True, help_text="Who may give more, the nearest first.")
    bound_by = serializers.ChoiceField(["role", "tier"], help_text="Whose limit that is: the role's, or the customer's tier's.")


class GoodwillRoomForm(StrictSerializer):
    account = VisibleAccountField()
    currency = serializers.RegexField(r"^[A-Z]{3}$", default="CNY")


class GoodwillFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("given_by", nullable=True)
        | null_filter("withdrawn_at")
        | range_filters("given_at", InstantFilter, nullable=False)
    )


class GoodwillViewSet(Resource):
    noun = "goodwills"
    serializer_class = GoodwillSerializer
    filterset_class = GoodwillFilter
    orderings: ClassVar = {"given_at": "given_at", "created_at": "created_at"}
    default_ordering = "-given_at"

    def rows(self) -> QuerySet[Goodwill]:
        return Goodwill.objects.visible_to(self.person)

    @extend_schema(request=GrantForm, responses={201: GoodwillSerializer})
    def create(self, request: Request) -> Response:
        goodwill = grant_goodwill(by=self.person, at=now(), **self.form(GrantForm))
        return self.answer(goodwill.pk, http_status=201)

    @extend_schema(request=RecoverForm, responses=GoodwillSerializer)
    @action(detail=True, methods=["post"])
    def recover(self, request: Request, pk: UUID) -> Response:
        recover_goodwill(goodwill=self.row(), by=self.person, at=now(), **self.form(RecoverForm))
        return self.answer(pk)

    @extend_schema(request=WithdrawGoodwillForm, responses=GoodwillSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        withdraw_goodwill(goodwill=self.row(), by=self.person, at=now(), **self.form(WithdrawGoodwillForm))
        return self.answer(pk)

    @extend_schema(
        parameters=[OpenApiParameter("account", OpenApiTypes.UUID, required=True), OpenApiParameter("currency", OpenApiTypes.STR)],
        responses=GoodwillRoomSerializer,
    )
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def room(self, request: Request) -> Response:
        """What the asking person may still give this customer today."""
        refuse_unknown(request.query_params, GoodwillRoomForm().fields)
        form = GoodwillRoomForm(data=request.query_params.dict(), context={"request": request})
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        room = room_by_tier(asked["account"], by=self.person, currency=asked["currency"], at=now())
        return Response(GoodwillRoomSerializer(room).data)

    @extend_schema(responses=GoodwillRecoverySerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def recoveries(self, request: Request, pk: UUID) -> Response:
        refuse_unknown(request.query_params, ())
        return Response(GoodwillRecoverySerializer(self.row().recoveries.select_related("by"), many=True).data)


class GoodwillLimitSerializer(RowSerializer):
    id = serializers.UUIDField()
    role = serializers.ChoiceField(choices=LIMITED_ROLES)
    currency = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    reason = serializers.CharField()
    set_by = Ref(allow_null=True)
    set_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True, help_text="Null: holds now.")
    created_at = serializers.DateTimeField()


class GoodwillLimitForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    role = serializers.ChoiceField(choices=LIMITED_ROLES)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0)
    reason = serializers.CharField(max_length=300)


class GoodwillLimitFilter(StrictFilterSet):
    locals().update(choice_filters("role", [role for role, _ in LIMITED_ROLES]) | null_filter("ended_at"))


class GoodwillLimitViewSet(Resource):
    """The limits that hold and all that held before; a new one ends the former."""

    noun = "goodwills"
    serializer_class = GoodwillLimitSerializer
    filterset_class = GoodwillLimitFilter
    orderings: ClassVar = {"set_at": "set_at", "created_at": "created_at"}
    default_ordering = "-set_at"

    def rows(self) -> QuerySet[GoodwillLimit]:
        """One register for the whole company."""
        return GoodwillLimit.objects.all()

    @extend_schema(request=GoodwillLimitForm, responses={201: GoodwillLimitSerializer})
    def create(self, request: Request) -> Response:
        limit = set_goodwill_limit(by=self.person, at=now(), **self.form(GoodwillLimitForm))
        return self.answer(limit.pk, http_status=201)
