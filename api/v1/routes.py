"""`/routes/`: a manager's ordered lists of customers, grouped by street or village."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account, Territory
from api.describing import extend_schema
from api.filters import StrictFilterSet, id_filters
from api.resources import Resource, StrictSerializer
from api.rows import Ref, RowSerializer
from api.v1.clock import now
from api.versions import required_version
from crm.errors import Invalid
from crm.models import Team, User
from visits.actions.routes import MOST_STOPS, archive_route, open_route, set_stops, update_route
from visits.models import Route


class RouteSerializer(RowSerializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    team = Ref()
    manager = Ref()
    territory = Ref(allow_null=True)
    group_by = serializers.ChoiceField(choices=Route.GroupBy.choices)
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7))
    start_latitude = serializers.FloatField(allow_null=True)
    start_longitude = serializers.FloatField(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class RouteForm(StrictSerializer):
    name = serializers.CharField(max_length=100)
    manager = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), required=False)
    territory = serializers.PrimaryKeyRelatedField(queryset=Territory.objects.all(), required=False, allow_null=True)
    group_by = serializers.ChoiceField(choices=Route.GroupBy.choices, required=False)
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7), max_length=7, required=False)
    start_latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    start_longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)


class NewRouteForm(RouteForm):
    """`manager`: left out, whoever opens it."""

    id = serializers.UUIDField(required=False)
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), required=False)


class StopsForm(StrictSerializer):
    """All accounts of the route in their order."""

    accounts = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_STOPS)


class EmptyForm(StrictSerializer):
    pass


class RouteFilter(StrictFilterSet):
    locals().update(id_filters("manager") | id_filters("team") | id_filters("territory", nullable=True))


class RouteViewSet(Resource):
    noun = "routes"
    serializer_class = RouteSerializer
    filterset_class = RouteFilter
    orderings: ClassVar = {"name": "name", "created_at": "created_at"}
    default_ordering = "name"

    def rows(self) -> QuerySet[Route]:
        return Route.objects.visible_to(self.person)

    @extend_schema(request=NewRouteForm, responses={201: RouteSerializer})
    def create(self, request: Request) -> Response:
        form = self.form(NewRouteForm)
        route = open_route(by=self.person, at=now(), manager=form.pop("manager", self.person), **form)
        return self.answer(route.pk, http_status=201)

    @extend_schema(request=RouteForm, responses=RouteSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        route, version = self.row(), required_version(request)
        update_route(route=route, by=self.person, at=now(), version=version, **self.form(RouteForm, partial=True))
        return self.answer(pk)

    @extend_schema(request=StopsForm, responses=RouteSerializer, description="Makes these accounts the route.")
    @action(detail=True, methods=["post"], url_path="set-stops")
    def set_stops(self, request: Request, pk: UUID) -> Response:
        route = self.row()
        set_stops(route=route, accounts=self.visible_accounts(self.form(StopsForm)["accounts"]), by=self.person, at=now())
        return self.answer(pk)

    @extend_schema(request=EmptyForm, responses=RouteSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        archive_route(route=self.row(), by=self.person, at=now())
        return self.answer(pk)

    def visible_accounts(self, ids: list[UUID]) -> list[Account]:
        """The accounts in the order given; a stranger's is answered like one that does not exist."""
        found: dict[Any, Account] = {
            account.pk: account for account in Account.objects.visible_to(self.person).filter(pk__in=ids).only("street", "village")
        }
        if missing := [str(pk) for pk in ids if pk not in found]:
            raise Invalid("Some of these accounts do not exist.", fields={"accounts": [f"No such account: {missing[0]}"]})
        return [found[pk] for pk in ids]
