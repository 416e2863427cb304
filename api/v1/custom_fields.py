"""`/custom-fields/`: the fields that a company added to its accounts; their values stand in an account's `custom`."""

from uuid import UUID

from django.db.models import Case, F, JSONField, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.custom_fields import archive_field, define_field, restore_field, update_field
from accounts.models import AccountKind, AccountRole, CustomField, TierName
from api.describing import extend_schema
from api.filters import FlagFilter, StrictFilterSet, choice_filters
from api.resources import Resource, StrictSerializer
from api.rows import RowSerializer
from api.v1.clock import now
from api.versions import required_version

#: What an account shows: values of archived fields are kept, not shown. Most accounts have none, and then nothing is looked up.
SHOWN = Case(
    When(custom={}, then=Value({}, output_field=JSONField())),
    default=RawSQL(
        "accounts_account.custom - coalesce((SELECT array_agg(key::text) FROM accounts_customfield"
        " WHERE archived_at IS NOT NULL), '{}')",
        (),
        output_field=JSONField(),
    ),
    output_field=JSONField(),
)


class ChoiceSerializer(StrictSerializer):
    value = serializers.CharField(max_length=60)
    zh = serializers.CharField(max_length=60)
    en = serializers.CharField(max_length=60, required=False, allow_blank=True)
    archived = serializers.BooleanField(required=False)


class CustomFieldSerializer(RowSerializer):
    id = serializers.UUIDField()
    key = serializers.CharField()
    label_zh = serializers.CharField()
    label_en = serializers.CharField()
    type = serializers.ChoiceField(choices=CustomField.Type.choices)
    kind = serializers.ChoiceField(choices=AccountKind.choices)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=AccountRole.choices))
    choices = ChoiceSerializer(many=True)
    unit = serializers.CharField()
    currency = serializers.CharField()
    required_roles = serializers.ListField(child=serializers.ChoiceField(choices=AccountRole.choices))
    required_tiers = serializers.ListField(child=serializers.ChoiceField(choices=TierName.choices))
    position = serializers.IntegerField()
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {"choices": F("choices")}


class CustomFieldForm(StrictSerializer):
    label_zh = serializers.CharField(max_length=60)
    label_en = serializers.CharField(max_length=60, allow_blank=True, required=False)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=AccountRole.choices), max_length=6, required=False)
    choices = ChoiceSerializer(many=True, required=False)
    unit = serializers.CharField(max_length=20, allow_blank=True, required=False)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    required_roles = serializers.ListField(child=serializers.ChoiceField(choices=AccountRole.choices), max_length=6, required=False)
    required_tiers = serializers.ListField(child=serializers.ChoiceField(choices=TierName.choices), max_length=4, required=False)
    position = serializers.IntegerField(min_value=0, max_value=10_000, required=False)


class NewCustomFieldForm(CustomFieldForm):
    id = serializers.UUIDField(required=False)
    key = serializers.CharField(max_length=40)
    type = serializers.ChoiceField(choices=CustomField.Type.choices)
    kind = serializers.ChoiceField(choices=AccountKind.choices, default=AccountKind.EXTERNAL)


class EmptyForm(StrictSerializer):
    pass


class CustomFieldFilter(StrictFilterSet):
    archived = FlagFilter(field_name="archived_at", lookup_expr="isnull", exclude=True)
    locals().update(choice_filters("kind", AccountKind.values) | choice_filters("type", CustomField.Type.values))


class CustomFieldViewSet(Resource):
    noun = "custom-fields"
    serializer_class = CustomFieldSerializer
    filterset_class = CustomFieldFilter
    orderings = {"position": "position", "created_at": "created_at"}
    default_ordering = "position"

    def rows(self) -> QuerySet[CustomField]:
        return CustomField.objects.all()

    def current_rows(self, queryset: QuerySet[CustomField]) -> QuerySet[CustomField]:
        """Without the archived ones, unless `archived` asks for them."""
        return queryset if "archived" in self.request.query_params else queryset.filter(archived_at__isnull=True)

    @extend_schema(request=NewCustomFieldForm, responses={201: CustomFieldSerializer})
    def create(self, request: Request) -> Response:
        field = define_field(by=self.person, at=now(), **self.form(NewCustomFieldForm))
        return self.answer(field.pk, http_status=201)

    @extend_schema(request=CustomFieldForm, responses=CustomFieldSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        field, version = self.row(), required_version(request)
        update_field(field=field, changes=self.form(CustomFieldForm, partial=True), by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=CustomFieldSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        archive_field(field=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=CustomFieldSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        restore_field(field=self.row(), by=self.person, at=now())
        return self.answer(pk)
