"""`/service-requests/`: what one step asks of the one before it, with its clock (row 5)."""

from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django_filters import rest_framework as df
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.service_requests import (
    ask_service,
    confirm_request,
    finish_request,
    pause_request,
    reopen_request,
    resume_request,
    withdraw_request,
)
from accounts.models import ServiceRequest, ServiceStandard
from api.describing import extend_schema
from api.filters import FlagFilter, InstantFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.chain import EmptyForm
from api.v1.clock import now
from api.v1.service_standards import VisibleLinkField

OVERDUE = Q(state=ServiceRequest.State.OPEN, due_at__lt=Now())


class ServiceRequestSerializer(RowSerializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ServiceRequest.Kind.choices)
    link = Ref(named_by="service")
    account = Ref(help_text="The serving step.")
    customer = Ref(help_text="The step that asks.")
    standard = Ref(named_by="what", allow_null=True)
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=ServiceRequest.State.choices)
    is_late = serializers.BooleanField(help_text="Open past its due instant, or done after it.")
    asked_by = Ref(allow_null=True)
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True)
    pause_reason = serializers.CharField()
    left_minutes = serializers.IntegerField(allow_null=True)
    done_by = Ref(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()
    settled_by = Ref(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    escalated_at = serializers.DateTimeField(allow_null=True)
    escalated_to = Ref(allow_null=True)
    touchpoint = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {
        "is_late": Case(
            When(OVERDUE | Q(done_at__gt=F("due_at")), then=Value(True)), default=Value(False), output_field=BooleanField()
        )
    }


class AskForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    link = VisibleLinkField()
    standard = serializers.UUIDField(required=False, allow_null=True)
    kind = serializers.ChoiceField(choices=ServiceRequest.Kind.choices, required=False)
    text = serializers.CharField(max_length=1000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("standard"):
            standard = ServiceStandard.objects.filter(pk=attrs["standard"], link=attrs["link"]).first()
            if standard is None:
                raise serializers.ValidationError({"standard": ["Not of this link."]})
            attrs["standard"] = standard
        return attrs


class PauseForm(StrictSerializer):
    reason = serializers.CharField(max_length=300)


class FinishForm(StrictSerializer):
    answer = serializers.CharField(max_length=1000, allow_blank=True, required=False)


class ReopenForm(StrictSerializer):
    reason = serializers.CharField(max_length=1000)


class OverdueFilter(FlagFilter):
    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        return qs if value is None else qs.filter(OVERDUE) if value else qs.exclude(OVERDUE)


class ServiceRequestFilter(StrictFilterSet):
    overdue = OverdueFilter()
    touchpoint = df.UUIDFilter()
    locals().update(
        id_filters("link")
        | id_filters("account")
        | id_filters("customer")
        | id_filters("standard", nullable=True)
        | id_filters("asked_by", nullable=True)
        | id_filters("escalated_to", nullable=True)
        | choice_filters("kind", ServiceRequest.Kind.values)
        | choice_filters("state", ServiceRequest.State.values)
        | range_filters("asked_at", InstantFilter, nullable=False)
        | range_filters("due_at", InstantFilter)
    )


class ServiceRequestViewSet(Resource):
    noun = "process-links"
    serializer_class = ServiceRequestSerializer
    filterset_class = ServiceRequestFilter
    orderings = {"asked_at": "asked_at", "due_at": "due_at", "created_at": "created_at"}
    default_ordering = "-asked_at"

    def rows(self) -> QuerySet[ServiceRequest]:
        return ServiceRequest.objects.visible_to(self.person)

    @extend_schema(request=AskForm, responses={201: ServiceRequestSerializer})
    def create(self, request: Request) -> Response:
        asked = ask_service(by=self.person, at=now(), **self.form(AskForm))
        return self.answer(asked.pk, http_status=201)

    @extend_schema(request=PauseForm, responses=ServiceRequestSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: UUID) -> Response:
        pause_request(request=self.row(), by=self.person, at=now(), **self.form(PauseForm))
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=ServiceRequestSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: UUID) -> Response:
        resume_request(request=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=FinishForm, responses=ServiceRequestSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: UUID) -> Response:
        finish_request(request=self.row(), by=self.person, at=now(), **self.form(FinishForm))
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=ServiceRequestSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: UUID) -> Response:
        confirm_request(request=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=ReopenForm, responses=ServiceRequestSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: UUID) -> Response:
        reopen_request(request=self.row(), by=self.person, at=now(), **self.form(ReopenForm))
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=ServiceRequestSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        withdraw_request(request=self.row(), by=self.person, at=now())
        return self.answer(pk)
