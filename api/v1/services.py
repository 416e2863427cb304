"""`/services/` and `/entitlements/`: what we offer, and which tier gets what (rows 61, 69)."""

from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.catalogue import archive_service, define_service, end_entitlement, entitle, update_service
from accounts.models import AdditionalKind, Entitlement, Layer, Per, Service, ServiceLevel, TierName
from api.describing import extend_schema
from api.filters import StrictFilterSet, choice_filters, id_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.chain import EmptyForm
from api.v1.clock import now
from api.versions import required_version


class ServiceSerializer(RowSerializer):
    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    layer = serializers.ChoiceField(choices=Layer.choices)
    kind = serializers.ChoiceField(choices=AdditionalKind.choices, allow_null=True)
    description = serializers.CharField()
    unit = serializers.CharField()
    cost = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    currency = serializers.CharField()
    level = serializers.ChoiceField(choices=ServiceLevel.choices)
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ServiceChangesForm(StrictSerializer):
    code = serializers.CharField(max_length=40, required=False)
    name = serializers.CharField(max_length=100, required=False)
    layer = serializers.ChoiceField(choices=Layer.choices, required=False)
    kind = serializers.ChoiceField(choices=AdditionalKind.choices, required=False, allow_null=True)
    description = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    unit = serializers.CharField(max_length=20, allow_blank=True, required=False)
    cost = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False, allow_null=True)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    level = serializers.ChoiceField(choices=ServiceLevel.choices, required=False)


class ServiceForm(ServiceChangesForm):
    id = serializers.UUIDField(required=False)
    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=100)
    layer = serializers.ChoiceField(choices=Layer.choices)


class ServiceFilter(StrictFilterSet):
    locals().update(choice_filters("layer", Layer.values) | choice_filters("kind", AdditionalKind.values, nullable=True))


class ServiceViewSet(Resource):
    noun = "services"
    serializer_class = ServiceSerializer
    filterset_class = ServiceFilter
    orderings = {"code": "code", "name": "name", "created_at": "created_at"}
    default_ordering = "code"

    def rows(self) -> QuerySet[Service]:
        """One catalogue for the whole company."""
        return Service.objects.all()

    @extend_schema(request=ServiceForm, responses={201: ServiceSerializer})
    def create(self, request: Request) -> Response:
        service = define_service(by=self.person, at=now(), **self.form(ServiceForm))
        return self.answer(service.pk, http_status=201)

    @extend_schema(request=ServiceChangesForm, responses=ServiceSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        service = self.row()
        version = required_version(request)
        update_service(service=service, changes=self.form(ServiceChangesForm), by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=ServiceSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        archive_service(service=self.row(), by=self.person, at=now())
        return self.answer(pk)


class EntitlementSerializer(RowSerializer):
    id = serializers.UUIDField()
    service = Ref()
    tier = serializers.ChoiceField(choices=TierName.choices)
    quota = serializers.IntegerField(allow_null=True, help_text="Null: as often as needed.")
    per = serializers.ChoiceField(choices=Per.choices)
    level = serializers.ChoiceField(choices=ServiceLevel.choices)
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class EntitleForm(StrictSerializer):
    service = serializers.PrimaryKeyRelatedField(queryset=Service.objects.all())
    tier = serializers.ChoiceField(choices=TierName.choices)
    quota = serializers.IntegerField(min_value=1, max_value=10_000, required=False, allow_null=True)
    per = serializers.ChoiceField(choices=Per.choices, required=False)
    level = serializers.ChoiceField(choices=ServiceLevel.choices, required=False)


class EntitlementFilter(StrictFilterSet):
    locals().update(id_filters("service") | choice_filters("tier", TierName.values))


class EntitlementViewSet(Resource):
    noun = "services"
    serializer_class = EntitlementSerializer
    filterset_class = EntitlementFilter

    def rows(self) -> QuerySet[Entitlement]:
        return Entitlement.objects.all()

    @extend_schema(
        request=EntitleForm, responses={201: EntitlementSerializer}, description="Replaces what this tier got of the service."
    )
    def create(self, request: Request) -> Response:
        entitlement = entitle(by=self.person, at=now(), **self.form(EntitleForm))
        return self.answer(entitlement.pk, http_status=201)

    @extend_schema(request=EmptyForm, responses=EntitlementSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        end_entitlement(entitlement=self.row(), by=self.person, at=now())
        return self.answer(pk)
