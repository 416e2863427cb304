"""`/visits/`: planned, checked in, completed, missed."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL
from django_filters import rest_framework as df
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import extend_schema
from api.filters import DayFilter, InstantFilter, StrictFilterSet, choice_filters, id_filters, range_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import DayField, InstantField, VisibleAccountField
from api.versions import required_version
from crm.models import User
from visits.actions.visits import (
    add_visit,
    cancel_visit,
    complete_visit,
    finish_next_action,
    miss_visit,
    replan_visit,
    start_visit,
)
from visits.models import Route, Visit, VisitType
from visits.phone_clock import Heard

#: What was found, in the order in which it was told; the findings are rows of their own at `/findings/`.
FINDINGS = RawSQL(
    "(SELECT coalesce(json_agg(CASE WHEN kind = '' THEN json_build_object('text', text)"
    " ELSE json_build_object('text', text, 'kind', kind) END ORDER BY position), '[]'::json)"
    " FROM visits_finding WHERE visit_id = visits_visit.id)",
    (),
    output_field=JSONField(),
)


class VisitSerializer(RowSerializer):
    id = serializers.UUIDField()
    account = Ref()
    route = Ref(allow_null=True)
    manager = Ref()
    visit_type = Ref(named_by="label_zh", allow_null=True)
    planned_on = serializers.DateField()
    status = serializers.ChoiceField(choices=Visit.Status.choices)
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    visited_on = serializers.DateField(allow_null=True, help_text="Business day a completed visit counts for.")
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    accuracy_m = serializers.FloatField(allow_null=True)
    distance_m = serializers.FloatField(allow_null=True)
    flags = serializers.ListField(child=serializers.ChoiceField(choices=Visit.Flag.choices))
    purpose = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Visit.Outcome.choices, allow_null=True)
    service_level = serializers.IntegerField(allow_null=True, min_value=1, max_value=4)
    notes = serializers.CharField()
    next_action = serializers.CharField()
    next_action_on = serializers.DateField(allow_null=True)
    next_action_done_at = serializers.DateTimeField(allow_null=True)
    missed_reason = serializers.CharField()
    findings = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    photos = serializers.ListField(child=serializers.CharField())
    source = serializers.CharField()  # type: ignore[assignment]
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions: ClassVar[dict[str, Any]] = {"findings": FINDINGS}


class VisibleRouteField(serializers.UUIDField):
    """The id of a route that the asking person sees."""

    def to_internal_value(self, data: Any) -> Route:  # type: ignore[override]
        route = Route.objects.visible_to(self.context["request"].user).active().filter(pk=super().to_internal_value(data)).first()
        if route is None:
            raise serializers.ValidationError("No such route.")
        return route


class ReplanForm(StrictSerializer):
    planned_on = serializers.DateField()
    manager = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), required=False)
    route = VisibleRouteField(required=False, allow_null=True)
    purpose = serializers.CharField(max_length=200, allow_blank=True, required=False)


class VisitForm(ReplanForm):
    id = serializers.UUIDField(required=False)
    account = VisibleAccountField()


class HappenedForm(StrictSerializer):
    """`at`: when it happened on the road; left out, now."""

    at = InstantField(required=False)


class StartForm(HappenedForm):
    latitude = serializers.FloatField(required=False, allow_null=True)
    longitude = serializers.FloatField(required=False, allow_null=True)
    accuracy_m = serializers.FloatField(required=False, allow_null=True)
    mocked = serializers.BooleanField(required=False, help_text="The device says that this place is made up.")


class FindingField(serializers.JSONField):
    """A text, or `{"text", "kind"?}`."""


class StepField(serializers.JSONField):
    """`{"kind", "state": "done" | "skipped", "reason"?, "note"?, "details"?}`; the details have the shape of the kind."""


class CommitmentForm(StrictSerializer):
    """Something one said one would do, by a day: it becomes a promise."""

    id = serializers.UUIDField(required=False)
    text = serializers.CharField(max_length=500)
    due_on = DayField()


class ResultForm(StrictSerializer):
    outcome = serializers.ChoiceField(choices=Visit.Outcome.choices)
    service_level = serializers.IntegerField(min_value=1, max_value=4, required=False, allow_null=True)
    notes = serializers.CharField(max_length=10_000, allow_blank=True, required=False)
    next_action = serializers.CharField(max_length=200, allow_blank=True, required=False)
    next_action_on = serializers.DateField(required=False, allow_null=True)
    findings = serializers.ListField(child=FindingField(), required=False)
    photos = serializers.ListField(child=serializers.CharField(), required=False, help_text="SHA-256 of each, in hexadecimal.")
    visit_type = serializers.PrimaryKeyRelatedField(
        queryset=VisitType.objects.all(), required=False, allow_null=True, help_text="Left out: the usual one."
    )
    type_version = serializers.IntegerField(
        min_value=1, required=False, help_text="The version of the type that a phone knew: a later must does not bind it."
    )
    steps = serializers.ListField(child=StepField(), required=False, max_length=20, help_text="The results of the type's steps.")
    promises = CommitmentForm(many=True, required=False, max_length=20)  # type: ignore[call-arg]


class CompleteForm(ResultForm, HappenedForm):
    """The result of a visit."""


class MissForm(HappenedForm):
    reason = serializers.CharField(max_length=200)


class EmptyForm(StrictSerializer):
    pass


class VisitFilter(StrictFilterSet):
    locals().update(
        id_filters("account")
        | id_filters("manager")
        | id_filters("route", nullable=True)
        | choice_filters("status", Visit.Status.values)
        | choice_filters("outcome", Visit.Outcome.values, nullable=True)
        | range_filters("planned_on", DayFilter, nullable=False)
        | range_filters("visited_on", DayFilter)
        | range_filters("next_action_on", DayFilter)
        | range_filters("service_level", df.NumberFilter)
        | range_filters("completed_at", InstantFilter)
    )
    source = df.CharFilter()
    external_id = df.CharFilter()


class VisitViewSet(Resource):
    noun = "visits"
    serializer_class = VisitSerializer
    filterset_class = VisitFilter
    orderings: ClassVar = {"planned_on": "planned_on", "completed_at": "completed_at", "created_at": "created_at"}
    default_ordering = "-planned_on"

    def rows(self) -> QuerySet[Visit]:
        return Visit.objects.visible_to(self.person)

    @extend_schema(request=VisitForm, responses={201: VisitSerializer}, description="Plans a visit.")
    def create(self, request: Request) -> Response:
        visit = add_visit(by=self.person, at=now(), **self.form(VisitForm))
        return self.answer(visit.pk, http_status=201)

    @extend_schema(request=ReplanForm, responses=VisitSerializer, description="Moves a visit that is still planned.")
    def partial_update(self, request: Request, pk: UUID) -> Response:
        visit, version = self.row(), required_version(request)
        replan_visit(visit=visit, by=self.person, at=now(), version=version, **self.form(ReplanForm, partial=True))
        return self.answer(pk)

    @extend_schema(request=StartForm, responses=VisitSerializer, description="Checks in; a doubtful place is flagged.")
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: UUID) -> Response:
        start_visit(visit=self.row(), by=self.person, **self.happened(StartForm))
        return self.answer(pk)

    @extend_schema(request=CompleteForm, responses=VisitSerializer)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: UUID) -> Response:
        complete_visit(visit=self.row(), by=self.person, **self.happened(CompleteForm))
        return self.answer(pk)

    @extend_schema(request=MissForm, responses=VisitSerializer)
    @action(detail=True, methods=["post"])
    def miss(self, request: Request, pk: UUID) -> Response:
        miss_visit(visit=self.row(), by=self.person, **self.happened(MissForm))
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=VisitSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        cancel_visit(visit=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=VisitSerializer, description="Ticks off the visit's next action.")
    @action(detail=True, methods=["post"], url_path="finish-next-action")
    def finish_next_action(self, request: Request, pk: UUID) -> Response:
        finish_next_action(visit=self.row(), by=self.person, at=now())
        return self.answer(pk)

    def happened(self, form_class: type[HappenedForm]) -> dict[str, Any]:
        """The body with `at` filled in and what we know of the clock behind it."""
        heard_at = now()
        form = self.form(form_class)
        return {"at": heard_at} | form | {"heard": Heard(heard_at)}
