"""`/process-links/`: the chain of internal customers."""

from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as df
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.chain import change_link, link_process, unlink_process
from accounts.models import AccountRole, ProcessLink
from api.describing import extend_schema
from api.filters import StrictFilterSet, id_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.v1.fields import VisibleAccountField
from api.versions import required_version


class ProcessLinkSerializer(RowSerializer):
    id = serializers.UUIDField()
    supplier = Ref()
    customer = Ref()
    service = serializers.CharField()
    standard = serializers.CharField()
    goes_back = serializers.BooleanField()
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ProcessLinkForm(StrictSerializer):
    id = serializers.UUIDField(required=False)
    supplier = VisibleAccountField()
    customer = VisibleAccountField()
    service = serializers.CharField(max_length=200)
    standard = serializers.CharField(max_length=300, allow_blank=True, required=False)
    goes_back = serializers.BooleanField(required=False)


class ChangedLinkForm(StrictSerializer):
    service = serializers.CharField(max_length=200, required=False)
    standard = serializers.CharField(max_length=300, allow_blank=True, required=False)
    goes_back = serializers.BooleanField(required=False)


class EmptyForm(StrictSerializer):
    pass


class ProcessLinkFilter(StrictFilterSet):
    service = df.CharFilter()
    customer_role = df.ChoiceFilter(field_name="customer__role", choices=AccountRole.choices)
    locals().update(id_filters("supplier") | id_filters("customer"))


class ProcessLinkViewSet(Resource):
    noun = "process-links"
    serializer_class = ProcessLinkSerializer
    filterset_class = ProcessLinkFilter

    def rows(self) -> QuerySet[ProcessLink]:
        return ProcessLink.objects.visible_to(self.person)

    @extend_schema(request=ProcessLinkForm, responses={201: ProcessLinkSerializer})
    def create(self, request: Request) -> Response:
        link = link_process(by=self.person, at=now(), **self.form(ProcessLinkForm))
        return self.answer(link.pk, http_status=201)

    @extend_schema(request=ChangedLinkForm, responses=ProcessLinkSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        link = self.row()
        version = required_version(request)
        change_link(link=link, changes=self.form(ChangedLinkForm), by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=ProcessLinkSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        unlink_process(link=self.row(), by=self.person, at=now())
        return self.answer(pk)
