"""`/visit-types/`: kinds of visits with the steps that belong to them (row 79); and what came of the steps, `/visit-steps/`."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import extend_schema
from api.filters import StrictFilterSet, choice_filters, id_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.versions import required_version
from visits.actions.visit_types import archive_visit_type, define_visit_type, update_visit_type
from visits.models import StepKind, VisitStep, VisitType


class TypeStepSerializer(StrictSerializer):
    kind = serializers.ChoiceField(choices=StepKind.choices)
    must = serializers.BooleanField(required=False)
    hint = serializers.CharField(max_length=100, allow_blank=True, required=False)
    must_from = serializers.IntegerField(required=False, help_text="The version since which it is a must; the server says it.")


class VisitTypeSerializer(RowSerializer):
    id = serializers.UUIDField()
    label_zh = serializers.CharField()
    label_en = serializers.CharField()
    steps = TypeStepSerializer(many=True)
    is_default = serializers.BooleanField(help_text="What a visit is when nobody says otherwise.")
    position = serializers.IntegerField()
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions: ClassVar[dict[str, Any]] = {"steps": F("steps")}


class VisitTypeForm(StrictSerializer):
    label_zh = serializers.CharField(max_length=60)
    label_en = serializers.CharField(max_length=60, allow_blank=True, required=False)
    steps = TypeStepSerializer(many=True, max_length=20)  # type: ignore[call-arg]
    is_default = serializers.BooleanField(required=False)
    position = serializers.IntegerField(min_value=0, max_value=10_000, required=False)


class NewVisitTypeForm(VisitTypeForm):
    id = serializers.UUIDField(required=False)


class EmptyForm(StrictSerializer):
    pass


class VisitTypeViewSet(Resource):
    noun = "visits"
    serializer_class = VisitTypeSerializer
    orderings: ClassVar = {"position": "position", "created_at": "created_at"}
    default_ordering = "position"

    def rows(self) -> QuerySet[VisitType]:
        """The same for the whole company."""
        return VisitType.objects.all()

    @extend_schema(request=NewVisitTypeForm, responses={201: VisitTypeSerializer})
    def create(self, request: Request) -> Response:
        made = define_visit_type(by=self.person, at=now(), **self.form(NewVisitTypeForm))
        return self.answer(made.pk, http_status=201)

    @extend_schema(request=VisitTypeForm, responses=VisitTypeSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        row, version = self.row(), required_version(request)
        update_visit_type(type=row, changes=self.form(VisitTypeForm, partial=True), by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=VisitTypeSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        archive_visit_type(type=self.row(), by=self.person, at=now())
        return self.answer(pk)


class VisitStepSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    visit = serializers.UUIDField()
    visited_on = serializers.DateField(source="visit.visited_on")
    kind = serializers.ChoiceField(choices=StepKind.choices)
    position = serializers.IntegerField()
    state = serializers.ChoiceField(choices=VisitStep.State.choices)
    reason = serializers.CharField()
    note = serializers.CharField()
    details = serializers.DictField(help_text="What was seen, in the shape of the kind.")

    expressions: ClassVar[dict[str, Any]] = {"visit": F("visit_id"), "details": F("details")}


class VisitStepFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("visit")
        | choice_filters("kind", StepKind.values)
        | choice_filters("state", VisitStep.State.values)
    )


class VisitStepViewSet(Resource):
    noun = "visits"
    serializer_class = VisitStepSerializer
    filterset_class = VisitStepFilter
    http_method_names = ("get", "head", "options")

    def rows(self) -> QuerySet[VisitStep]:
        return VisitStep.objects.visible_to(self.person)
