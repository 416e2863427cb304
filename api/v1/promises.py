"""`/promises/`: what was promised, to whom, by when, and whether it was kept (row 22)."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.promises import break_promise, keep_promise, make_promise, release_promise
from accounts.models import Promise
from accounts.queries.promises import COUNTS, KeptRate, kept_rates
from api.describing import extend_schema
from api.filters import DayFilter, StrictFilterSet, choice_filters, id_filters, range_filters, refuse_unknown
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import DayField, OfAccount, VisibleAccountField
from api.v1.shares import ShareSerializer
from crm.calendar import today


class PromiseSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    contact = Ref(allow_null=True)
    text = serializers.CharField()
    due_on = serializers.DateField()
    state = serializers.ChoiceField(choices=Promise.State.choices)
    made_by = Ref()
    made_at = serializers.DateTimeField()
    keeper = Ref(allow_null=True, help_text="Who has to keep it: the account's owner; null while nobody has the account.")
    inherited_at = serializers.DateTimeField(allow_null=True, help_text="When it came to its keeper with the account.")
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by = Ref(allow_null=True)
    settled_reason = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PromiseForm(OfAccount, StrictSerializer):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()
    contact = serializers.UUIDField(required=False, allow_null=True)
    text = serializers.CharField(max_length=500)
    due_on = DayField()


class KeepPromiseForm(StrictSerializer):
    reason = serializers.CharField(max_length=500, allow_blank=True, required=False)


class EndPromiseForm(StrictSerializer):
    reason = serializers.CharField(max_length=500)


class PromiseFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("made_by")
        | id_filters("keeper", nullable=True)
        | id_filters("contact", nullable=True)
        | choice_filters("state", Promise.State.values)
        | range_filters("due_on", DayFilter, nullable=False)
    )


class KeptPeriodForm(StrictSerializer):
    since = DayField()
    until = DayField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["since"] > attrs["until"]:
            raise serializers.ValidationError({"until": ["The period ends before it begins."]})
        return attrs


class KeptRateSerializer(serializers.Serializer[Any]):
    keeper = Ref(allow_null=True)
    kept = serializers.IntegerField()
    kept_late = serializers.IntegerField(help_text="Among the kept ones: after the due day.")
    broken = serializers.IntegerField()
    released = serializers.IntegerField(help_text="Counts neither way.")
    open = serializers.IntegerField(help_text="Now.")
    overdue = serializers.IntegerField(help_text="Now, among the open ones.")
    kept_share = ShareSerializer()
    on_time_share = ShareSerializer()


class KeptRatesSerializer(serializers.Serializer[Any]):
    since = serializers.DateField()
    until = serializers.DateField()
    results = KeptRateSerializer(many=True)


class PromiseViewSet(Resource):
    noun = "promises"
    serializer_class = PromiseSerializer
    filterset_class = PromiseFilter
    orderings = {"due_on": "due_on", "made_at": "made_at", "created_at": "created_at"}
    default_ordering = "due_on"

    def rows(self) -> QuerySet[Promise]:
        return Promise.objects.visible_to(self.person)

    @extend_schema(request=PromiseForm, responses={201: PromiseSerializer})
    def create(self, request: Request) -> Response:
        promise = make_promise(by=self.person, at=now(), **self.form(PromiseForm))
        return self.answer(promise.pk, http_status=201)

    @extend_schema(request=KeepPromiseForm, responses=PromiseSerializer)
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, pk: UUID) -> Response:
        keep_promise(promise=self.row(), by=self.person, at=now(), **self.form(KeepPromiseForm))
        return self.answer(pk)

    @extend_schema(request=EndPromiseForm, responses=PromiseSerializer)
    @action(detail=True, methods=["post"], url_path="break")
    def break_(self, request: Request, pk: UUID) -> Response:
        break_promise(promise=self.row(), by=self.person, at=now(), **self.form(EndPromiseForm))
        return self.answer(pk)

    @extend_schema(request=EndPromiseForm, responses=PromiseSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: UUID) -> Response:
        release_promise(promise=self.row(), by=self.person, at=now(), **self.form(EndPromiseForm))
        return self.answer(pk)

    @extend_schema(
        operation_id="promises_kept_rates",
        parameters=[OpenApiParameter("since", str, required=True), OpenApiParameter("until", str, required=True)],
        responses=KeptRatesSerializer,
    )
    @action(detail=False, methods=["get"], url_path="kept-rates")
    def kept_rates(self, request: Request) -> Response:
        """How well each manager's word was kept between two days, with the counts and a 95 % interval."""
        refuse_unknown(request.query_params, ("since", "until"))
        period = KeptPeriodForm(data=request.query_params.dict())
        period.is_valid(raise_exception=True)
        rates = kept_rates(by=self.person, day=today(), **period.validated_data)
        rows = [rate_row(rate) for rate in rates]
        return Response({"since": request.query_params["since"], "until": request.query_params["until"], "results": rows})


def rate_row(rate: KeptRate) -> dict[str, Any]:
    keeper = {"id": rate.keeper.pk, "name": rate.keeper.name} if rate.keeper else None
    shares = {"kept_share": asdict(rate.kept_share), "on_time_share": asdict(rate.on_time_share)}
    return {"keeper": keeper} | {name: getattr(rate, name) for name in COUNTS} | shares
