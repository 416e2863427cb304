"""`/territories/`: where accounts lie, as a tree that leads keep for their teams."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.territories import add_territory, archive_territory, restore_territory, update_territory
from accounts.models import Account, Territory
from api.describing import extend_schema
from api.filters import FlagFilter, StrictFilterSet, choice_filters, id_filters, refuse_unknown
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.accounts import EmptyForm
from api.v1.clock import now
from api.versions import required_version
from crm.models import Team

PATH = """ARRAY(
    WITH RECURSIVE above AS (
        SELECT accounts_territory.name, accounts_territory.parent_id, 0 AS height
        UNION ALL SELECT next.name, next.parent_id, above.height + 1
        FROM accounts_territory AS next JOIN above ON next.id = above.parent_id
    ) SELECT name FROM above ORDER BY height DESC)"""


class TerritorySerializer(RowSerializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    parent = Ref(allow_null=True)
    team = Ref(allow_null=True)
    pattern = serializers.ChoiceField(choices=Territory.Pattern.choices)
    path = serializers.ListField(child=serializers.CharField(), help_text="Names from the top down to this one.")
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expressions = {"path": RawSQL(PATH, (), output_field=ArrayField(TextField()))}  # noqa: S611 - a constant


class TerritoryFilter(StrictFilterSet):
    archived_at__isnull = FlagFilter(field_name="archived_at", lookup_expr="isnull")
    locals().update(id_filters("parent", nullable=True) | id_filters("team") | choice_filters("pattern", Territory.Pattern.values))


class ChangedTerritoryForm(StrictSerializer):
    name = serializers.CharField(max_length=100)
    parent = serializers.PrimaryKeyRelatedField(  # type: ignore[assignment]  # a field of ours
        queryset=Territory.objects.all(), allow_null=True, required=False
    )
    pattern = serializers.ChoiceField(choices=Territory.Pattern.choices, required=False)


class TerritoryForm(ChangedTerritoryForm):
    id = serializers.UUIDField(required=False)
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), allow_null=True, required=False)


class TerritoryCountSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    accounts = serializers.IntegerField(help_text="Active ones that the asking person sees, without those in territories below.")


class TerritoryCountsSerializer(serializers.Serializer[Any]):
    results = TerritoryCountSerializer(many=True)


class TerritoryViewSet(Resource):
    noun = "territories"
    serializer_class = TerritorySerializer
    filterset_class = TerritoryFilter
    orderings = {"name": "name", "created_at": "created_at"}
    default_ordering = "name"

    def rows(self) -> QuerySet[Territory]:
        """Those of the person's teams, and those that belong to no team."""
        reach = self.person.reach
        return Territory.objects.all() if reach is None else Territory.objects.filter(Q(team_id__in=reach) | Q(team=None))

    @extend_schema(request=TerritoryForm, responses={201: TerritorySerializer})
    def create(self, request: Request) -> Response:
        territory = add_territory(by=self.person, at=now(), **self.form(TerritoryForm))
        return self.answer(territory.pk, http_status=201)

    @extend_schema(request=ChangedTerritoryForm, responses=TerritorySerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        territory, version = self.row(), required_version(request)
        changes = self.form(ChangedTerritoryForm, partial=True)
        update_territory(territory=territory, changes=changes, by=self.person, at=now(), version=version)
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=TerritorySerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        """Only an empty one: without accounts and without territories below."""
        archive_territory(territory=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=TerritorySerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        restore_territory(territory=self.row(), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(operation_id="territories_counts", responses=TerritoryCountsSerializer, filters=False)
    @action(detail=False, methods=["get"])
    def counts(self, request: Request) -> Response:
        """How many accounts lie in each, on demand: counting reads them all."""
        refuse_unknown(request.query_params, ())
        accounts = Account.objects.visible_to(self.person).active().filter(territory__isnull=False)
        found = accounts.order_by().values_list("territory_id").annotate(accounts=Count("pk"))
        return Response({"results": [{"id": pk, "accounts": count} for pk, count in found]})
