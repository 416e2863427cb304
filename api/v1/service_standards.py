"""`/service-standards/`: what a step promises to the next one, in versions (row 5)."""

from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as df
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.standards import end_standard, revise_standard, set_standard
from accounts.models import ProcessLink, ServiceStandard, StandardUnit
from api.describing import extend_schema
from api.filters import StrictFilterSet, id_filters, null_filter
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.chain import EmptyForm
from api.v1.clock import now
from crm.errors import Unseen


@extend_schema_field(serializers.UUIDField)
class VisibleLinkField(serializers.UUIDField):
    """The id of a process link that the asking person sees; a stranger's is answered like one that does not exist."""

    def to_internal_value(self, data: object) -> ProcessLink:  # type: ignore[override]
        link_id = super().to_internal_value(data)  # type: ignore[arg-type]
        link = ProcessLink.objects.visible_to(self.context["request"].user).filter(pk=link_id).first()
        if link is None:
            raise Unseen("No such link.", fields={self.field_name or "link": ["No such link."]})
        return link


class ServiceStandardSerializer(RowSerializer):
    id = serializers.UUIDField()
    link = Ref(named_by="service")
    account = Ref()
    series = serializers.UUIDField(help_text="The versions of one standard share it.")
    number = serializers.IntegerField()
    what = serializers.CharField()
    within = serializers.IntegerField()
    unit = serializers.ChoiceField(choices=StandardUnit.choices)
    round_the_clock = serializers.BooleanField()
    measure = serializers.CharField()
    target = serializers.IntegerField(help_text="Percent to be on time.")
    effective_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    made_by = Ref(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class RevisedStandardForm(StrictSerializer):
    what = serializers.CharField(max_length=200, required=False)
    within = serializers.IntegerField(min_value=1, max_value=10_000, required=False)
    unit = serializers.ChoiceField(choices=StandardUnit.choices, required=False)
    round_the_clock = serializers.BooleanField(required=False)
    measure = serializers.CharField(max_length=300, allow_blank=True, required=False)
    target = serializers.IntegerField(min_value=1, max_value=100, required=False)


class ServiceStandardForm(RevisedStandardForm):
    id = serializers.UUIDField(required=False)
    link = VisibleLinkField()
    what = serializers.CharField(max_length=200)
    within = serializers.IntegerField(min_value=1, max_value=10_000)
    unit = serializers.ChoiceField(choices=StandardUnit.choices)


class ServiceStandardFilter(StrictFilterSet):
    series = df.UUIDFilter()
    locals().update(id_filters("link") | id_filters("account") | null_filter("ended_at"))


class ServiceStandardViewSet(Resource):
    noun = "process-links"
    serializer_class = ServiceStandardSerializer
    filterset_class = ServiceStandardFilter
    orderings = {"effective_at": "effective_at", "created_at": "created_at"}
    default_ordering = "-effective_at"

    def rows(self) -> QuerySet[ServiceStandard]:
        return ServiceStandard.objects.visible_to(self.person)

    @extend_schema(request=ServiceStandardForm, responses={201: ServiceStandardSerializer})
    def create(self, request: Request) -> Response:
        standard = set_standard(by=self.person, at=now(), **self.form(ServiceStandardForm))
        return self.answer(standard.pk, http_status=201)

    @extend_schema(request=RevisedStandardForm, responses=ServiceStandardSerializer, description="Answers with the new version.")
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, pk: UUID) -> Response:
        revised = revise_standard(standard=self.row(), by=self.person, at=now(), **self.form(RevisedStandardForm))
        return self.answer(revised.pk)

    @extend_schema(request=EmptyForm, responses=ServiceStandardSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: UUID) -> Response:
        end_standard(standard=self.row(), by=self.person, at=now())
        return self.answer(pk)
